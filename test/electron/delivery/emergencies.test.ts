/** When an emergency sounds again on this device, from its row alone. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Change, Notification } from '#server/notification';
import { nextSounding } from '#server/rules/emergency';
import { timestamp } from '#server/rules/time';
import { createEmergencies } from '../../../electron/delivery/emergencies/emergencies.ts';
import { notification } from '../../support/notification.ts';

const START = Date.UTC(2030, 0, 1);
const SECOND = 1_000;

/** Sent at the start: every 30 s for two minutes. */
const fire = (revision: number, fields: Partial<Notification> = {}): Notification =>
  notification(revision, {
    ...{ created_at: timestamp(START), emergency: { retry: 30, expire: 120 } },
    ...{ insists_until: timestamp(START + 120 * SECOND), ...fields },
  });
const without = ({ insists_until: _, ...item }: Notification, fields: Partial<Notification>) => ({
  ...item,
  ...fields,
});

function setUp() {
  const sounded: (readonly [seconds: number, ...ids: string[]])[] = [];
  const ended: string[] = [];
  let stored: readonly Notification[] | null = [];
  const answer = { isWhole: true };
  const onUnknown = vi.fn();
  const parts = {
    find: async () => {
      if (stored === null) throw new Error('away');
      return { items: stored, ...answer, revision: 99 };
    },
    onUnknown,
    now: Date.now,
  };
  const emergencies = createEmergencies(parts);
  emergencies.onSound((items) => sounded.push([(Date.now() - START) / SECOND, ...items.map(({ id }) => id)]));
  emergencies.onEnd((ids) => ended.push(...ids));
  return {
    ...{ emergencies, sounded, ended, answer, onUnknown },
    take: (...changed: Change[]) => emergencies.take({ changed, reset: false }),
    store: (items: readonly Notification[] | null) => {
      stored = items;
    },
    openIds: () => emergencies.open().map(({ id }) => id),
  };
}

beforeEach(() => {
  vi.useFakeTimers({ now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

test('every 30 seconds for two minutes: four soundings with its arrival, whatever is read meanwhile', () => {
  const { take, sounded, openIds } = setUp();
  take(fire(1));
  vi.advanceTimersByTime(45 * SECOND);
  // Mark all read.
  take(fire(1, { revision: 2, read_at: timestamp(Date.now()) }));
  vi.advanceTimersByTime(300 * SECOND);
  expect(sounded).toEqual([
    [30, 'id-1'],
    [60, 'id-1'],
    [90, 'id-1'],
  ]);
  expect(openIds()).toEqual([]);
});

test('it ends once it is acknowledged, here or elsewhere, and so does its toast', () => {
  const { emergencies, take, sounded, ended, openIds } = setUp();
  const changed = vi.fn();
  emergencies.onChange(changed);
  take(fire(1));
  expect([openIds(), changed.mock.calls.length]).toEqual([['id-1'], 1]);
  vi.advanceTimersByTime(31 * SECOND);
  take(without(fire(1, { revision: 2 }), { acknowledged_at: timestamp(Date.now()) }));
  expect([ended, openIds(), changed.mock.calls.length]).toEqual([['id-1'], [], 2]);
  vi.advanceTimersByTime(300 * SECOND);
  expect(sounded).toEqual([[30, 'id-1']]);
  expect(vi.getTimerCount()).toBe(0);
});

test('what has lapsed keeps its toast: nobody has seen it', () => {
  const { take, ended } = setUp();
  take(fire(1));
  vi.advanceTimersByTime(121 * SECOND);
  take(without(fire(1, { revision: 2 }), {}));
  expect(ended).toEqual([]);
});

test('sent again, it begins again', () => {
  const { take, sounded } = setUp();
  take(fire(1));
  vi.advanceTimersByTime(70 * SECOND);
  take(fire(1, { revision: 2, insists_until: timestamp(START + 190 * SECOND) }));
  vi.advanceTimersByTime(300 * SECOND);
  expect(sounded.map(([at]) => at)).toEqual([30, 60, 100, 130, 160]);
});

test('after a restart it goes on in its rhythm, and does not begin again', async () => {
  const { emergencies, sounded, store } = setUp();
  vi.setSystemTime(START + 40 * SECOND);
  store([fire(1, { read_at: timestamp(START) })]);
  await emergencies.load();
  expect(sounded).toEqual([]);
  vi.advanceTimersByTime(300 * SECOND);
  expect(sounded.map(([at]) => at)).toEqual([60, 90]);
});

test('a load ends what somebody acknowledged while nothing was heard, and keeps all where nobody answers', async () => {
  const { emergencies, take, ended, store, openIds } = setUp();
  take(fire(1), fire(2), fire(100));
  store(null);
  await expect(emergencies.load()).rejects.toThrow('away');
  expect(openIds()).toEqual(['id-1', 'id-100', 'id-2']);
  store([fire(2)]);
  await emergencies.load();
  // The third is newer than the answer.
  expect([openIds(), ended]).toEqual([['id-100', 'id-2'], ['id-1']]);
});

test('another database: its own are known at once, also those that its first page lacks, and sound in their rhythm', async () => {
  const { emergencies, take, sounded, store, openIds, onUnknown } = setUp();
  take(fire(1));
  vi.advanceTimersByTime(40 * SECOND);
  store([fire(2), fire(3)]);
  emergencies.take({ changed: [fire(3)], reset: true });
  expect(openIds()).toEqual(['id-3']);
  await vi.waitFor(() => expect(openIds()).toEqual(['id-2', 'id-3']));
  vi.advanceTimersByTime(25 * SECOND);
  expect(sounded).toEqual([
    [30, 'id-1'],
    [60, 'id-2'],
    [60, 'id-3'],
  ]);
  expect(onUnknown).not.toHaveBeenCalled();
});

test('another database that does not answer is reported, so that it is asked again', async () => {
  const { emergencies, take, store, openIds, onUnknown } = setUp();
  take(fire(1));
  store(null);
  emergencies.take({ changed: [], reset: true });
  await vi.waitFor(() => expect(onUnknown).toHaveBeenCalledOnce());
  expect(openIds()).toEqual([]);
});

test('what the database before answers late is not taken', async () => {
  const { emergencies, store, openIds } = setUp();
  store([fire(1)]);
  const late = emergencies.load();
  store([fire(2)]);
  emergencies.take({ changed: [], reset: true });
  await late;
  await vi.waitFor(() => expect(openIds()).toEqual(['id-2']));
});

test('a load that does not name all ends none of those that it does not name', async () => {
  const { emergencies, take, ended, store, answer, openIds } = setUp();
  take(fire(1));
  store([fire(2)]);
  answer.isWhole = false;
  await emergencies.load();
  expect([openIds(), ended]).toEqual([['id-1', 'id-2'], []]);
});

test('an older version of a row changes nothing', () => {
  const { take, openIds } = setUp();
  take(without(fire(1, { revision: 2 }), { acknowledged_at: timestamp(START) }));
  take(fire(3));
  take(without(fire(3, { revision: 2 }), {}));
  expect(openIds()).toEqual(['id-3']);
});

test('a computer that slept sounds once for all that it has missed', () => {
  const { emergencies, take, sounded } = setUp();
  take(fire(1));
  vi.setSystemTime(START + 95 * SECOND);
  emergencies.look();
  emergencies.look();
  expect(sounded).toEqual([[95, 'id-1']]);
});

test('a clock that is set back does not silence it', () => {
  const { emergencies, take, sounded } = setUp();
  take(fire(1));
  vi.setSystemTime(START - 3_600 * SECOND);
  emergencies.look();
  vi.advanceTimersByTime(60 * SECOND);
  expect(sounded).toHaveLength(2);
});

test('more than three of a source are one, with one rhythm; those of others stay apart', () => {
  const { take, sounded } = setUp();
  take(fire(1), fire(2), fire(3), fire(4, { source: 's-team' }));
  vi.advanceTimersByTime(31 * SECOND);
  expect(sounded).toEqual([
    [30, 'id-1'],
    [30, 'id-2'],
    [30, 'id-3'],
    [30, 'id-4'],
  ]);
  const later = {
    created_at: timestamp(START + 10 * SECOND),
    insists_until: timestamp(START + 130 * SECOND),
  };
  take(fire(5, later));
  vi.advanceTimersByTime(30 * SECOND);
  expect(sounded.slice(4)).toEqual([
    [60, 'id-1', 'id-2', 'id-3', 'id-5'],
    [60, 'id-4'],
  ]);
});

describe('the next sounding', () => {
  const row = { emergency: { retry: 30, expire: 120 }, insists_until: timestamp(START + 120 * SECOND) };
  test.each([
    [0, 30],
    // The clock here is a little behind.
    [-5, 30],
    [29.999, 30],
    [30, 60],
    [89, 90],
    [90, null],
    [119, null],
    [500, null],
  ])('after %s s is at %s s', (after, next) => {
    const at = next === null ? null : START + next * SECOND;
    expect(nextSounding([row], START + after * SECOND)).toBe(at);
  });
});
