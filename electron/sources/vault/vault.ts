/** What is stored of the sources: their definitions, what opens them and for whom, and their last events. */
export { createLastEvents, type LastEvents } from './last-events.ts';
export { hostsOf, merge, originsOf, secretsFor } from './origins.ts';
export { createRequestRights, type RequestRights } from './request-rights.ts';
export { type AnySafeStorage, createEncryption } from './safe-storage.ts';
export { type BoundSecrets, type Keys, openSecrets, type Secrets } from './secrets.ts';
export { createSourceStore, type SourceStore } from './source-store.ts';
