import { type Change, isTombstone, type Notification } from '#server/notification';
import { wholeFields } from '#server/rules/content';
import { readEnding } from '#server/rules/state';
import type { IngestItem } from '#server/source';

/**
 * Another database, or an older copy of the same one, starts its revisions over. So each complete reading begins a new generation, whose
 * revisions are above all earlier ones.
 */
const GENERATION = 2 ** 40;
export const LAST_GENERATION = Math.floor(Number.MAX_SAFE_INTEGER / GENERATION) - 1;

/** The team server's revision, as rows here have it. */
export const numbered = (revision: number, generation: number): number =>
  generation * GENERATION + Math.min(revision, GENERATION - 1);

/** What runs there is a choice: a team server sends no requests. */
const chosenOf = ({ runs = [] }: Notification): { action: string; at: string }[] =>
  runs.filter(({ state }) => state === 'done').map(({ action, at }) => ({ action, at }));

/** What the team server's rows mean here. `takesChoice`: it can be sent which of a sender's `event` actions its user has chosen. */
export type Terms = Readonly<{ generation: number; takesChoice: boolean }>;

/** A button that the team server does not understand would do nothing. */
const contentOf = (change: Notification, takesChoice: boolean) => {
  const { actions, ...content } = wholeFields(change);
  return { ...content, actions: takesChoice ? actions : actions.filter(({ kind }) => kind !== 'event') };
};

/** A row of the team server as an item for the inbox here. `live`: it came as a Delta, not from a list. */
export function toItem(change: Change, { generation, takesChoice }: Terms, live = false): IngestItem {
  const external_id = change.id;
  const revision = numbered(change.revision, generation);
  if (isTombstone(change)) return { external_id, revision, deleted: true };
  const { created_at, surfaced_at, read_at, archived_at, trimmed, phrases, occurrences } = change;
  return {
    external_id,
    revision,
    created_at,
    ...(surfaced_at !== undefined && { surfaced_at }),
    ...(change.surfaced_revision !== undefined && {
      surfaced_revision: numbered(change.surfaced_revision, generation),
    }),
    ...(live && { live }),
    read_at,
    archived_at,
    saved_at: change.saved_at ?? null,
    snoozed_until: change.snoozed_until ?? null,
    muted_at: change.muted_at ?? null,
    deleted_at: change.deleted_at ?? null,
    ended: readEnding(change.ended),
    verdict: change.verdict ?? null,
    insists_until: change.insists_until ?? null,
    acknowledged_at: change.acknowledged_at ?? null,
    acknowledged_by: change.acknowledged_by ?? null,
    chosen: chosenOf(change),
    // The team server has done the folding: rows that are separate there have separate states.
    content: {
      ...contentOf(change, takesChoice),
      dedupe_key: null,
      ...(trimmed === true && { trimmed }),
      ...(phrases !== undefined && { phrases }),
      occurrences,
    },
  };
}
