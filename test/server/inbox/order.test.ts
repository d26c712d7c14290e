import fs from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ListQuery } from '#server/inbox';
import type { Notification } from '#server/notification';
import { cursorOf, newestFirst } from '#server/rules/order';
import type { IngestItem } from '#server/source';
import { toLaravel } from '../../../server/dialects/laravel/to-laravel.ts';
import { createInbox } from '../../../server/inbox/inbox.ts';
import { createSources } from '../../../server/sources/sources.ts';
import { NOBODY, type Storage } from '../../../server/storage/storage.ts';
import { DRIVERS, openTestStorage, type TestDriver } from '../../support/drivers.ts';
import { makeContent } from '../../support/make.ts';
import { NO_RECEIPTS, newDataDir } from '../../support/server.ts';
import { makeIngest, newItem } from '../sources/harness.ts';

const HOUR = 60 * 60 * 1_000;
const NOON = Date.parse('2026-11-27T12:00:00Z');
const SOURCES = ['s-a', 's-b'] as const;
const iso = (ms: number): string => new Date(ms).toISOString().replace('Z', '000Z');
const ms = (text: string | undefined): number => Date.parse(text ?? '');

/** A server whose clock its test sets, and which it starts again. */
class Server {
  time = NOON;
  userId = 0;
  readonly #dataDir = newDataDir();
  readonly #driver: TestDriver;
  #storage!: Storage;
  #inbox!: ReturnType<typeof createInbox>;
  #sources!: ReturnType<typeof createSources>;

  constructor(driver: TestDriver) {
    this.#driver = driver;
  }

  async start(): Promise<void> {
    const storage = await openTestStorage(this.#dataDir, this.#driver);
    const now = () => this.time;
    this.#storage = storage;
    this.#inbox = createInbox({
      wakeAt: () => {},
      storage,
      publish: () => {},
      receipts: NO_RECEIPTS,
      hasOutboxWorker: false,
      now,
      monotonic: now,
    });
    this.#sources = createSources({ storage, inbox: this.#inbox, now, monotonic: now, random: () => 0 });
  }

  async restart(): Promise<void> {
    this.#storage.close();
    await this.start();
  }

  /** A separate person for each story: a property test has many. */
  async newUser(): Promise<void> {
    const { work, users } = this.#storage;
    this.userId = await work(NOBODY, () => users.insert('any', 0));
    for (const id of SOURCES) {
      await this.#sources.register(this.userId, id, { kind: 'laravel', actions: ['read'] });
    }
  }

  send(title: string): Promise<unknown> {
    return this.#storage.work([this.userId], () => this.#inbox.arrive(this.userId, makeContent({ title })));
  }

  ingest(items: readonly IngestItem[], source: string = SOURCES[0]) {
    return this.#sources.ingest(this.userId, { source, items: [...items] });
  }

  async rows(): Promise<readonly Notification[]> {
    const found: Notification[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await this.#inbox.list(this.userId, {
        limit: 7,
        ...(cursor === undefined ? {} : { cursor }),
      });
      found.push(...page.items);
      cursor = page.next;
    }
    return found;
  }

  list = (query: ListQuery) => this.#inbox.list(this.userId, query);
  titles = async (): Promise<readonly string[]> => (await this.rows()).map(({ title }) => title);

  async laravelTitles(): Promise<readonly unknown[]> {
    const { rows } = await this.#inbox.rowsAt(this.userId, 0, 100);
    return rows.map((row) => (toLaravel(row).data as { title: string }).title);
  }

  stop(): void {
    this.#storage.close();
    fs.rmSync(this.#dataDir, { recursive: true });
  }
}

describe.each(DRIVERS)('times and order on %s', (driver) => {
  let server: Server;
  beforeEach(async () => {
    server = new Server(driver);
    await server.start();
    await server.newUser();
  });
  afterEach(() => server.stop());

  test('after a clock that ran ahead, each is shown with its own time, and stands above what was sent before', async () => {
    server.time = NOON + 2 * HOUR;
    await server.send('A');
    server.time = NOON;
    await server.send('B');
    server.time += 60_000;
    await server.send('C');
    await server.restart();
    server.time += 60_000;
    await server.send('D');

    expect(await server.titles()).toEqual(['D', 'C', 'B', 'A']);
    expect(await server.laravelTitles()).toEqual(['D', 'C', 'B', 'A']);
    const [d, c, b, a] = (await server.rows()).map(({ created_at }) => ms(created_at) - NOON);
    expect([a, b, c, d]).toEqual([2 * HOUR, 0, 60_000, 120_000]);
  });

  test('a loop of a Laravel app stands as its list has it, with its times, however much of it came live, and late', async () => {
    const begun = NOON - 40_000;
    // Six a second, as databases write times.
    const at = (n: number): string => iso(begun + Math.floor(n / 6) * 1_000);
    const numbers = Array.from({ length: 200 }, (_, n) => n);
    const item = (n: number, fields: Partial<IngestItem>): IngestItem =>
      newItem(`n${n}`, { content: makeIngest({ title: `${n}` }), ...fields });

    await server.ingest(numbers.slice(0, 71).map((n) => item(n, { live: true })));
    // From the top down, each portion of whole seconds, oldest first.
    await server.ingest(numbers.slice(138).map((n) => item(n, { created_at: at(n) })));
    await server.ingest([item(71, { live: true })]);
    await server.ingest(numbers.slice(0, 138).map((n) => item(n, { created_at: at(n) })));

    const rows = await server.rows();
    expect(rows.map(({ title }) => Number(title))).toEqual(numbers.toReversed());
    expect(rows.map(({ created_at }) => created_at)).toEqual(numbers.map(at).toReversed());
  });

  test('a weekend offline: each stands where it belongs, between what other sources had and what was sent here', async () => {
    await server.send('Friday');
    server.time += 48 * HOUR;
    await server.send('Sunday');
    await server.ingest([newItem('Saturday', { created_at: iso(NOON + 24 * HOUR) })]);
    await server.ingest([newItem('Friday night', { created_at: iso(NOON + 10 * HOUR) })], SOURCES[1]);
    await server.ingest([newItem('ahead', { created_at: iso(NOON + 100 * HOUR) })], SOURCES[1]);
    expect(await server.titles()).toEqual(['ahead', 'Sunday', 'Saturday', 'Friday night', 'Friday']);
    const ahead = (await server.rows())[0];
    expect([ahead?.created_at, ahead?.received_at]).toEqual([iso(server.time), iso(server.time)]);
    await server.send('now');
    expect((await server.titles())[0]).toBe('now');
  });

  test('of one time they stand in the order in which they come, in as many portions as it takes', async () => {
    const numbers = Array.from({ length: 1_200 }, (_, n) => n);
    const items = numbers.map((n) => newItem(`${n}`, { created_at: iso(NOON - HOUR) }));
    for (let at = 0; at < items.length; at += 500) await server.ingest(items.slice(at, at + 500));
    expect((await server.titles()).map(Number)).toEqual(numbers.toReversed());
  });

  test("a team server's place of a row is taken, which is not when it was sent", async () => {
    await server.ingest([
      newItem('late', { created_at: iso(NOON - 3 * HOUR), surfaced_at: iso(NOON - HOUR) }),
      newItem('sent', { created_at: iso(NOON - 2 * HOUR) }),
    ]);
    expect(await server.titles()).toEqual(['late', 'sent']);
    expect((await server.rows())[0]).toMatchObject({ created_at: iso(NOON - 3 * HOUR) });
  });

  test('what came live takes its time from the list once: a list that says otherwise later moves nothing', async () => {
    await server.ingest([newItem('x', { live: true })]);
    const [live] = await server.rows();
    const first = await server.ingest([newItem('x', { created_at: iso(NOON - HOUR) })]);
    expect(first).toMatchObject({ outcomes: ['updated'], delta: { changed: [{ id: live?.id }] } });
    const listed = await server.rows();
    expect(listed).toMatchObject([{ created_at: iso(NOON - HOUR), surfaced_at: iso(NOON - HOUR) }]);
    for (const fields of [{ created_at: iso(NOON - 2 * HOUR) }, { live: true } as const]) {
      expect((await server.ingest([newItem('x', fields)])).outcomes).toEqual(['unchanged']);
    }
    expect(await server.rows()).toEqual(listed);
  });

  test('a list without times leaves what came live where it is', async () => {
    await server.ingest([newItem('x', { live: true })]);
    const before = await server.rows();
    expect((await server.ingest([newItem('x')])).outcomes).toEqual(['unchanged']);
    expect(await server.rows()).toEqual(before);
  });

  test('another live event does not count as the list', async () => {
    await server.ingest([newItem('x', { live: true })]);
    await server.ingest([newItem('x', { live: true })]);
    await server.ingest([newItem('x', { created_at: iso(NOON - HOUR) })]);
    expect(await server.rows()).toMatchObject([{ created_at: iso(NOON - HOUR) }]);
  });

  test('whatever clocks do, what is sent or comes live stands on top, and what is caught up on by its time', {
    timeout: 60_000,
  }, async () => {
    const source = fc.constantFrom(...SOURCES);
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('send', 'restart') }) },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('live'), source }) },
      {
        weight: 3,
        arbitrary: fc.record({ kind: fc.constant('clock'), by: fc.integer({ min: -9, max: 9 }) }),
      },
      {
        weight: 4,
        arbitrary: fc.record({
          kind: fc.constant('catch-up'),
          source,
          /** Hours ago, of each portion from its oldest on; below 0: its clock runs ahead. */
          portions: fc.array(fc.array(fc.integer({ min: -2, max: 12 }), { maxLength: 4 }), { maxLength: 3 }),
        }),
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        await server.newUser();
        let count = 0;
        let last = '';
        /** Each listed one with the time by which it has to stand. */
        const times = new Map<string, number>();
        const rising = async (): Promise<void> => {
          const top = (await server.rows())[0];
          expect(top?.title).toBe(`${count}`);
          expect((top?.surfaced_at ?? '') > last).toBe(true);
          expect(top).toMatchObject({ created_at: iso(server.time), received_at: iso(server.time) });
          last = top?.surfaced_at ?? '';
        };
        for (const one of steps) {
          if ('by' in one) server.time += one.by * HOUR;
          else if ('portions' in one) {
            for (const hours of one.portions) {
              const items = hours
                .toSorted((a, b) => b - a)
                .map((ago) => {
                  count += 1;
                  times.set(`${count}`, Math.min(server.time, server.time - ago * HOUR));
                  return newItem(`${count}`, { created_at: iso(server.time - ago * HOUR) });
                });
              await server.ingest(items, one.source);
            }
          } else if (one.kind === 'restart') await server.restart();
          else {
            count += 1;
            if ('source' in one) await server.ingest([newItem(`${count}`, { live: true })], one.source);
            else await server.send(`${count}`);
            await rising();
          }
        }
        const rows = await server.rows();
        expect(rows).toHaveLength(count);
        expect(rows).toEqual(rows.toSorted(newestFirst));
        expect(new Set(rows.map(({ surfaced_at }) => surfaced_at)).size).toBe(count);
        for (const { title, surfaced_at, created_at } of rows) {
          const time = times.get(title);
          if (time === undefined) continue;
          expect(ms(created_at)).toBe(time);
          expect(ms(surfaced_at) - time).toBeLessThan(2);
        }
        const listed = rows.filter(({ title }) => times.has(title));
        const places = listed.map(({ title }) => times.get(title) ?? 0);
        expect(places).toEqual(places.toSorted((a, b) => b - a));
      }),
      { numRuns: 60 },
    );
  });

  test('a cursor is a place: it holds where its row has gone; a client of before goes on below an id', async () => {
    for (const title of ['1', '2', '3', '4']) await server.ingest([newItem(title, { live: true })]);
    const third = (await server.rows())[1] as Notification;
    const below = async (cursor: string) => (await server.list({ cursor })).items.map(({ title }) => title);
    expect([await below(cursorOf(third)), await below(third.id)]).toEqual([
      ['2', '1'],
      ['2', '1'],
    ]);
    await server.ingest([newItem('3', { created_at: iso(NOON - HOUR) })]);
    expect(await server.titles()).toEqual(['4', '2', '1', '3']);
    expect(await below(cursorOf(third))).toEqual(['2', '1', '3']);
    expect(await below(third.id)).toEqual([]);
  });
});
