import type { Migration } from '../migrate.ts';
import { initial } from './0010-initial.ts';

/** In order. A released migration is never edited. */
export const MIGRATIONS: readonly Migration[] = [initial];
