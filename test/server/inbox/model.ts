/** The inbox as one would write it without a database: arrays, and counting. */
import type { Counts } from '#server/inbox';
import type { Deed, View } from '#server/rules/state';

export type ModelRequest = Readonly<
  { deed: Deed<string> } & (
    | { ids: readonly string[] }
    | { view: View; up_to_revision: number; thread?: string | undefined }
  )
>;

type Batch = { readonly revision: number; readonly before: ReadonlyMap<string, ModelRow>; undone: boolean };

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
  snoozedUntil: string | null;
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

/** @returns whether the row changed */
function apply(row: ModelRow, deed: Deed<string>): boolean {
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
      if (row.deleted) row.deleted = false;
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
      row.deleted = true;
      row.snoozedUntil = null;
      break;
    case 'purge':
      if (row.deleted) row.purged = true;
      break;
    case 'dismiss':
      break;
    default:
      return action satisfies never;
  }
  return JSON.stringify(row) !== before;
}

export class Model {
  readonly rows: ModelRow[] = [];
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

  send(title: string, { id, dedupeKey, thread }: Pick<ModelRow, 'id' | 'dedupeKey' | 'thread'>): void {
    this.revision += 1;
    const at = { title, revision: this.revision, sentRevision: this.revision };
    const earlier = this.view('unread').find((row) => dedupeKey !== null && row.dedupeKey === dedupeKey);
    if (earlier !== undefined) {
      Object.assign(earlier, at, { occurrences: earlier.occurrences + 1 });
      return;
    }
    this.rows.push({
      ...{ ...at, id, dedupeKey, thread, occurrences: 1, read: false, archived: false, deleted: false },
      ...{ purged: false, saved: false, snoozedUntil: null, acted: 0 },
    });
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
    const changed = selected.filter((row) => apply(row, deed));
    if (changed.length === 0) return false;
    this.revision += 1;
    for (const row of changed) Object.assign(row, { revision: this.revision, acted: this.revision });
    if (deed.kind === 'purge' || deed.kind === 'dismiss') return false;
    const touched = new Map([...before].filter(([id]) => changed.some((row) => row.id === id)));
    this.#batches.push({ revision: this.revision, before: touched, undone: false });
    return true;
  }

  /** @param index of the batch, by age @returns how many rows it restored, and left */
  undo(index: number): Readonly<{ restored: number; left: number }> {
    const batch = this.#batches[index];
    if (batch === undefined || batch.undone) return { restored: 0, left: 0 };
    batch.undone = true;
    const restored = this.rows.filter(
      (row) => batch.before.has(row.id) && row.acted === batch.revision && !row.purged,
    );
    if (restored.length > 0) this.revision += 1;
    for (const row of restored) {
      const { read, archived, deleted, saved, snoozedUntil, acted } = batch.before.get(row.id) as ModelRow;
      Object.assign(row, { read, archived, deleted, saved, snoozedUntil, acted, revision: this.revision });
    }
    return { restored: restored.length, left: batch.before.size - restored.length };
  }
}
