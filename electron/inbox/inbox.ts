export type { Connection } from './connection.ts';
export { deltaOf } from './delta-of.ts';
export type { Known, KnownRow } from './known.ts';
export type { Recent } from './recent.ts';
export { createSupervisor, type Pace } from './supervisor.ts';
