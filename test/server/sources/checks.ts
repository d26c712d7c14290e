/** What is held of an inbox and its sources, whatever has happened. */
import { expect } from 'vitest';
import type { SyncPage } from '#server/inbox';
import { type Change, isTombstone, type Notification } from '#server/notification';
import { isUnread, type State } from '#server/rules/state';
import type { SourceKind } from '#server/source';
import type { Inbox } from '../../../server/inbox/inbox.ts';
import type { Storage } from '../../../server/storage/storage.ts';
import { KINDS, sourceOf, Upstream, type UpstreamRow } from './upstream.ts';

export type StoredRow = State<number> &
  Readonly<{
    id: string;
    source: string;
    title: string;
    acted_revision: number;
    surfaced_revision: number;
    purged_at: number | null;
  }>;
const STATES = ['read_at', 'archived_at', 'saved_at', 'snoozed_until', 'deleted_at', 'ended'] as const;
export const stateOf = (row: StoredRow) => Object.fromEntries(STATES.map((name) => [name, row[name]]));
/** Since when something is so may differ by the way between the two. */
const onOf = (state: State<unknown>) => STATES.slice(0, 3).map((name) => (state[name] ?? null) !== null);

/** What a source is known to have. */
type KnownRow = Readonly<{
  external_id: string;
  notification_id: string | null;
  snoozed_until: number | null;
}>;
type Reader = { revision: number; rows: Map<string, Change> };

export class Checks {
  readonly upstreams: Readonly<Record<SourceKind, Upstream>>;
  readonly #deps: Readonly<{ storage: Storage; inbox: Inbox; userId: number }>;
  readonly #readers: Reader[] = [];
  /** Rows that a person or the clock here has brought back, and how often that ended a snooze that was this computer's own. */
  readonly #broughtBack = new Set<string>();
  readonly #wokenAlone = new Map<string, number>();
  /** The revisions at which each row was seen on top. */
  readonly #surfaced = new Map<string, number[]>();
  /** Rows of which a source has refused something. */
  readonly refused = new Set<string>();

  constructor(deps: Readonly<{ storage: Storage; inbox: Inbox; userId: number; now: number }>) {
    this.#deps = deps;
    this.upstreams = Object.fromEntries(KINDS.map((kind) => [kind, new Upstream(kind, deps.now)])) as Record<
      SourceKind,
      Upstream
    >;
  }

  stored(): Map<string, StoredRow> {
    const { storage, userId } = this.#deps;
    const rows = storage.db.all<StoredRow>('SELECT * FROM notifications WHERE user_id = ?1', [userId]);
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Ids of what has content, also in the Bin. */
  living(): string[] {
    return [...this.stored().values()].filter((row) => row.purged_at === null).map(({ id }) => id);
  }

  noteBroughtBack(before: ReadonlyMap<string, StoredRow>): void {
    for (const [id, row] of this.stored()) {
      const was = before.get(id);
      if (was !== undefined && onOf(row).some((on, at) => !on && onOf(was)[at])) this.#broughtBack.add(id);
      if (was?.deleted_at != null && row.deleted_at === null) this.#broughtBack.add(id);
    }
  }

  /** After the clock here has ended snoozes: none that a source still has, and none of which a source is still to hear. */
  checkWoken(before: ReadonlyMap<string, StoredRow>): void {
    const { storage, userId } = this.#deps;
    this.noteBroughtBack(before);
    const now = this.stored();
    const woken = [...before].flatMap(([id, { snoozed_until }]) =>
      snoozed_until != null && now.get(id)?.snoozed_until === null ? [[id, snoozed_until] as const] : [],
    );
    const ids = new Map(woken);
    const waiting = storage.db.all<{ notification_id: string }>(
      "SELECT notification_id FROM outbox WHERE user_id = ?1 AND action = 'snooze'",
      [userId],
    );
    expect(waiting.filter(({ notification_id }) => ids.has(notification_id))).toEqual([]);
    const there = new Map(this.upstreams.belfry.rows.map((row) => [row.id, row]));
    for (const { notification_id: id, external_id, snoozed_until } of this.#ids('belfry')) {
      const until = ids.get(id ?? '');
      if (id === null || until === undefined) continue;
      const row = there.get(external_id);
      // Nothing ends in what is purged there.
      if (row?.gone === false && row.state.snoozed_until !== null)
        expect(Date.parse(row.state.snoozed_until)).not.toBe(until);
      const isTheirs = snoozed_until === until && row?.woken.includes(until) === true;
      if (!isTheirs) this.#wokenAlone.set(id, (this.#wokenAlone.get(id) ?? 0) + 1);
    }
  }

  /** Notes which rows have come to the top since the last time. */
  #noteSurfaced(): void {
    for (const [id, { surfaced_revision }] of this.stored()) {
      const surfaced = this.#surfaced.get(id) ?? [];
      if (surfaced.at(-1) === surfaced_revision) continue;
      this.#surfaced.set(id, [...surfaced, surfaced_revision]);
    }
  }

  async checkCounts(): Promise<void> {
    this.#noteSurfaced();
    const { inbox, userId } = this.#deps;
    const by_source: Record<string, number> = {};
    for (const row of this.stored().values()) {
      if (isUnread(row)) by_source[row.source] = (by_source[row.source] ?? 0) + 1;
    }
    const unread = Object.values(by_source).reduce((sum, one) => sum + one, 0);
    expect((await inbox.position(userId)).counts).toEqual({ unread, by_source });
    const shown = (await inbox.list(userId, { limit: 200 })).items.length;
    expect((await inbox.rowsAt(userId, 0, 1)).total).toBe(shown);
    this.#readers.push(await this.#catchUp({ revision: 0, rows: new Map() }));
  }

  async checkReaders(): Promise<void> {
    const { inbox, userId } = this.#deps;
    const rows = new Map<string, Notification>();
    for (const view of ['inbox', 'snoozed', 'done', 'bin'] as const) {
      for (const row of (await inbox.list(userId, { view, limit: 200 })).items) rows.set(row.id, row);
    }
    expect([...rows.keys()].sort()).toEqual(this.living().sort());
    for (const reader of this.#readers) {
      await this.#catchUp(reader);
      expect(new Map([...reader.rows].sort())).toEqual(new Map([...rows].sort()));
    }
  }

  #ids(kind: SourceKind): KnownRow[] {
    const { storage, userId } = this.#deps;
    return storage.db.all(
      'SELECT external_id, notification_id, snoozed_until FROM source_ids WHERE user_id = ?1 AND source = ?2 ORDER BY place DESC',
      [userId, sourceOf(kind)],
    );
  }

  /** Each row here with the rows there that are folded into it, the newest first. */
  #pairs(kind: SourceKind): (readonly [StoredRow, UpstreamRow[]])[] {
    const ids = this.#ids(kind);
    const there = new Map(this.upstreams[kind].rows.map((row) => [row.id, row]));
    return [...this.stored().values()].flatMap((row) => {
      const own = ids.filter((one) => one.notification_id === row.id);
      const rows = own.flatMap((one) => there.get(one.external_id) ?? []);
      return rows.length === 0 ? [] : [[row, rows] as const];
    });
  }

  /** What is here is as it is there, as far as the source can know it. */
  checkSources(): void {
    for (const kind of KINDS) {
      // Nothing is lost: all that it has is known here, once.
      const living = this.upstreams[kind].rows.filter((row) => kind === 'belfry' || !row.gone);
      const known = this.#ids(kind).map((one) => one.external_id);
      expect(known).toEqual(expect.arrayContaining(living.map(({ id }) => id)));
    }
    this.#checkTeam();
    this.#checkApp();
  }

  #checkTeam(): void {
    for (const [here, [there]] of this.#pairs('belfry')) {
      if (there === undefined) throw new Error('never sent');
      // It returns once for each end of a snooze, here or there.
      const ends = there.woken.length + (this.#wokenAlone.get(here.id) ?? 0);
      expect((this.#surfaced.get(here.id)?.length ?? 0) - 1).toBeLessThanOrEqual(ends);
      const isPurged = here.purged_at !== null;
      if (!this.refused.has(here.id)) expect(isPurged).toBe(there.gone);
      if (isPurged || there.gone) continue;
      const { state, title } = there;
      const isBinned = (state.deleted_at ?? null) !== null;
      expect(here.deleted_at !== null).toBe(isBinned);
      expect(here.title).toBe(title);
      if (isBinned) continue;
      // What is unread here, because the clock here has ended a snooze of its own, stays read there.
      const isReadThere = this.#wokenAlone.has(here.id) && here.read_at === null;
      const expected = onOf(isReadThere ? { ...state, read_at: null } : state);
      expect(onOf(here)).toEqual(expected);
      const until = state.snoozed_until == null ? null : Date.parse(state.snoozed_until);
      expect(here.snoozed_until).toBe(until);
    }
  }

  #checkApp(): void {
    for (const [here, there] of this.#pairs('laravel')) {
      if (this.refused.has(here.id)) continue;
      const left = there.filter((row) => !row.gone);
      if (here.ended === 'withdrawn') expect(left).toEqual([]);
      if (here.purged_at !== null) {
        expect(left).toEqual([]);
        continue;
      }
      // The adapter concludes that from the list.
      if (left.length === 0) continue;
      const isRead = left.every(({ state }) => state.read_at !== null);
      const isDealtWith = here.read_at !== null || here.archived_at !== null || here.deleted_at !== null;
      if (isDealtWith) expect(isRead).toBe(true);
      else if (isRead) expect(this.#broughtBack.has(here.id)).toBe(true);
    }
  }

  async #catchUp(reader: Reader): Promise<Reader> {
    const { inbox, userId } = this.#deps;
    let after: string | null = null;
    let page: SyncPage;
    do {
      page = await inbox.sync(userId, { since: reader.revision, ...(after === null ? {} : { after }) });
      for (const change of page.changed) {
        if (isTombstone(change)) reader.rows.delete(change.id);
        else reader.rows.set(change.id, change);
      }
      after = page.next;
    } while (after !== null);
    reader.revision = page.revision;
    return reader;
  }
}
