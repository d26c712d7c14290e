/** The inbox as one would write it without a database: arrays, and counting. */
import type { Counts } from '#server/inbox';
import type { Deed, View } from '#server/rules/state';

export type ModelRequest = Readonly<
  { deed: Deed<number> } & (
    | { ids: readonly string[] }
    | { view: View; up_to_revision: number; thread?: string | undefined }
  )
>;

type Batch = {
  readonly revision: number;
  readonly at: number;
  readonly before: ReadonlyMap<string, ModelRow>;
  undone: boolean;
};

/** `endsAt`: when it expires. `insistsFor`: how long it is an emergency, in milliseconds. */
export type Sent = Readonly<{ endsAt: number | null; insistsFor: number | null }>;

export type ModelRow = {
  id: string;
  title: string;
  dedupeKey: string | null;
  thread: string | null;
  occurrences: number;
  revision: number;
  sentRevision: number;
  read: boolean;
  archived: boolean;
  deleted: boolean;
  saved: boolean;
  /** Times are milliseconds since 1970. */
  snoozedUntil: number | null;
  deletedAt: number | null;
  ended: 'expired' | null;
  endsAt: number | null;
  remindAt: number | null;
  remindUntil: number | null;
  /** Revision of the last action on it. */
  acted: number;
  /** Only a tombstone is left. */
  purged: boolean;
};

const inView = (row: ModelRow, view: View): boolean => {
  if (row.deleted) return view === 'bin' && !row.purged;
  switch (view) {
    case 'inbox':
      return !row.archived && row.snoozedUntil === null;
    case 'unread':
      return !row.archived && row.snoozedUntil === null && !row.read;
    case 'done':
      return row.archived;
    case 'saved':
      return row.saved;
    case 'snoozed':
      return row.snoozedUntil !== null && !row.archived;
    case 'bin':
      return false;
    default:
      return view satisfies never;
  }
};

function purge(row: ModelRow): void {
  Object.assign(row, { purged: true, endsAt: null, remindAt: null });
}

/** How often what is urgent insists, in milliseconds. */
export const RETRY = 60_000;
const BINNED_FOR = 30 * 24 * 60 * 60_000;
const UNDO_FOR = 24 * 60 * 60_000;

/** @returns whether the row changed */
function apply(row: ModelRow, deed: Deed<number>, now: number): boolean {
  const action = deed.kind;
  const before = JSON.stringify(row);
  // Only these look into the Bin.
  if (row.deleted && action !== 'restore' && action !== 'purge') return false;
  if (row.purged) return false;
  switch (action) {
    case 'read':
      row.read = true;
      break;
    case 'unread':
      row.read = false;
      break;
    case 'done':
      row.archived = true;
      row.snoozedUntil = null;
      break;
    case 'restore':
      if (row.deleted || row.archived) row.ended = null;
      if (row.deleted) Object.assign(row, { deleted: false, deletedAt: null });
      else row.archived = false;
      break;
    case 'save':
      row.saved = true;
      break;
    case 'unsave':
      row.saved = false;
      break;
    case 'snooze':
      row.snoozedUntil = deed.until;
      row.archived = false;
      // Again until the same time is a change too.
      return true;
    case 'unsnooze':
      row.snoozedUntil = null;
      break;
    case 'delete':
      Object.assign(row, { deleted: true, deletedAt: now, snoozedUntil: null });
      break;
    case 'purge':
      if (row.deleted) purge(row);
      break;
    case 'dismiss':
      break;
    default:
      return action satisfies never;
  }
  return JSON.stringify(row) !== before;
}

export class Model {
  rows: ModelRow[] = [];
  /** The clock on the wall. */
  now = 0;
  revision = 0;
  readonly #batches: Batch[] = [];

  counts(): Counts {
    const unread = this.view('unread').length;
    return { unread, by_source: unread === 0 ? {} : { local: unread } };
  }

  /** Newest first. */
  view(view: View): ModelRow[] {
    return this.rows.filter((row) => inView(row, view)).reverse();
  }

  /** Ids of rows that have content, oldest first. */
  living(): string[] {
    return this.rows.filter((row) => !row.purged).map(({ id }) => id);
  }

  send(
    title: string,
    { id, dedupeKey, thread, endsAt, insistsFor }: Sent & Pick<ModelRow, 'id' | 'dedupeKey' | 'thread'>,
  ): void {
    if (thread !== null) this.#wake((row) => row.thread === thread && row.snoozedUntil !== null);
    this.revision += 1;
    const insists = insistsFor !== null && insistsFor >= RETRY;
    const at = {
      ...{ title, thread, revision: this.revision, sentRevision: this.revision, endsAt },
      remindAt: insists ? this.now + RETRY : null,
      remindUntil: insists ? this.now + insistsFor : null,
    };
    const earlier = this.view('unread').find((row) => dedupeKey !== null && row.dedupeKey === dedupeKey);
    if (earlier !== undefined) {
      Object.assign(earlier, at, { occurrences: earlier.occurrences + 1 });
      return;
    }
    const isOver = endsAt !== null && endsAt <= this.now;
    this.rows.push({
      ...{ ...at, id, dedupeKey, occurrences: 1, read: false, archived: isOver, deleted: false },
      ...{ purged: false, saved: false, snoozedUntil: null, deletedAt: null, acted: 0 },
      ...{ ended: isOver ? 'expired' : null, endsAt: isOver ? null : endsAt },
    });
  }

  /** The clock does what is due by now, in the order of the server's kinds. */
  tick(): void {
    const isDue = (time: number | null) => time !== null && time <= this.now;
    this.#wake((row) => isDue(row.snoozedUntil));
    this.#change(
      (row) => isDue(row.endsAt),
      (row) => {
        Object.assign(row, { archived: true, snoozedUntil: null, endsAt: null, ended: 'expired' });
        row.acted = this.revision;
      },
    );
    for (const row of this.rows) if (isDue(row.remindAt) && !inView(row, 'unread')) row.remindAt = null;
    this.#change(
      (row) => isDue(row.remindAt),
      (row) => {
        let next = row.remindAt as number;
        while (next <= this.now) next += RETRY;
        row.remindAt = next <= (row.remindUntil as number) ? next : null;
      },
    );
    this.#change(
      (row) => !row.purged && isDue(row.deletedAt === null ? null : row.deletedAt + BINNED_FOR),
      (row) => {
        purge(row);
        row.acted = this.revision;
      },
    );
  }

  /** What concerns rows is one revision. */
  #change(concerns: (row: ModelRow) => boolean, change: (row: ModelRow) => void): readonly ModelRow[] {
    const rows = this.rows.filter(concerns);
    if (rows.length > 0) this.revision += 1;
    for (const row of rows) {
      row.revision = this.revision;
      change(row);
    }
    return rows;
  }

  #wake(concerns: (row: ModelRow) => boolean): void {
    const woken = this.#change(concerns, (row) => {
      const next = this.now + RETRY;
      const insists = row.remindUntil !== null && next <= row.remindUntil;
      Object.assign(row, { snoozedUntil: null, read: false, remindAt: insists ? next : null });
      row.acted = this.revision;
    });
    this.rows = [...this.rows.filter((row) => !woken.includes(row)), ...woken];
  }

  /** @returns whether it can be undone */
  act(request: ModelRequest): boolean {
    const { deed } = request;
    const selected = this.rows.filter((row) => {
      if ('ids' in request) return request.ids.includes(row.id);
      const { view, up_to_revision, thread = row.thread } = request;
      return inView(row, view) && row.sentRevision <= up_to_revision && row.thread === thread;
    });
    const before = new Map(selected.map((row) => [row.id, { ...row }]));
    const changed = selected.filter((row) => apply(row, deed, this.now));
    if (changed.length === 0) return false;
    this.revision += 1;
    for (const row of changed) Object.assign(row, { revision: this.revision, acted: this.revision });
    if (deed.kind === 'purge' || deed.kind === 'dismiss') return false;
    const touched = new Map([...before].filter(([id]) => changed.some((row) => row.id === id)));
    this.#batches.push({ revision: this.revision, at: this.now, before: touched, undone: false });
    return true;
  }

  /** @param index of the batch, by age @returns how many rows it restored, and left; null: it is too old */
  undo(index: number): Readonly<{ restored: number; left: number }> | null {
    const batch = this.#batches[index];
    if (batch !== undefined && batch.at <= this.now - UNDO_FOR) return null;
    if (batch === undefined || batch.undone) return { restored: 0, left: 0 };
    batch.undone = true;
    const restored = this.rows.filter(
      (row) => batch.before.has(row.id) && row.acted === batch.revision && !row.purged,
    );
    if (restored.length > 0) this.revision += 1;
    for (const row of restored) {
      const before = batch.before.get(row.id) as ModelRow;
      const { read, archived, deleted, saved, snoozedUntil, deletedAt, ended, acted } = before;
      Object.assign(row, { read, archived, deleted, saved, snoozedUntil, deletedAt, ended, acted });
      row.revision = this.revision;
    }
    return { restored: restored.length, left: batch.before.size - restored.length };
  }
}
