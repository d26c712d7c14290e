import {
  type ActionRequest,
  type Counts,
  type Delta,
  isAboutMutes,
  type ListPage,
  type ListQuery,
  type SyncPage,
  type SyncQuery,
  type View,
} from '#server/inbox';
import type { Change, Notification } from '#server/notification';
import { cursorOf, newestFirst } from '#server/rules/order';
import { plainDeed, viewNamed } from '#server/rules/state';
import { notification } from './notification.ts';

const NOW = '2026-11-22T10:00:00.000000Z';

const belongs = (view: View, item: Notification): boolean =>
  view === 'done'
    ? item.archived_at !== null
    : item.archived_at === null && (view === 'inbox' || item.read_at === null);

/** The simplest inbox that keeps the contract: what the client's state must end up equal to. Pages are tiny. */
export class ModelBackend {
  epoch = 'epoch-1';
  revision = 0;
  readonly #pageSize: number;
  #rows = new Map<string, Change>();
  #ids = 0;

  constructor(pageSize = 3) {
    this.#pageSize = pageSize;
  }

  items(view: View): readonly Notification[] {
    const found = [...this.#rows.values()].filter(
      (row): row is Notification => !('deleted' in row) && belongs(view, row),
    );
    return found.sort(newestFirst);
  }

  counts(): Counts {
    const unread = this.items('unread').length;
    return { unread, by_source: unread === 0 ? {} : { local: unread } };
  }

  /** A database in which nothing of before is left. */
  replace(): void {
    this.epoch = `${this.epoch}+`;
    this.revision = 0;
    this.#rows = new Map();
  }

  create(overrides: Partial<Notification> = {}): Delta {
    this.revision += 1;
    this.#ids += 1;
    const item = notification(this.revision, { id: String(this.#ids).padStart(6, '0'), ...overrides });
    this.#rows.set(item.id, item);
    return this.#delta([item]);
  }

  /** As when its source's list shows where it stands. */
  move(id: string, surfaced_at: string): Delta {
    const row = this.#rows.get(id);
    if (row === undefined || 'deleted' in row) throw new Error(`there is no ${id}`);
    this.revision += 1;
    const next = { ...row, surfaced_at, revision: this.revision };
    this.#rows.set(id, next);
    return this.#delta([next]);
  }

  /** As a send that is folded into it. */
  reword(id: string, title: string): Delta {
    const row = this.#rows.get(id);
    if (row === undefined || 'deleted' in row) throw new Error(`there is no ${id}`);
    this.revision += 1;
    const next = { ...row, title, occurrences: row.occurrences + 1, revision: this.revision };
    this.#rows.set(id, next);
    return this.#delta([next]);
  }

  act(request: ActionRequest): Delta {
    if ('filter' in request || isAboutMutes(request))
      throw new Error('the model has neither filters nor mutes');
    const action = typeof request.action === 'string' ? plainDeed(request.action).kind : request.action.kind;
    const ids =
      'ids' in request
        ? request.ids
        : this.items(viewNamed(request.view ?? 'inbox'))
            .filter((item) => item.created_revision <= request.up_to_revision)
            .map((item) => item.id);
    const revision = this.revision + 1;
    const changed: Change[] = [];
    for (const id of ids) {
      const row = this.#rows.get(id);
      if (row === undefined || 'deleted' in row) continue;
      const next: Change =
        action === 'delete'
          ? { id, revision, deleted: true }
          : {
              ...row,
              revision,
              read_at: action === 'read' ? NOW : action === 'unread' ? null : row.read_at,
              archived_at: action === 'done' ? NOW : action === 'restore' ? null : row.archived_at,
            };
      changed.push(next);
      this.#rows.set(id, next);
    }
    if (changed.length > 0) this.revision = revision;
    return this.#delta(changed);
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
      .filter((row) => row.revision > since && (after === undefined || key(row) > after))
      .sort((a, b) => (key(a) < key(b) ? -1 : 1));
    const changed = rows.slice(0, this.#pageSize);
    const last = changed.at(-1);
    const next = rows.length > changed.length && last !== undefined ? key(last) : null;
    return { ...position, reset: false, changed, next };
  }

  list({ view = 'inbox', source, q, cursor }: ListQuery): ListPage {
    const rows = this.items(viewNamed(view)).filter(
      (item) =>
        (cursor === undefined || cursorOf(item) < cursor) &&
        (source === undefined || item.source === source) &&
        (q === undefined || item.title.startsWith(q)),
    );
    const items = rows.slice(0, this.#pageSize);
    const last = items.at(-1);
    const next = rows.length > items.length && last !== undefined ? cursorOf(last) : null;
    return { epoch: this.epoch, revision: this.revision, counts: this.counts(), items: [...items], next };
  }

  #delta(changed: Change[]): Delta {
    return { epoch: this.epoch, revision: this.revision, counts: this.counts(), changed };
  }
}
