import type { Delta, ListPage, SyncPage } from '#server/inbox';
import type { Change } from '#server/notification';
import { timestamp } from '#server/rules/time';
import type { AdapterDeps } from '../../adapter.ts';
import { detail } from '../../detail.ts';
import { AnswerError, badAnswer } from '../../http/http.ts';
import { TroubleError } from '../../trouble.ts';
import type { IngestBatch } from '../ingest-batch.ts';
import { cursorOf, type Place, placeOf } from './reading-cursor.ts';
import { LIST_PAGE, type TeamInbox } from './team-inbox.ts';
import { LAST_GENERATION, numbered, toItem } from './team-rows.ts';

/** More deltas than this at once, and a sync is the shorter way. */
const MOST_DELTAS = 1_000;
/** Rows of deltas that are kept together. */
const MOST_ROWS = 200;

/** Pages of one reading of everything, or of one sync: far above any inbox, and an end for a server that knows none. */
const MOST_PAGES = 20_000;

/** The reading of one team inbox: where it stands is on disk together with what was read. */
export interface Reading {
  /** Something may be missing. */
  behind(): void;
  /** @returns its revision as rows have it here; undefined: not known yet */
  receive(delta: Delta): number | undefined;
  /** Works off all of that. Rejects with a TroubleError or BackendError; then something is missing still. */
  run(): Promise<void>;
}

export function createReading(
  deps: Pick<AdapterDeps, 'cursor' | 'unread' | 'now' | 'log'> & {
    readonly team: Pick<TeamInbox, 'sync' | 'list'>;
    readonly ingestBatch: IngestBatch;
  },
): Reading {
  const { team, ingestBatch } = deps;
  /** undefined: to be asked for. */
  let place: Place | null | undefined;
  let isBehind = true;
  let deltas: Delta[] = [];

  async function take(changes: readonly Change[], next: Place, live = false): Promise<void> {
    await ingestBatch(
      changes.map((change) => toItem(change, next.generation, live)),
      cursorOf(next),
    );
    place = next;
  }

  const listed = (view: 'inbox' | 'archived', cursor?: string): Promise<ListPage> =>
    team.list({ view, limit: LIST_PAGE, ...(cursor === undefined ? {} : { cursor }) });

  /** Takes this page and all below it. */
  async function walk(
    view: 'inbox' | 'archived',
    first: ListPage,
    generation: number,
    found: (id: string) => void,
  ): Promise<void> {
    const known = new Set<string>();
    let page = first;
    for (let pages = 1; ; pages += 1) {
      await ingestBatch(page.items.map((item) => toItem(item, generation)).reverse());
      const before = known.size;
      for (const { id } of page.items) {
        known.add(id);
        found(id);
      }
      if (page.next === null) return;
      // To take it for the end would be to mark as read what is further down.
      if (known.size === before || pages === MOST_PAGES) throw badAnswer(detail('no_end', {}));
      page = await listed(view, page.next);
    }
  }

  /**
   * Takes all there is. What changes meanwhile has a revision above the first page's, and comes with the sync from there. What is
   * unread here and not there any more was deleted there, and is marked read and kept; but in another database, or in one that
   * has gone back, it may have got lost: then it stays unread.
   */
  async function readAnew(from: Place | null): Promise<void> {
    deps.log('the team server is read anew');
    const missing = new Set((await deps.unread()).items.map(({ external_id }) => external_id));
    const found = (id: string): void => void missing.delete(id);
    const first = await listed('inbox');
    const generation = from === null ? 0 : Math.min(from.generation + 1, LAST_GENERATION);
    // From here on even where this is broken off: nothing may be taken for older than what it brings.
    if (from !== null) await take([], { ...from, generation });
    await walk('inbox', first, generation, found);
    await walk('archived', await listed('archived'), generation, found);
    const read_at = timestamp(deps.now().getTime());
    const { epoch, revision } = first;
    const start = { epoch, revision, after: null, generation };
    // Without a place, what is here is from a first reading that broke off.
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

  /** null: an answer longer than any that is taken; the list has smaller pages. */
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
    for (let pages = 1; ; pages += 1) {
      if (place === undefined) place = placeOf(await deps.cursor());
      const at = place;
      const page = at === null ? null : await pageAfter(at);
      if (at === null || page === null || page.reset || page.epoch !== at.epoch) {
        if (isAnew) throw badAnswer(detail('no_changes', {}));
        isAnew = true;
        await readAnew(at);
        continue;
      }
      const { revision, next, changed } = page;
      const isStuck = next !== null && (changed.length === 0 || next === at.after);
      if (isStuck || pages === MOST_PAGES) throw badAnswer(detail('no_end', {}));
      await take(changed, next === null ? { ...at, revision, after: null } : { ...at, after: next });
      if (next === null) return;
    }
  }

  /** Deltas that follow on each other are kept together; the first that does not asks for a sync. */
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
          // The answer to an action that changed nothing carries the revision of somebody else's change.
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
        // Whether the last of it was kept is not known.
        place = undefined;
        isBehind = true;
        throw error;
      }
    },
  };
}
