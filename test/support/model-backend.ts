import { isDeepStrictEqual } from 'node:util';
import {
  type ActionAnswer,
  type ActionRequest,
  type Batch,
  type CountAnswer,
  type CountQuery,
  type Counts,
  type Delta,
  isAboutMutes,
  type Listed,
  type ListPage,
  type ListQuery,
  type SyncPage,
  type SyncQuery,
  type UndoAnswer,
  type View,
} from '#server/inbox';
import type { Change, Notification } from '#server/notification';
import { cursorOf, newestFirst } from '#server/rules/order';
import {
  belongs,
  type Deed,
  effectOf,
  isTombstone,
  isUndoable,
  plainDeed,
  viewNamed,
} from '#server/rules/state';
import type { Transport } from '../../server/client/client.ts';
import { notification } from './notification.ts';

const NOW = '2026-11-22T10:00:00.000000Z';

/** As the server writes it: a state that a row is not in has no field. */
function written(row: Notification): Notification {
  const fields = Object.entries(row).filter(
    ([name, value]) =>
      value !== undefined &&
      (value !== null || !/^(saved|muted|deleted)_at$|^snoozed_until$|^ended$/.test(name)),
  );
  return Object.fromEntries(fields) as Notification;
}

function after(row: Notification, deed: Deed<string>): Change {
  const effect = effectOf(deed, row, NOW);
  if (effect === null) return { id: row.id, revision: row.revision, deleted: true };
  const next = { ...row, ...effect } as Notification;
  return written({ ...next, deleted: next.deleted_at ? true : undefined } as Notification);
}

type Stored = Readonly<{ row: Change; acted: number }>;
type Done = Readonly<{ shown: Batch; revision: number; before: ReadonlyMap<string, Notification> }>;

/** The simplest inbox that keeps the contract: what the client's state must end up equal to. Pages are tiny. */
export class ModelBackend {
  epoch = 'epoch-1';
  revision = 0;
  readonly #pageSize: number;
  #rows = new Map<string, Stored>();
  #batches: readonly Done[] = [];
  #ids = 0;

  constructor(pageSize = 3) {
    this.#pageSize = pageSize;
  }

  items(view: View): readonly Notification[] {
    const found = [...this.#rows.values()]
      .map(({ row }) => row)
      .filter((row): row is Notification => !isTombstone(row) && belongs(view, row));
    return found.sort(newestFirst);
  }

  /** The newest row of each thread. */
  threads(view: View): readonly Listed[] {
    const items = this.items(view);
    const threadOf = ({ id, source, group_key }: Notification): readonly Notification[] =>
      items.filter((one) =>
        group_key === null ? one.id === id : one.source === source && one.group_key === group_key,
      );
    return items.flatMap((item) => {
      const all = threadOf(item);
      const unread = all.filter((one) => belongs('unread', one)).length;
      if (all[0] !== item) return [];
      return item.group_key === null ? [item] : [{ ...item, thread: { rows: all.length, unread } }];
    });
  }

  counts(): Counts {
    const unread = this.items('unread').length;
    return { unread, by_source: unread === 0 ? {} : { local: unread } };
  }

  /** The way to it. @param via every call passes here, with its name: it may wait */
  transport(
    via: <T>(call: string, answer: () => T) => Promise<T> = async (_call, answer) => answer(),
  ): Transport {
    return {
      sync: (query) => via('sync', () => this.sync(query)),
      list: (query) => via('list', () => this.list(query)),
      count: (query) => via('count', () => this.count(query)),
      act: (request) => via('act', () => this.act(request)),
      undo: (batch) => via('undo', () => this.undo(batch)),
      batches: () => via('batches', () => this.batches()),
    };
  }

  /** A database in which nothing of before is left. */
  replace(): void {
    this.epoch = `${this.epoch}+`;
    this.revision = 0;
    this.#rows = new Map();
    this.#batches = [];
  }

  create(overrides: Partial<Notification> = {}): Delta {
    this.#ids += 1;
    const id = String(this.#ids).padStart(6, '0');
    return this.#change([{ row: notification(this.revision + 1, { id, ...overrides }), acted: 0 }]);
  }

  /** As when its source's list shows where it stands. */
  move(id: string, surfaced_at: string): Delta {
    const { row, acted } = this.#whole(id);
    return this.#change([{ row: { ...row, surfaced_at }, acted }]);
  }

  /** As a send that is folded into it. */
  reword(id: string, title: string): Delta {
    const { row, acted } = this.#whole(id);
    return this.#change([{ row: { ...row, title, occurrences: row.occurrences + 1 }, acted }]);
  }

  /** Its snooze ends: it is on top, unread. */
  wake(id: string, surfaced_at: string): Delta {
    const { snoozed_until: _, ...row } = this.#whole(id).row;
    const surfaced_revision = this.revision + 1;
    const woken = { ...row, read_at: null, surfaced_at, surfaced_revision };
    return this.#change([{ row: woken, acted: surfaced_revision }]);
  }

  act(request: ActionRequest): ActionAnswer & Readonly<{ batch: string | null }> {
    if ('filter' in request || isAboutMutes(request))
      throw new Error('the model has neither filters nor mutes');
    const deed = typeof request.action === 'string' ? plainDeed(request.action) : request.action;
    const ids =
      'ids' in request
        ? request.ids
        : this.items(viewNamed(request.view ?? 'inbox'))
            .filter((item) => item.created_revision <= request.up_to_revision)
            .map((item) => item.id);
    const before = new Map<string, Notification>();
    const changed: Stored[] = [];
    for (const id of ids) {
      const row = this.#rows.get(id)?.row;
      if (row === undefined || isTombstone(row)) continue;
      const next = after(row, deed);
      if (isDeepStrictEqual(next, row)) continue;
      changed.push({ row: next, acted: this.revision + 1 });
      before.set(id, row);
    }
    const delta = this.#change(changed);
    if (changed.length === 0 || !isUndoable(deed.kind)) return { batch: null, delta };
    const id = `batch-${this.epoch}-${this.revision}`;
    const shown = { id, action: deed, rows: changed.length, device: null, at: NOW, undone_at: null };
    this.#batches = [{ shown, revision: this.revision, before }, ...this.#batches];
    return { batch: id, delta };
  }

  /** A row that something newer has changed stays as it is. */
  undo(id: string): UndoAnswer {
    const batch = this.#batches.find(({ shown }) => shown.id === id);
    if (batch === undefined) throw new Error(`there is no ${id}`);
    const { before, revision, shown } = batch;
    const untouched = [...before.values()].filter((row) => this.#rows.get(row.id)?.acted === revision);
    const restored = shown.undone_at === null ? untouched : [];
    this.#batches = this.#batches.map((each) =>
      each === batch ? { ...batch, shown: { ...shown, undone_at: NOW } } : each,
    );
    const delta = this.#change(
      restored.map((row) => {
        const now = this.#whole(row.id).row;
        const { read_at, archived_at, saved_at, snoozed_until, muted_at, deleted_at, ended, deleted } = row;
        const state = { read_at, archived_at, saved_at, snoozed_until, muted_at, deleted_at, ended, deleted };
        return { row: { ...now, ...state } as Notification, acted: this.revision + 1 };
      }),
    );
    return { restored: restored.length, left: before.size - restored.length, delta };
  }

  batches(): readonly Batch[] {
    return this.#batches.map(({ shown }) => shown);
  }

  sync({ epoch, since, after }: SyncQuery): SyncPage {
    const position = { epoch: this.epoch, revision: this.revision, counts: this.counts() };
    if (epoch !== this.epoch || since === undefined || since > this.revision) {
      return {
        ...position,
        reset: true,
        changed: [...this.items('inbox').slice(0, this.#pageSize)],
        next: null,
      };
    }
    const key = (row: Change): string => `${String(row.revision).padStart(6, '0')}.${row.id}`;
    const rows = [...this.#rows.values()]
      .map(({ row }) => row)
      .filter((row) => row.revision > since && (after === undefined || key(row) > after))
      .sort((a, b) => (key(a) < key(b) ? -1 : 1));
    const changed = rows.slice(0, this.#pageSize);
    const last = changed.at(-1);
    const next = rows.length > changed.length && last !== undefined ? key(last) : null;
    return { ...position, reset: false, changed, next };
  }

  count({ view = 'inbox', source, q }: CountQuery): CountAnswer {
    const rows = this.items(viewNamed(view)).filter(
      (item) =>
        (source === undefined || item.source === source) && (q === undefined || item.title.startsWith(q)),
    );
    const unread = rows.filter((item) => belongs('unread', item)).length;
    return { epoch: this.epoch, revision: this.revision, rows: rows.length, unread, more: false };
  }

  list({ view = 'inbox', source, group_key, q, threads, cursor }: ListQuery): ListPage {
    const all = threads === 'folded' ? this.threads(viewNamed(view)) : this.items(viewNamed(view));
    const rows = all.filter(
      (item) =>
        (cursor === undefined || cursorOf(item) < cursor) &&
        (source === undefined || item.source === source) &&
        (group_key === undefined || item.group_key === group_key) &&
        (q === undefined || item.title.startsWith(q)),
    );
    const items = rows.slice(0, this.#pageSize);
    const last = items.at(-1);
    const next = rows.length > items.length && last !== undefined ? cursorOf(last) : null;
    return { epoch: this.epoch, revision: this.revision, counts: this.counts(), items: [...items], next };
  }

  #whole(id: string): Readonly<{ row: Notification; acted: number }> {
    const stored = this.#rows.get(id);
    if (stored === undefined || isTombstone(stored.row)) throw new Error(`there is no ${id}`);
    return { row: stored.row, acted: stored.acted };
  }

  #change(rows: readonly Stored[]): Delta {
    if (rows.length > 0) this.revision += 1;
    const { revision } = this;
    const changed = rows.map(({ row, acted }) => {
      const next: Change = isTombstone(row) ? { ...row, revision } : written({ ...row, revision });
      this.#rows.set(next.id, { row: next, acted });
      return next;
    });
    return { epoch: this.epoch, revision, counts: this.counts(), changed };
  }
}
