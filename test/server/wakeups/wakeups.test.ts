import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { NOBODY, newId } from '../../../server/storage/storage.ts';
import { createWakeups, type Wakeups } from '../../../server/wakeups/wakeups.ts';
import { DRIVERS } from '../../support/drivers.ts';
import { buildTestApp, type TestApp } from '../../support/server.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe.each(DRIVERS)('what waits for its time on %s', (driver) => {
  let app: TestApp;
  let wakeups: Wakeups;
  let reads: number;
  let errors: object[];
  /** The clock on the wall, beside that of timers. */
  let wrong: number;
  const now = () => Date.now() + wrong;

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
    wrong = 0;
    reads = 0;
    errors = [];
    app = await buildTestApp(driver);
    wakeups = make(null);
  });
  afterEach(async () => {
    await wakeups.end();
    await app.close();
    vi.useRealTimers();
  });

  const make = (everyMs: number | null) =>
    createWakeups({
      storage: {
        read: (unit) => {
          reads += 1;
          return app.storage.read(unit);
        },
      },
      now,
      monotonic: () => performance.now(),
      random: () => 1,
      everyMs,
      log: { error: (fields) => errors.push(fields) },
    });
  function start() {
    wakeups.start([app.senders.scheduled]);
    return settle();
  }
  const titles = async () => (await app.inbox.list(app.userId, {})).items.map(({ title }) => title);

  /** Until nothing runs any more: all but timers goes on. */
  async function settle(): Promise<void> {
    for (let calm = 0, seen = -1; calm < 20; calm += 1) {
      if (seen !== reads) calm = 0;
      seen = reads;
      await new Promise(setImmediate);
    }
  }
  async function pass(ms: number): Promise<void> {
    vi.advanceTimersByTime(ms);
    await settle();
  }
  const setClock = (by: number) => {
    wrong += by;
  };

  async function schedule(title: string, after: number, userId = app.userId): Promise<void> {
    const at = now() + after;
    const request = JSON.stringify({ title });
    await app.storage.work([userId], () =>
      app.storage.scheduled.insert({
        ...{ id: newId(), user_id: userId, sender_id: app.userId, request },
        ...{ deliver_at: at, created_at: 0 },
      }),
    );
    wakeups.wakeAt(at);
    await settle();
  }

  test('is done at its time, with one timer, however far ahead', async () => {
    await start();
    await schedule('in 40 days', 40 * DAY);
    await schedule('in an hour', HOUR);
    await schedule('in two hours', 2 * HOUR);
    expect(vi.getTimerCount()).toBe(1);
    await pass(HOUR - 1);
    expect(await titles()).toEqual([]);
    await pass(1);
    expect(await titles()).toEqual(['in an hour']);
    await pass(HOUR);
    expect(await titles()).toEqual(['in two hours', 'in an hour']);
    await pass(38 * DAY - 1);
    expect(await titles()).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(1);
    await pass(2 * DAY);
    expect(await titles()).toEqual(['in 40 days', 'in two hours', 'in an hour']);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('what was due while nothing ran is done at the start, the most overdue first', async () => {
    for (const hours of [2, 1, 3]) await schedule(`${hours}`, hours * HOUR);
    await pass(5 * HOUR);
    expect(await titles()).toEqual([]);
    await start();
    expect(await titles()).toEqual(['3', '2', '1']);
  });

  test('a backlog of many batches is done in order, and requests are answered in between', async () => {
    await app.storage.work([app.userId], function* () {
      for (let index = 0; index < 1_000; index += 1) {
        yield* app.storage.scheduled.insert({
          ...{ id: newId(), user_id: app.userId, sender_id: app.userId },
          ...{ request: JSON.stringify({ title: `${index}` }), deliver_at: index, created_at: 0 },
        });
      }
    });
    const done = start();
    const seen: number[] = [];
    while ((seen.at(-1) ?? 0) < 1_000) {
      seen.push((await app.inbox.position(app.userId)).revision);
      await new Promise(setImmediate);
    }
    await done;
    expect(new Set(seen).size).toBeGreaterThan(5);
    const page = await app.storage.read(() => app.storage.notifications.pageAt(app.userId, 0, 2_000));
    expect(page.map(({ title }) => title)).toEqual(Array.from({ length: 1_000 }, (_, i) => `${999 - i}`));
  });

  test('a clock that is set ahead is noticed as soon as somebody looks, and not before', async () => {
    await start();
    await schedule('later', 3 * HOUR);
    setClock(4 * HOUR);
    await pass(MINUTE);
    expect(await titles()).toEqual([]);
    wakeups.look();
    await settle();
    expect(await titles()).toEqual(['later']);
  });

  test('a server that nobody tells notices it within a minute, and wakes up only while something waits', async () => {
    wakeups = make(MINUTE);
    await start();
    expect(vi.getTimerCount()).toBe(0);
    await schedule('later', 3 * HOUR);
    await pass(MINUTE);
    setClock(4 * HOUR);
    await pass(MINUTE);
    expect(await titles()).toEqual(['later']);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a clock that is set back: it waits for its time on the wall, and nothing is done twice', async () => {
    await start();
    await schedule('first', HOUR);
    await schedule('second', 3 * HOUR);
    await pass(HOUR);
    expect(await titles()).toEqual(['first']);
    setClock(-2 * HOUR);
    await pass(2 * HOUR);
    expect(await titles()).toEqual(['first']);
    wakeups.look();
    await pass(2 * HOUR - 1);
    expect(await titles()).toEqual(['first']);
    await pass(1);
    expect(await titles()).toEqual(['second', 'first']);
  });

  test('looking at a clock that runs as it should does nothing', async () => {
    await start();
    await schedule('later', HOUR);
    const before = reads;
    for (let minute = 0; minute < 59; minute += 1) {
      wakeups.look();
      await pass(MINUTE);
    }
    expect(reads).toBe(before);
  });

  test('100,000 that wait cost one look, and no timer before the first of them', async () => {
    app.storage.db.exec(`
      INSERT INTO scheduled (id, user_id, sender_id, request, deliver_at, created_at)
      WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99999)
      SELECT 'id-' || i, ${app.userId}, ${app.userId}, '{"title":"x"}', ${now() + 30 * DAY} + i, 0 FROM n`);
    await start();
    expect([reads, vi.getTimerCount()]).toEqual([1, 1]);
    // Past the longest timer there is.
    for (let day = 0; day < 29; day += 1) await pass(DAY);
    expect(reads).toBeLessThanOrEqual(2);
    expect(await titles()).toEqual([]);
  });

  test('while writes fail it is tried again, less and less often, and logged once; then it is done once', async () => {
    await start();
    await schedule('later', HOUR);
    app.storage.db.exec('PRAGMA query_only = ON');
    await pass(HOUR);
    const tries: number[] = [];
    for (let second = 0; second < 50; second += 1) {
      const before = reads;
      await pass(1_000);
      tries.push(reads - before);
    }
    expect(errors).toMatchObject([{ kind: 'scheduled sends' }]);
    const times = tries.flatMap((count, second) => (count > 0 ? [second + 1] : []));
    expect(times).toEqual([1, 3, 7, 15, 31]);
    app.storage.db.exec('PRAGMA query_only = OFF');
    await pass(MINUTE);
    await pass(HOUR);
    expect(await titles()).toEqual(['later']);
  });

  test('what fails in one inbox holds up no other', async () => {
    const ann = await app.storage.work(NOBODY, () => app.storage.users.insert('Ann', 0));
    await schedule('broken', HOUR, ann);
    app.storage.db.exec(`UPDATE scheduled SET request = '{"title":'`);
    await schedule('whole', 2 * HOUR);
    await pass(3 * HOUR);
    await start();
    expect(await titles()).toEqual(['whole']);
    expect(errors).toHaveLength(1);
  });

  test('an end leaves no timer, and finishes what runs', async () => {
    await start();
    await schedule('later', HOUR);
    vi.advanceTimersByTime(HOUR);
    await wakeups.end();
    const arrived = await titles();
    wakeups.wakeAt(0);
    await settle();
    expect([await titles(), vi.getTimerCount()]).toEqual([arrived, 0]);
  });

  test('housekeeping is due once a day, by whichever process comes first, and after a clock that was ahead', async () => {
    const housekeeping = app.kinds.find(({ name }) => name === 'housekeeping');
    if (housekeeping === undefined) throw new Error('there is no housekeeping');
    const dueIn = async () => ((await app.storage.read(housekeeping.nextAt)) ?? Number.NaN) - Date.now();
    expect(await dueIn()).toBeLessThan(0);
    expect(await housekeeping.fire(Date.now())).toBe(1);
    expect(await housekeeping.fire(Date.now())).toBe(0);
    expect(await dueIn()).toBe(DAY);
    await housekeeping.fire(Date.now() + 700 * DAY);
    expect(await dueIn()).toBeLessThan(0);
    expect(await housekeeping.fire(Date.now())).toBe(1);
  });
});
