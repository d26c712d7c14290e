import type { Change } from '#server/notification';
import { wholeFields } from '#server/rules/content';
import type { IngestItem } from '#server/source';

/**
 * Revisions begin anew with another database, or with an older copy of the same. Each time that everything is read anew, a
 * generation begins whose revisions are above all of those before.
 */
const GENERATION = 2 ** 40;
export const LAST_GENERATION = Math.floor(Number.MAX_SAFE_INTEGER / GENERATION) - 1;

/** The team server's revision as rows have it here. */
export const numbered = (revision: number, generation: number): number =>
  generation * GENERATION + Math.min(revision, GENERATION - 1);

/** A row of the team server as the inbox here keeps it. `live`: it is told of as it changes there, not read from a list. */
export function toItem(change: Change, generation: number, live = false): IngestItem {
  const external_id = change.id;
  const revision = numbered(change.revision, generation);
  if ('deleted' in change) return { external_id, revision, deleted: true };
  const { created_at, surfaced_at, read_at, archived_at, trimmed, phrases, occurrences } = change;
  return {
    external_id,
    revision,
    created_at,
    ...(surfaced_at !== undefined && { surfaced_at }),
    ...(live && { live }),
    read_at,
    archived_at,
    // What the team server has not folded is not folded here either: each has a state of its own there.
    content: {
      ...wholeFields(change),
      dedupe_key: null,
      ...(trimmed === true && { trimmed }),
      ...(phrases !== undefined && { phrases }),
      occurrences,
    },
  };
}
