import { REFUSALS_AS_CODES } from '../coded-refusals.ts';
import type { Migration } from '../migrate.ts';

export const refusals: Migration = { version: 140, up: (db) => db.exec(REFUSALS_AS_CODES) };
