import type { SavedFilter, SavedFilterAnswer, SavedFilterInput, SavedFilters } from '#server/decisions';
import { parseFilter } from '#server/rules/filter/filter';
import { cleanLine } from '#server/rules/text/text';
import { SAVED_FILTERS_LIMIT } from '#server/rules/verdicts';
import { refuseMore } from '../errors.ts';
import { filterOf } from '../inbox/inbox.ts';
import type { SavedFilterRow, Storage } from '../storage/storage.ts';
import type { Versions } from './versions.ts';

export interface SavedFilterService {
  all(userId: number): Promise<SavedFilters>;
  /** Adds one, or replaces the one with this id. @throws AppError `limit_reached`; `invalid_request` */
  put(userId: number, id: string, input: SavedFilterInput): Promise<SavedFilterAnswer>;
  /** Idempotent. @returns the version */
  remove(userId: number, id: string): Promise<string | null>;
}

const toSavedFilter = (row: SavedFilterRow): SavedFilter => ({
  ...row,
  remarks: [...parseFilter(row.filter).remarks],
});

export function createSavedFilters(deps: {
  storage: Pick<Storage, 'read' | 'savedFilters'>;
  versions: Versions;
}): SavedFilterService {
  const { versions } = deps;
  const { read, savedFilters } = deps.storage;

  return {
    all: (userId) =>
      read(function* () {
        const filters = (yield* savedFilters.all(userId)).map(toSavedFilter);
        return { version: yield* versions.of(userId), filters };
      }),

    put: (userId, id, input) =>
      versions.change(userId, function* () {
        filterOf(input.filter);
        const others = (yield* savedFilters.all(userId)).filter((one) => one.id !== id);
        refuseMore(others.length, SAVED_FILTERS_LIMIT, 'saved filters');
        const { name, filter, position } = input;
        const row = { id, position, name: cleanLine(name), filter: cleanLine(filter) };
        yield* savedFilters.put(userId, row);
        return { filter: toSavedFilter(row) };
      }),

    async remove(userId, id) {
      const { version } = await versions.change(userId, function* () {
        return (yield* savedFilters.remove(userId, id)) === 0 ? null : {};
      });
      return version;
    },
  };
}
