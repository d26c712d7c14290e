import fs from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SyncPage, View } from '#server/inbox';
import type { Change, Notification } from '#server/notification';
import { refusal } from '#server/rules/refusals';
import type { OutboxResult } from '#server/source';
import { createInbox, type Inbox } from '../../../server/inbox/inbox.ts';
import { createSources, type Sources } from '../../../server/sources/sources.ts';
import { NOBODY, type Storage } from '../../../server/storage/storage.ts';
import { DRIVERS, openTestStorage } from '../../support/drivers.ts';
import { makeContent } from '../../support/make.ts';
import { NO_RECEIPTS, newDataDir } from '../../support/server.ts';
import { ALL_ACTIONS, SOURCE } from './harness.ts';
import { Upstream } from './upstream.ts';

const action = fc.constantFrom('read', 'unread', 'done', 'restore', 'delete');
const picks = fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 4 });

/** `pick` is taken modulo what there is by then. */
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('send' as const), key: fc.constantFrom(null, 'a') }),
  },
  {
    weight: 1,
    /** It expires so many minutes from now. */
    arbitrary: fc.record({ kind: fc.constant('local' as const), ends: fc.constantFrom(null, -1, 5) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('elsewhere' as const),
      action: fc.oneof(action, fc.constantFrom('reword' as const, 'snooze' as const)),
      pick: fc.nat({ max: 9 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('deliver' as const),
      /** How far back; 0 is the newest that it said. */
      back: picks,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('act' as const),
      action: fc.oneof(
        { weight: 5, arbitrary: action },
        { weight: 1, arbitrary: fc.constant('dismiss' as const) },
      ),
      picks,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('view' as const),
      action,
      view: fc.constantFrom<View>('inbox', 'unread', 'done'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('drain' as const),
      limit: fc.integer({ min: 1, max: 3 }),
      outcome: fc.constantFrom('done' as const, 'refused' as const, 'retry' as const, 'lost' as const),
      /** Whether it says since when a delivered state applies. */
      dated: fc.boolean(),
      late: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('report' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('clock' as const),
      /** Since the start, in minutes: the clocks go on, and are set ahead and back. */
      at: fc.nat({ max: 60 }),
      /** By how much the source's clock is ahead, in minutes. */
      skew: fc.integer({ min: -1, max: 1 }),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const MINUTE = 60_000;
const START = Date.UTC(2030, 0, 1);
/** The clock here. */
const clock = { now: START };

class World {
  readonly upstream = new Upstream();
  readonly readers: { revision: number; rows: Map<string, Change> }[] = [];
  #late: OutboxResult[] = [];
  readonly #deps: Readonly<{ storage: Storage; inbox: Inbox; sources: Sources; userId: number }>;

  constructor(deps: Readonly<{ storage: Storage; inbox: Inbox; sources: Sources; userId: number }>) {
    this.#deps = deps;
  }

  async take(one: Step): Promise<void> {
    const { inbox, sources, storage, userId } = this.#deps;
    const { upstream } = this;
    switch (one.kind) {
      case 'send':
        upstream.send(one.key);
        return;
      case 'local':
        {
          const expires_at = one.ends === null ? null : clock.now + one.ends * MINUTE;
          await storage.work([userId], () => inbox.arrive(userId, makeContent({ expires_at })));
        }
        return;
      case 'clock':
        clock.now = START + one.at * MINUTE;
        upstream.now = clock.now + one.skew * MINUTE;
        upstream.tick();
        for (const kind of inbox.due) while ((await kind.fire(clock.now)) > 0);
        return;
      case 'elsewhere': {
        const row = upstream.rows[one.pick % upstream.rows.length];
        if (row !== undefined) upstream.act(row.id, one.action);
        return;
      }
      case 'deliver': {
        const items = one.back.flatMap((back) => upstream.said.at(-1 - (back % upstream.said.length)) ?? []);
        await sources.ingest(userId, { source: SOURCE, items });
        return;
      }
      case 'act': {
        const living = (await this.rows()).map(({ id }) => id);
        const ids = [...new Set(one.picks.flatMap((pick) => living[pick % living.length] ?? []))];
        if (ids.length > 0) await inbox.apply({ userId, request: { action: one.action, ids } });
        return;
      }
      case 'view': {
        const up_to_revision = (await inbox.position(userId)).revision;
        await inbox.apply({ userId, request: { action: one.action, view: one.view, up_to_revision } });
        return;
      }
      case 'drain':
        await this.drain(one);
        return;
      case 'report':
        await this.report(this.#late.splice(0));
        return;
      default:
        one satisfies never;
    }
  }

  /** As the main process does: in order, one answer for each; some answers get lost, or come later. */
  async drain({
    limit,
    outcome,
    dated,
    late,
  }: Omit<Extract<Step, { kind: 'drain' }>, 'kind'>): Promise<number> {
    const { sources, userId } = this.#deps;
    const { entries } = await sources.outbox(userId, { source: SOURCE, limit });
    const results = entries.flatMap(({ id, external_id, action: what }): OutboxResult[] => {
      if (outcome === 'refused') return [{ id, outcome, reason: refusal('words', {}, 'no') }];
      if (outcome === 'retry') return [{ id, outcome }];
      this.upstream.act(external_id ?? '', what);
      if (outcome === 'lost') return [];
      return [{ id, outcome, ...(dated ? { revision: this.upstream.revision } : {}) }];
    });
    if (late) this.#late.push(...results);
    else await this.report(results);
    return entries.length;
  }

  async report(results: readonly OutboxResult[]): Promise<void> {
    const { sources, userId } = this.#deps;
    if (results.length > 0) await sources.report(userId, { results: [...results] });
  }

  /** Everything is delivered and answered, and the source has reported every state. */
  async settle(): Promise<void> {
    const { sources, userId } = this.#deps;
    await this.report(this.#late.splice(0));
    while ((await this.drain({ limit: 100, outcome: 'done', dated: false, late: false })) > 0);
    const items = this.upstream.rows.map((row) => this.upstream.item(row));
    await sources.ingest(userId, { source: SOURCE, items });
  }

  async rows(): Promise<Notification[]> {
    const { inbox, userId } = this.#deps;
    const rows: Notification[] = [];
    for (const view of ['inbox', 'done', 'snoozed'] as const) {
      rows.push(...(await inbox.list(userId, { view, limit: 200 })).items);
    }
    return rows;
  }

  async checkCounts(): Promise<void> {
    const { storage, inbox, userId } = this.#deps;
    const recount = storage.db.all<{ source: string; unread: number }>(
      `SELECT source, count(*) AS unread FROM notifications
       WHERE user_id = ?1 AND read_at IS NULL AND archived_at IS NULL AND snoozed_until IS NULL AND deleted_at IS NULL GROUP BY source`,
      [userId],
    );
    const by_source = Object.fromEntries(recount.map(({ source, unread }) => [source, unread]));
    const unread = recount.reduce((sum, one) => sum + one.unread, 0);
    expect((await inbox.position(userId)).counts).toEqual({ unread, by_source });
    const shown = (await inbox.list(userId, { limit: 200 })).items.length;
    expect((await inbox.rowsAt(userId, 0, 1)).total).toBe(shown);
    this.readers.push(await this.#catchUp({ revision: 0, rows: new Map() }));
  }

  async checkReaders(): Promise<void> {
    const rows = await this.rows();
    for (const reader of this.readers) {
      await this.#catchUp(reader);
      expect(new Map([...reader.rows].sort())).toEqual(
        new Map(rows.map((row) => [row.id, row] as const).sort()),
      );
    }
  }

  /** Everything here is as it is there. */
  async checkSource(): Promise<void> {
    const { storage, userId } = this.#deps;
    const ids = storage.db.all<{ external_id: string; notification_id: string | null; place: number }>(
      'SELECT external_id, notification_id, place FROM source_ids WHERE user_id = ?1',
      [userId],
    );
    const there = new Map(this.upstream.rows.map((row) => [row.id, row]));
    const expected = new Map<string, object>();
    for (const { notification_id } of ids) {
      const folded = ids
        .filter((one) => notification_id !== null && one.notification_id === notification_id)
        .sort((a, b) => b.place - a.place)
        .flatMap((one) => there.get(one.external_id) ?? []);
      const living = folded.filter((row) => !row.deleted);
      const [newest] = folded;
      if (notification_id === null || living.length === 0) continue;
      expected.set(notification_id, {
        read: living.every((row) => row.read),
        archived: living.every((row) => row.archived),
        snoozed: living.every((row) => row.snoozedUntil !== null),
        title: newest?.deleted === false ? newest.title : expect.any(String),
        pending: false,
      });
    }
    const here = (await this.rows())
      .filter(({ source }) => source === SOURCE)
      .map(({ id, title, read_at, archived_at, snoozed_until, upstream }) => {
        const snoozed = snoozed_until !== undefined;
        const state = { read: read_at !== null, archived: archived_at !== null, snoozed };
        return [id, { ...state, title, pending: upstream?.state === 'pending' }] as const;
      });
    expect(new Map(here)).toEqual(expected);
    expect(new Set(ids.map((one) => one.external_id))).toEqual(new Set(there.keys()));
  }

  async #catchUp(reader: { revision: number; rows: Map<string, Change> }) {
    const { inbox, userId } = this.#deps;
    let after: string | null = null;
    let page: SyncPage;
    do {
      page = await inbox.sync(userId, { since: reader.revision, ...(after === null ? {} : { after }) });
      for (const change of page.changed) {
        if ('deleted' in change) reader.rows.delete(change.id);
        else reader.rows.set(change.id, change);
      }
      after = page.next;
    } while (after !== null);
    reader.revision = page.revision;
    return reader;
  }
}

describe.each(DRIVERS)('an inbox and its source on %s', (driver) => {
  test('agree in the end, whatever happened, and count right at every moment', {
    timeout: 120_000,
  }, async () => {
    const dataDir = newDataDir();
    const storage = await openTestStorage(dataDir, driver);
    const inbox = createInbox({
      wakeAt: () => {},
      ...{ storage, publish: () => {}, now: () => clock.now, monotonic: Date.now },
      receipts: NO_RECEIPTS,
      hasOutboxWorker: true,
    });
    // No pause before a repetition: its length is a matter of other tests.
    const sources = createSources({
      ...{ storage, inbox, now: () => clock.now, monotonic: Date.now },
      random: () => 0,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40, size: 'max' }), async (steps) => {
        const userId = await storage.work(NOBODY, () => storage.users.insert('any', 0));
        await sources.register(userId, SOURCE, { kind: 'belfry', actions: [...ALL_ACTIONS] });
        clock.now = START;
        const world = new World({ storage, inbox, sources, userId });
        world.upstream.now = START;
        for (const one of steps) {
          await world.take(one);
          await world.checkCounts();
        }
        await world.settle();
        await world.checkCounts();
        await world.checkReaders();
        await world.checkSource();
        expect(await sources.all(userId)).toMatchObject([{ pending: 0 }]);
        await sources.remove(userId, SOURCE);
        await world.checkCounts();
        await world.checkReaders();
        expect((await inbox.list(userId, { source: SOURCE })).items).toEqual([]);
      }),
      { numRuns: 100 },
    );
    storage.close();
    fs.rmSync(dataDir, { recursive: true });
  });
});
