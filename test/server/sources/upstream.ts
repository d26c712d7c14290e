/** A source as one would write it without a database: rows with revisions, and everything it ever said of them. */
import { timestamp } from '#server/rules/time';
import type { IngestItem, UpstreamAction } from '#server/source';
import { makeIngest } from './harness.ts';

export type UpstreamRow = {
  id: string;
  title: string;
  key: string | null;
  revision: number;
  read: boolean;
  archived: boolean;
  deleted: boolean;
  snoozedUntil: number | null;
  /** At which revision a snooze of it ended last. */
  surfaced: number | null;
};

const SNOOZE = 10 * 60_000;
const THEN = '2026-01-02T03:04:05.000000Z';

export class Upstream {
  readonly rows: UpstreamRow[] = [];
  /** Whatever it said, in order; the network delivers any of it, at any time. */
  readonly said: IngestItem[] = [];
  revision = 0;
  /** Its clock. */
  now = 0;

  send(key: string | null): void {
    const id = `id ${this.rows.length}`;
    const state = { read: false, archived: false, deleted: false, snoozedUntil: null, surfaced: null };
    this.rows.push({ id, title: id, key, revision: 0, ...state });
    this.#changed(this.rows.length - 1, () => {});
  }

  /** By another device of the same user, or by this one. */
  act(id: string, action: UpstreamAction | 'reword'): void {
    const index = this.rows.findIndex((row) => row.id === id);
    this.#changed(index, (row) => {
      if (action === 'read' || action === 'unread') row.read = action === 'read';
      else if (action === 'done' || action === 'restore') row.archived = action === 'done';
      else if (action === 'delete') row.deleted = true;
      else if (action === 'snooze') Object.assign(row, { snoozedUntil: this.now + SNOOZE, archived: false });
      if (action === 'done') row.snoozedUntil = null;
      else if (action === 'reword') row.title = `${row.title}!`;
    });
  }

  /** Its clock ends snoozes. */
  tick(): void {
    for (const [index, { snoozedUntil }] of this.rows.entries()) {
      if (snoozedUntil === null || snoozedUntil > this.now) continue;
      this.#changed(index, (row) => {
        Object.assign(row, { snoozedUntil: null, read: false, surfaced: this.revision + 1 });
      });
    }
  }

  item(row: UpstreamRow): IngestItem {
    const { id: external_id, revision } = row;
    if (row.deleted) return { external_id, revision, deleted: true };
    return {
      ...{ external_id, revision },
      read_at: row.read ? THEN : null,
      archived_at: row.archived ? THEN : null,
      snoozed_until: row.snoozedUntil === null ? null : timestamp(row.snoozedUntil),
      ...(row.surfaced !== null && { surfaced_revision: row.surfaced }),
      content: makeIngest({ title: row.title, dedupe_key: row.key }),
    };
  }

  #changed(index: number, change: (row: UpstreamRow) => void): void {
    const row = this.rows[index];
    if (row === undefined || row.deleted) return;
    const before = JSON.stringify(row);
    change(row);
    if (row.revision > 0 && JSON.stringify(row) === before) return;
    this.revision += 1;
    row.revision = this.revision;
    this.said.push(this.item(row));
  }
}
