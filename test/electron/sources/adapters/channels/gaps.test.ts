import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Cursor, IngestItem } from '#server/source';
import { createGaps } from '../../../../../electron/sources/adapters/channels/gaps.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const START = new Date('2026-11-22T10:00:00Z');

beforeEach(() => {
  vi.useFakeTimers({ now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

const after = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const at = (ms: number): string => new Date(START.getTime() + ms).toISOString();

/** One run of the program; what it keeps is what the next one finds. */
function run(before: { cursor: Cursor | null } = { cursor: null }, channels = ['orders']) {
  const kept: IngestItem[] = [];
  const disk = { cursor: before.cursor };
  const doubt = vi.fn();
  const gaps = createGaps({
    channels,
    cursor: before.cursor,
    store(items, cursor) {
      kept.push(...items);
      disk.cursor = cursor;
    },
    doubt,
    now: () => new Date(),
  });
  /** From when to when, and whether it arrives unread. */
  const rows = () =>
    kept.map(({ external_id, read_at, content }) => ({
      id: external_id,
      from: content?.data.from,
      until: content?.data.until,
      unread: read_at === null,
    }));
  return { gaps, rows, kept, disk, doubt };
}

test('after a clock that was set back between two runs nobody knows how long it was: the row is unread', () => {
  const first = run();
  first.gaps.subscribed('orders');
  first.gaps.dispose();
  vi.setSystemTime(START.getTime() - 120 * MINUTE);
  const second = run(first.disk);
  second.gaps.subscribed('orders');
  expect(second.rows()).toMatchObject([{ unread: true, until: at(-120 * MINUTE) }]);
  // Within a run the jump is noticed at once.
  vi.setSystemTime(START.getTime() - 240 * MINUTE);
  second.gaps.offline();
  second.gaps.subscribed('orders');
  expect(second.rows().at(-1)).toMatchObject({ unread: false, until: at(-240 * MINUTE) });
});

describe('a break', () => {
  test('is a quiet row, from the last sign of life to the new connection', async () => {
    const { gaps, rows, kept } = run();
    gaps.subscribed('orders');
    await after(2 * MINUTE);
    gaps.heard();
    await after(SECOND);
    gaps.offline();
    await after(10 * SECOND);
    gaps.subscribed('orders');
    const from = 2 * MINUTE;
    expect(rows()).toEqual([
      {
        id: expect.stringContaining(`gap:${START.getTime() + from}`),
        from: at(from),
        until: at(from + 11 * SECOND),
        unread: false,
      },
    ]);
    expect(kept[0]?.content).toMatchObject({ type: 'belfry.gap', priority: 2 });
    expect(kept[0]?.content?.title).toMatch(/^May have missed events, .*\d/);
  });

  test('begins before a dead connection can have been noticed', async () => {
    const { gaps, rows } = run();
    gaps.subscribed('orders');
    await after(10 * MINUTE);
    gaps.offline();
    await after(MINUTE);
    gaps.subscribed('orders');
    expect(rows()[0]?.from).toBe(at(10 * MINUTE - 26 * SECOND));
  });

  test('never begins before the connection did', async () => {
    const { gaps, rows } = run();
    gaps.subscribed('orders');
    await after(3 * SECOND);
    gaps.offline();
    await after(SECOND);
    gaps.subscribed('orders');
    expect(rows()[0]).toMatchObject({ from: at(0), until: at(4 * SECOND) });
  });

  test('of five minutes or more is unread', async () => {
    const { gaps, rows } = run();
    gaps.subscribed('orders');
    gaps.offline();
    await after(5 * MINUTE);
    gaps.subscribed('orders');
    expect(rows()[0]?.unread).toBe(true);
  });

  test('near the one before makes that one longer, as something newer', async () => {
    const { gaps, rows, kept } = run();
    gaps.subscribed('orders');
    for (let times = 0; times < 3; times += 1) {
      await after(40 * SECOND);
      gaps.offline();
      await after(90 * SECOND);
      gaps.subscribed('orders');
    }
    expect(new Set(rows().map(({ id }) => id)).size).toBe(1);
    expect(rows().map(({ unread }) => unread)).toEqual([false, false, true]);
    const revisions = kept.map(({ revision = 0 }) => revision);
    expect(revisions).toEqual([...new Set(revisions)].sort((a, b) => a - b));
  });

  test('far from the one before is another row', async () => {
    const { gaps, rows } = run();
    gaps.subscribed('orders');
    gaps.offline();
    await after(SECOND);
    gaps.subscribed('orders');
    await after(3 * MINUTE);
    gaps.offline();
    await after(SECOND);
    gaps.subscribed('orders');
    expect(new Set(rows().map(({ id }) => id)).size).toBe(2);
  });

  test('is one even if it is reported twice', async () => {
    const { gaps, rows } = run();
    gaps.subscribed('orders');
    gaps.subscribed('orders');
    gaps.offline();
    gaps.offline();
    await after(SECOND);
    gaps.subscribed('orders');
    gaps.subscribed('orders');
    expect(rows()).toHaveLength(1);
  });
});

describe('of several channels', () => {
  const CHANNELS = ['orders', 'private-a', 'private-b'];
  /** Each row as it stands in the end. */
  function newest({ kept }: ReturnType<typeof run>) {
    const rows = new Map(kept.map((item) => [item.external_id, item]));
    return [...rows.values()].map(({ content }) => {
      const { from, until, channels = 'all' } = content?.data ?? {};
      return { from, until, channels };
    });
  }
  const back = ({ gaps }: ReturnType<typeof run>, ...channels: string[]) => {
    for (const channel of channels) gaps.subscribed(channel);
  };

  test('a break of all of them is one row that names none, however they return', async () => {
    const now = run({ cursor: null }, CHANNELS);
    back(now, ...CHANNELS);
    await after(10 * MINUTE);
    now.gaps.offline();
    await after(10 * SECOND);
    back(now, 'orders', 'private-a');
    await after(SECOND);
    back(now, 'private-b');
    expect(newest(now)).toEqual([
      { from: at(10 * MINUTE - 26 * SECOND), until: at(10 * MINUTE + 11 * SECOND), channels: 'all' },
    ]);
    const revisions = now.kept.map(({ revision = 0 }) => revision);
    expect(revisions).toEqual([...new Set(revisions)].sort((a, b) => a - b));
  });

  test('a refused channel has a separate gap once it works again; the gaps of the others keep their times', async () => {
    const now = run({ cursor: null }, CHANNELS);
    back(now, ...CHANNELS);
    await after(10 * MINUTE);
    now.gaps.offline();
    await after(10 * SECOND);
    back(now, 'orders', 'private-b');
    await after(20 * MINUTE);
    now.gaps.offline();
    await after(5 * SECOND);
    // The one that was away for long is the first to return.
    back(now, 'private-a', 'orders', 'private-b');
    const others = ['orders', 'private-b'];
    const second = 30 * MINUTE + 10 * SECOND;
    expect(newest(now)).toEqual([
      { from: at(10 * MINUTE - 26 * SECOND), until: at(10 * MINUTE + 10 * SECOND), channels: others },
      { from: at(10 * MINUTE - 26 * SECOND), until: at(second + 5 * SECOND), channels: ['private-a'] },
      { from: at(second - 26 * SECOND), until: at(second + 5 * SECOND), channels: others },
    ]);
    expect(now.kept[0]?.content?.message).toContain('orders');
  });

  test('one that is refused from the start has missed nothing that it was to bring', async () => {
    const now = run({ cursor: null }, CHANNELS);
    back(now, 'orders');
    await after(10 * MINUTE);
    now.gaps.offline();
    await after(SECOND);
    back(now, ...CHANNELS);
    expect(newest(now)).toMatchObject([{ channels: ['orders'] }]);
  });

  test('that is not heard as the program ends, is remembered by its own time', async () => {
    const first = run({ cursor: null }, CHANNELS);
    back(first, ...CHANNELS);
    await after(10 * MINUTE);
    first.gaps.offline();
    await after(SECOND);
    back(first, 'orders', 'private-b');
    await after(60 * MINUTE);
    first.gaps.dispose();
    const second = run(first.disk, CHANNELS);
    await after(MINUTE);
    back(second, ...CHANNELS);
    expect(newest(second)).toMatchObject([
      { from: at(70 * MINUTE + SECOND - 26 * SECOND), channels: ['orders', 'private-b'] },
      { from: at(10 * MINUTE - 26 * SECOND), channels: ['private-a'] },
    ]);
  });

  test('what an earlier version noted holds for all of them', () => {
    const cursor = { online_until: START.getTime() - MINUTE, gap_from: null, gap_until: null };
    const now = run({ cursor }, CHANNELS);
    back(now, ...CHANNELS);
    expect(newest(now)).toEqual([{ from: at(-MINUTE), until: at(0), channels: 'all' }]);
  });
});

describe('while the program does not run', () => {
  test('nothing was missed before the first connection ever', () => {
    const { gaps, rows, disk } = run();
    gaps.subscribed('orders');
    expect(rows()).toEqual([]);
    expect(disk.cursor).toMatchObject({ heard: JSON.stringify({ orders: START.getTime() }) });
  });

  test('events are missed from its end to the next start', async () => {
    const first = run();
    first.gaps.subscribed('orders');
    await after(10 * MINUTE);
    first.gaps.dispose();
    await after(60 * MINUTE);
    const second = run(first.disk);
    second.gaps.subscribed('orders');
    expect(second.rows()).toMatchObject([
      { from: at(10 * MINUTE - 26 * SECOND), until: at(70 * MINUTE), unread: true },
    ]);
  });

  test('after a crash, from what was noted last, at most half a minute and a little before', async () => {
    const first = run();
    first.gaps.subscribed('orders');
    await after(10 * MINUTE);
    await after(60 * MINUTE - 10 * MINUTE);
    const crashedAt = Date.now();
    const { cursor } = first.disk;
    first.gaps.offline();
    const second = run({ cursor });
    await after(MINUTE);
    second.gaps.subscribed('orders');
    const from = Date.parse(String(second.rows()[0]?.from));
    expect(crashedAt - from).toBeGreaterThanOrEqual(26 * SECOND);
    expect(crashedAt - from).toBeLessThanOrEqual(62 * SECOND);
  });

  test('a break that lies around its end is near, too', async () => {
    const first = run();
    first.gaps.subscribed('orders');
    await after(5 * MINUTE);
    first.gaps.offline();
    await after(MINUTE);
    first.gaps.subscribed('orders');
    first.gaps.dispose();
    await after(MINUTE);
    const second = run(first.disk);
    second.gaps.subscribed('orders');
    expect(second.rows()[0]?.id).toBe(first.rows()[0]?.id);
  });

  test('it ends offline: the break goes on', async () => {
    const first = run();
    first.gaps.subscribed('orders');
    await after(5 * MINUTE);
    first.gaps.offline();
    await after(10 * MINUTE);
    first.gaps.dispose();
    await after(10 * MINUTE);
    const second = run(first.disk);
    second.gaps.subscribed('orders');
    expect(second.rows()).toMatchObject([{ from: at(5 * MINUTE - 26 * SECOND), until: at(25 * MINUTE) }]);
  });
});

describe('sleep', () => {
  test('lets timers stand still: the connection is in doubt, and the break begins before it', async () => {
    const { gaps, rows, doubt } = run();
    gaps.subscribed('orders');
    await after(10 * MINUTE);
    vi.setSystemTime(START.getTime() + 8 * 60 * MINUTE);
    // What the socket still held comes first.
    gaps.heard();
    await after(5 * SECOND);
    expect(doubt).toHaveBeenCalledTimes(1);
    gaps.offline();
    await after(SECOND);
    gaps.subscribed('orders');
    expect(rows()).toMatchObject([{ from: at(10 * MINUTE - 26 * SECOND), unread: true }]);
  });

  test('or a clock that was set: without a break, there is none', async () => {
    const { gaps, rows, doubt } = run();
    gaps.subscribed('orders');
    await after(MINUTE);
    vi.setSystemTime(START.getTime() - 60 * MINUTE);
    await after(5 * SECOND);
    expect(doubt).toHaveBeenCalledTimes(1);
    await after(MINUTE);
    expect(doubt).toHaveBeenCalledTimes(1);
    expect(rows()).toEqual([]);
  });
});
