/** An inbox with three sources, an upstream behind each, and everything that is held of it. */
import { expect } from 'vitest';
import type { ActionRequest, SyncPage } from '#server/inbox';
import { type Change, isTombstone, type Notification } from '#server/notification';
import { refusal } from '#server/rules/refusals';
import { isUnread, type State } from '#server/rules/state';
import type { OutboxResult, SourceKind } from '#server/source';
import type { Inbox } from '../../../server/inbox/inbox.ts';
import type { Sources } from '../../../server/sources/sources.ts';
import type { Storage } from '../../../server/storage/storage.ts';
import { ALL_ACTIONS, LARAVEL, SECOND_THOUGHTS } from './harness.ts';
import { Upstream, type UpstreamRow } from './upstream.ts';

export const KINDS = ['belfry', 'laravel', 'channels'] as const satisfies readonly SourceKind[];
const ACTIONS = { belfry: ALL_ACTIONS, laravel: LARAVEL, channels: ['reply'] } as const;
const sourceOf = (kind: SourceKind): string => `s-${kind}`;

type StoredRow = State<number> &
  Readonly<{ id: string; source: string; title: string; acted_revision: number; purged_at: number | null }>;
const STATES = ['read_at', 'archived_at', 'saved_at', 'snoozed_until', 'deleted_at', 'ended'] as const;
const stateOf = (row: StoredRow) => Object.fromEntries(STATES.map((name) => [name, row[name]]));
/** Since when something is so may differ by the way between the two. */
const onOf = (state: State<unknown>) => STATES.slice(0, 3).map((name) => (state[name] ?? null) !== null);

type Reader = { revision: number; rows: Map<string, Change> };
type Answers = Readonly<{ outcome: 'done' | 'refused' | 'retry' | 'lost'; dated: boolean; late: boolean }>;

type WorldDeps = Readonly<{
  storage: Storage;
  inbox: Inbox;
  sources: Sources;
  userId: number;
  advance: (ms: number) => void;
}>;

export class World {
  readonly upstreams = Object.fromEntries(KINDS.map((kind) => [kind, new Upstream(kind)])) as Record<
    SourceKind,
    Upstream
  >;
  readonly #deps: WorldDeps;
  readonly #readers: Reader[] = [];
  readonly #batches: { id: string; revision: number; before: Map<string, StoredRow>; isUndone: boolean }[] =
    [];
  /** Rows that a person has brought back, and ids of which a source has refused something. */
  readonly #broughtBack = new Set<string>();
  readonly #refused = new Set<string>();
  #late: OutboxResult[] = [];

  constructor(deps: WorldDeps) {
    this.#deps = deps;
  }

  /** Each source is there, and has brought something. */
  async begin(): Promise<void> {
    const { sources, userId } = this.#deps;
    for (const kind of KINDS) {
      await sources.register(userId, sourceOf(kind), { kind, actions: [...ACTIONS[kind]] });
      for (let sent = 0; sent < 2; sent += 1) this.upstreams[kind].send(null);
      await this.deliver(kind);
    }
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

  async deliver(kind: SourceKind, items = this.upstreams[kind].said): Promise<void> {
    await this.#deps.sources.ingest(this.#deps.userId, { source: sourceOf(kind), items: [...items] });
  }

  async act(request: ActionRequest): Promise<void> {
    const { inbox, userId } = this.#deps;
    const before = this.stored();
    const { batch, delta } = await inbox.apply({ userId, request });
    if (batch !== null) this.#batches.push({ id: batch, revision: delta.revision, before, isUndone: false });
    this.#noteBroughtBack(before);
  }

  /** Restores exactly the rows that nothing has changed since, once. */
  async undo(back: number): Promise<void> {
    const batch = this.#batches.at(-1 - (back % Math.max(1, this.#batches.length)));
    if (batch === undefined) return;
    const was = this.stored();
    const { restored } = await this.#deps.inbox.undo(this.#deps.userId, batch.id);
    const untouched = [...was.values()].filter(
      ({ acted_revision, purged_at }) =>
        !batch.isUndone && acted_revision === batch.revision && purged_at === null,
    );
    batch.isUndone = true;
    expect(restored).toBe(untouched.length);
    const wanted = new Map([...was].map(([id, row]) => [id, stateOf(row)]));
    for (const { id } of untouched) wanted.set(id, stateOf(batch.before.get(id) as StoredRow));
    expect(new Map([...this.stored()].map(([id, row]) => [id, stateOf(row)]))).toEqual(wanted);
    this.#noteBroughtBack(was);
  }

  #noteBroughtBack(before: ReadonlyMap<string, StoredRow>): void {
    for (const [id, row] of this.stored()) {
      const was = before.get(id);
      if (was !== undefined && onOf(row).some((on, at) => !on && onOf(was)[at])) this.#broughtBack.add(id);
      if (was?.deleted_at != null && row.deleted_at === null) this.#broughtBack.add(id);
    }
  }

  /** As the main process does: in order, one answer for each; some answers get lost, or come later. */
  async drain(kind: SourceKind, limit: number, { outcome, dated, late }: Answers): Promise<number> {
    const { sources, userId } = this.#deps;
    const upstream = this.upstreams[kind];
    const { entries } = await sources.outbox(userId, { source: sourceOf(kind), limit });
    const results = entries.flatMap(({ id, notification_id, external_id, ...done }): OutboxResult[] => {
      if (outcome === 'refused') {
        this.#refused.add(notification_id);
        return [{ id, outcome, reason: refusal('words', {}, 'no') }];
      }
      if (outcome === 'retry') return [{ id, outcome }];
      upstream.act(external_id ?? '', done);
      if (outcome === 'lost') return [];
      const isDated = dated && kind === 'belfry';
      return [{ id, outcome, ...(isDated ? { revision: upstream.revision } : {}) }];
    });
    if (late) this.#late.push(...results);
    else await this.#report(results);
    return entries.length;
  }

  report = (): Promise<void> => this.#report(this.#late.splice(0));

  async #report(results: OutboxResult[]): Promise<void> {
    if (results.length > 0) await this.#deps.sources.report(this.#deps.userId, { results });
  }

  /** Everything is delivered and answered, and each source has reported every state. */
  async settle(): Promise<void> {
    await this.report();
    this.#deps.advance(SECOND_THOUGHTS);
    const fine = { outcome: 'done', dated: false, late: false } as const;
    for (const kind of KINDS) {
      while ((await this.drain(kind, 100, fine)) > 0);
      const upstream = this.upstreams[kind];
      const told = upstream.rows.filter((row) => kind === 'belfry' || !row.gone);
      await this.deliver(
        kind,
        told.map((row) => upstream.item(row)),
      );
    }
  }

  async checkCounts(): Promise<void> {
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

  /** Each row here with the rows there that are folded into it, the newest first. */
  #pairs(kind: SourceKind): (readonly [StoredRow, UpstreamRow[]])[] {
    const { storage, userId } = this.#deps;
    const ids = storage.db.all<{ external_id: string; notification_id: string | null }>(
      'SELECT external_id, notification_id FROM source_ids WHERE user_id = ?1 AND source = ?2 ORDER BY place DESC',
      [userId, sourceOf(kind)],
    );
    const there = new Map(this.upstreams[kind].rows.map((row) => [row.id, row]));
    // Nothing is lost: all that it has is known here, once.
    const living = [...there.values()].filter((row) => kind === 'belfry' || !row.gone);
    expect(ids.map((one) => one.external_id)).toEqual(expect.arrayContaining(living.map(({ id }) => id)));
    return [...this.stored().values()].flatMap((row) => {
      const own = ids.filter((one) => one.notification_id === row.id);
      const rows = own.flatMap((one) => there.get(one.external_id) ?? []);
      return rows.length === 0 ? [] : [[row, rows] as const];
    });
  }

  /** What is here is as it is there, as far as the source can know it. */
  checkSources(): void {
    for (const [here, [there]] of this.#pairs('belfry')) {
      if (there === undefined) throw new Error('never sent');
      const isPurged = here.purged_at !== null;
      if (!this.#refused.has(here.id)) expect(isPurged).toBe(there.gone);
      if (isPurged || there.gone) continue;
      const { state, title } = there;
      const isBinned = (state.deleted_at ?? null) !== null;
      expect(here.deleted_at !== null).toBe(isBinned);
      expect(here.title).toBe(title);
      if (isBinned) continue;
      expect(onOf(here)).toEqual(onOf(state));
      const until = state.snoozed_until == null ? null : Date.parse(state.snoozed_until);
      expect(here.snoozed_until).toBe(until);
    }
    for (const [here, there] of this.#pairs('laravel')) {
      if (this.#refused.has(here.id)) continue;
      const left = there.filter((row) => !row.gone);
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
    this.#pairs('channels');
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
