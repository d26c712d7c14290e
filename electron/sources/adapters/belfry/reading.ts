import type { Delta, ListPage, ListQuery, SyncPage } from '#server/inbox';
import type { Change } from '#server/notification';
import { teamActions } from '#server/rules/features';
import { timestamp } from '#server/rules/time';
import type { AdapterDeps } from '../../adapter.ts';
import { detail } from '../../detail.ts';
import { AnswerError, badAnswer } from '../../http/http.ts';
import { TroubleError } from '../../trouble.ts';
import type { IngestBatch } from '../ingest-batch.ts';
import { cursorOf, type Place, placeOf } from './reading-cursor.ts';
import { LIST_PAGE, type TeamInbox } from './team-inbox.ts';
import { LAST_GENERATION, numbered, toItem } from './team-rows.ts';

/** With more waiting deltas than this, a sync is quicker. */
const MOST_DELTAS = 1_000;
/** Rows of deltas that are ingested together. */
const MOST_ROWS = 200;

/** The most pages of one reading or one sync: far above any inbox, but an end for a server whose list has none. */
const MOST_PAGES = 20_000;

type View = NonNullable<ListQuery['view']>;

/** The views beside the inbox. The archive by its name of before, which every server knows. */
const viewsOf = (features: readonly string[] = []): readonly View[] => [
  'archived',
  ...(features.includes('snooze') ? (['snoozed'] as const) : []),
  ...(features.includes('bin') ? (['bin'] as const) : []),
];

/** Reads one team inbox. Its cursor is on disk, together with the rows that it stands for. */
export interface Reading {
  /** What the server names in its session; undefined: it is older than that. */
  offers(features: readonly string[] | undefined): void;
  /** Something may be missing. */
  behind(): void;
  /** @returns the Delta's revision as rows here have it; undefined: not known yet */
  receive(delta: Delta): number | undefined;
  /** Reads everything that is missing. Rejects with a TroubleError or BackendError; then something is still missing. */
  run(): Promise<void>;
}

export function createReading(
  deps: Pick<AdapterDeps, 'cursor' | 'unread' | 'now' | 'log'> & {
    readonly team: Pick<TeamInbox, 'sync' | 'list'>;
    readonly ingestBatch: IngestBatch;
  },
): Reading {
  const { team, ingestBatch } = deps;
  /** undefined: the backend has to be asked. */
  let place: Place | null | undefined;
  let isBehind = true;
  let deltas: Delta[] = [];
  /** Together they show every row that has content. */
  let views: readonly View[] = viewsOf();
  let takesChoice = false;

  async function take(changes: readonly Change[], next: Place, live = false): Promise<void> {
    await ingestBatch(
      changes.map((change) => toItem(change, { generation: next.generation, takesChoice }, live)),
      cursorOf(next),
    );
    place = next;
  }

  const listed = (view: View, cursor?: string): Promise<ListPage> =>
    team.list({ view, limit: LIST_PAGE, ...(cursor === undefined ? {} : { cursor }) });

  /** Ingests this page and all below it. */
  async function walk(
    view: View,
    first: ListPage,
    generation: number,
    found: (id: string) => void,
  ): Promise<void> {
    const known = new Set<string>();
    let page = first;
    for (let pages = 1; ; pages += 1) {
      await ingestBatch(page.items.map((item) => toItem(item, { generation, takesChoice })).reverse());
      const before = known.size;
      for (const { id } of page.items) {
        known.add(id);
        found(id);
      }
      if (page.next === null) return;
      // Taking this for the end would mark as read what is further down.
      if (known.size === before || pages === MOST_PAGES) throw badAnswer(detail('no_end', {}));
      page = await listed(view, page.next);
    }
  }

  /**
   * Reads everything. What changes meanwhile has a revision above the first page's, and comes with the sync from there. Rows that are
   * unread here and missing there were deleted there: they are marked read, and stay. But another database, or an older copy of the
   * same one, may have lost them: then they stay unread.
   */
  async function readAnew(from: Place | null): Promise<void> {
    deps.log('reading all of the team server');
    const missing = new Set((await deps.unread()).items.map(({ external_id }) => external_id));
    const found = (id: string): void => void missing.delete(id);
    const first = await listed('inbox');
    const generation = from === null ? 0 : Math.min(from.generation + 1, LAST_GENERATION);
    // Stored before the rows: even if this reading breaks off, nothing older may replace what it brings.
    if (from !== null) await take([], { ...from, generation });
    await walk('inbox', first, generation, found);
    for (const view of views) await walk(view, await listed(view), generation, found);
    const read_at = timestamp(deps.now().getTime());
    const { epoch, revision } = first;
    const start = { epoch, revision, after: null, generation };
    // Without a cursor, the rows here are from a first reading that broke off.
    const isSame = from === null || (from.epoch === epoch && from.revision <= revision);
    await ingestBatch(
      [...missing].map((external_id) => ({
        external_id,
        ...(isSame ? { read_at, concluded: true as const } : { listed: false }),
      })),
      cursorOf(start),
    );
    place = start;
  }

  /** null: the answer is above the size limit; the list has smaller pages. */
  async function pageAfter({ epoch, revision: since, after }: Place): Promise<SyncPage | null> {
    try {
      return await team.sync({ epoch, since, ...(after === null ? {} : { after }) });
    } catch (error) {
      const isCut = error instanceof TroubleError && !(error instanceof AnswerError);
      if (isCut && error.trouble === 'bad_answer') return null;
      throw error;
    }
  }

  async function sync(): Promise<void> {
    let isAnew = false;
    /** The next page: it travels while the one before it is ingested. */
    let ahead: Promise<SyncPage | null> | null = null;
    for (let pages = 1; ; pages += 1) {
      if (place === undefined) place = placeOf(await deps.cursor());
      const at = place;
      const page = at === null ? null : await (ahead ?? pageAfter(at));
      ahead = null;
      if (at === null || page === null || page.reset || page.epoch !== at.epoch) {
        if (isAnew) throw badAnswer(detail('no_changes', {}));
        isAnew = true;
        await readAnew(at);
        continue;
      }
      const { revision, next, changed } = page;
      const isStuck = next !== null && (changed.length === 0 || next === at.after);
      if (isStuck || pages === MOST_PAGES) throw badAnswer(detail('no_end', {}));
      if (next === null) return take(changed, { ...at, revision, after: null });
      const behind = { ...at, after: next };
      ahead = pageAfter(behind);
      // If ingesting fails, nobody waits for it.
      ahead.catch(() => {});
      await take(changed, behind);
    }
  }

  /** Consecutive deltas are ingested together; the first one after a gap leads to a sync. */
  async function applyDeltas(): Promise<void> {
    const waiting = deltas;
    deltas = [];
    while (waiting.length > 0 && !isBehind) {
      const at = place;
      const changes: Change[] = [];
      let revision = at?.revision ?? 0;
      while (waiting.length > 0 && changes.length < MOST_ROWS) {
        const [delta] = waiting;
        if (delta === undefined || at == null || delta.epoch !== at.epoch) {
          isBehind = true;
          break;
        }
        if (delta.revision > revision) {
          // The answer to an action without effect carries the revision of another change.
          if (delta.revision > revision + 1 || delta.changed === null || delta.changed.length === 0) {
            isBehind = true;
            break;
          }
          changes.push(...delta.changed);
          revision = delta.revision;
        }
        waiting.shift();
      }
      if (at != null && revision > at.revision) await take(changes, { ...at, revision }, true);
    }
  }

  return {
    offers(features) {
      views = viewsOf(features);
      takesChoice = teamActions(features).includes('choose');
    },
    behind() {
      isBehind = true;
    },
    receive(delta) {
      deltas.push(delta);
      if (deltas.length > MOST_DELTAS) {
        deltas = [];
        isBehind = true;
      }
      return place?.epoch === delta.epoch ? numbered(delta.revision, place.generation) : undefined;
    },
    async run() {
      try {
        while (isBehind || deltas.length > 0) {
          if (isBehind) {
            isBehind = false;
            await sync();
          } else {
            await applyDeltas();
          }
        }
      } catch (error) {
        // It is not known whether the last ingest took effect.
        place = undefined;
        isBehind = true;
        throw error;
      }
    },
  };
}
