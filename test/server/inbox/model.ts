/** The inbox as one would write it without a database: arrays, and counting. */
import type { Action, ActionRequest, Counts, View } from '#server/inbox';

export type ModelRow = {
  id: string;
  title: string;
  dedupeKey: string | null;
  occurrences: number;
  revision: number;
  sentRevision: number;
  read: boolean;
  archived: boolean;
  deleted: boolean;
};

const inView = (row: ModelRow, view: View): boolean => {
  if (row.deleted) return false;
  switch (view) {
    case 'inbox':
      return !row.archived;
    case 'unread':
      return !row.archived && !row.read;
    case 'archived':
      return row.archived;
    default:
      return view satisfies never;
  }
};

/** @returns whether the row changed */
function apply(row: ModelRow, action: Action): boolean {
  const before = JSON.stringify(row);
  switch (action) {
    case 'read':
      row.read = true;
      break;
    case 'unread':
      row.read = false;
      break;
    case 'archive':
      row.archived = true;
      break;
    case 'unarchive':
      row.archived = false;
      break;
    case 'delete':
      row.deleted = true;
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

  counts(): Counts {
    const unread = this.view('unread').length;
    return { unread, by_source: unread === 0 ? {} : { local: unread } };
  }

  /** Newest first. */
  view(view: View): ModelRow[] {
    return this.rows.filter((row) => inView(row, view)).reverse();
  }

  /** Ids of rows in the view `inbox` or `archived`, oldest first. */
  living(): string[] {
    return this.rows.filter((row) => !row.deleted).map(({ id }) => id);
  }

  send(title: string, dedupeKey: string | null, id: string): void {
    this.revision += 1;
    const at = { title, revision: this.revision, sentRevision: this.revision };
    const earlier = this.view('unread').find((row) => dedupeKey !== null && row.dedupeKey === dedupeKey);
    if (earlier !== undefined) {
      Object.assign(earlier, at, { occurrences: earlier.occurrences + 1 });
      return;
    }
    this.rows.push({ id, dedupeKey, occurrences: 1, read: false, archived: false, deleted: false, ...at });
  }

  act(request: ActionRequest): void {
    const selected = this.rows.filter((row) =>
      'ids' in request
        ? request.ids.includes(row.id)
        : inView(row, request.view) && row.sentRevision <= request.up_to_revision,
    );
    const changed = selected.filter((row) => apply(row, request.action));
    if (changed.length === 0) return;
    this.revision += 1;
    for (const row of changed) row.revision = this.revision;
  }
}
