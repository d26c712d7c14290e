import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { wholeFields } from '#server/rules/content';
import type { Cursor, IngestItem } from '#server/source';
import { createIntake } from '../../../../../electron/sources/adapters/channels/intake.ts';

const START = new Date('2026-11-22T10:00:00Z');
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

beforeEach(() => void vi.useFakeTimers({ now: START }));
afterEach(() => void vi.useRealTimers());
const after = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const at = (ms: number): string => new Date(START.getTime() + ms).toISOString();

const event = (id: string, message = ''): IngestItem => ({
  external_id: id,
  content: wholeFields({ type: 'tick', title: `Tick ${id}`, message }),
});

/** A backend that answers after 10 ms, or not before it is let go. */
function setUp(most?: Readonly<{ items: number; bytes: number }>) {
  const requests: { items: readonly IngestItem[]; cursor: Cursor | undefined }[] = [];
  const failures: Error[] = [];
  let answer: Promise<unknown> | null = null;
  let letGo = (): void => {};
  const intake = createIntake(
    {
      async ingestBatch(items, cursor) {
        requests.push({ items, cursor });
        await (answer ?? new Promise((resolve) => setTimeout(resolve, 10)));
        const failure = failures.shift();
        if (failure !== undefined) throw failure;
      },
      ...{ now: () => new Date(), random: () => 0, log: () => {} },
    },
    most === undefined ? {} : { most },
  );
  const kept = () => requests.flatMap(({ items }) => items);
  /** Each row about what is no notification, as it stands in the end. */
  function losses() {
    const rows = new Map(
      kept()
        .filter(({ external_id }) => external_id.startsWith('loss:'))
        .map((item) => [item.external_id, item]),
    );
    return [...rows.values()].map(({ content, read_at }) => ({
      ...content?.data,
      read: read_at !== undefined,
    }));
  }
  return {
    ...{ intake, requests, failures, losses },
    ids: () => kept().flatMap(({ external_id }) => (external_id.startsWith('loss:') ? [] : [external_id])),
    goAway() {
      answer = new Promise<void>((resolve) => {
        letGo = resolve;
      });
    },
    comeBack() {
      answer = null;
      letGo();
    },
  };
}

test('a single event is stored at once', () => {
  const { intake, ids } = setUp();
  intake.push(event('1'), 'tick');
  expect(ids()).toEqual(['1']);
});

test('a burst is stored whole, in order, with few requests', async () => {
  const { intake, ids, requests, losses } = setUp();
  const burst = Array.from({ length: 5_000 }, (_, n) => `${n}`);
  for (const id of burst) intake.push(event(id), 'tick');
  await after(SECOND);
  expect(ids()).toEqual(burst);
  expect(requests.length).toBeLessThan(30);
  expect(losses()).toEqual([]);
});

test('a request is bounded in its bytes, too', async () => {
  const { intake, ids, requests } = setUp();
  for (let n = 0; n < 100; n += 1) intake.push(event(`${n}`, 'x'.repeat(30_000)), 'tick');
  await after(SECOND);
  expect(ids()).toHaveLength(100);
  for (const { items } of requests) expect(JSON.stringify(items).length).toBeLessThan(1_100_000);
});

test('a publisher that repeats itself is one notification, and one row says so', async () => {
  const { intake, ids, requests, losses } = setUp();
  for (let n = 0; n < 600; n += 1) {
    intake.push(event('same'), 'order.paid');
    await after(1);
  }
  await after(MINUTE);
  expect(ids()).toEqual(['same']);
  expect(losses()).toEqual([
    { reason: 'repeated', event: 'order.paid', count: 88, from: at(511), until: at(599), read: true },
  ]);
  expect(requests.length).toBeLessThan(5);
});

test('an endless burst does not fill the disk: one growing row says how many were left out', async () => {
  const { intake, ids, losses, requests } = setUp();
  for (let n = 0; n < 12_000; n += 1) intake.push(event(`${n}`), 'tick');
  await after(SECOND);
  expect(ids()).toHaveLength(10_000);
  await after(5 * SECOND);
  for (let n = 12_000; n < 13_000; n += 1) intake.push(event(`${n}`), 'tick');
  await after(10 * SECOND);
  // 6 seconds have made room for 120.
  expect(ids()).toHaveLength(10_120);
  expect(losses()).toMatchObject([
    { reason: 'too_many', count: 2_880, from: at(0), until: at(6_000), read: false },
  ]);
  // Later on it is another one.
  await after(11 * MINUTE);
  intake.push(event('calm'), 'tick');
  expect(ids().at(-1)).toBe('calm');
  const revisions = requests.flatMap(({ items }) => items.flatMap(({ revision }) => revision ?? []));
  expect(revisions).toEqual([...new Set(revisions)].sort((a, b) => a - b));
});

test.each([
  ['items', { items: 50, bytes: 1e9 }],
  ['bytes', { items: 1e9, bytes: 50 * JSON.stringify(event('000')).length }],
])(
  'while the backend is away only so many wait (%s), and a row says from when to when others were left out',
  async (_, most) => {
    const { intake, ids, losses, goAway, comeBack } = setUp(most);
    goAway();
    for (let n = 100; n < 150; n += 1) intake.push(event(`${n}`), 'tick');
    await after(MINUTE);
    for (let n = 150; n < 160; n += 1) {
      intake.push(event(`${n}`), 'lost');
      await after(SECOND);
    }
    comeBack();
    await after(MINUTE);
    expect(ids()).toEqual(Array.from({ length: 50 }, (_one, n) => `${100 + n}`));
    expect(losses()).toEqual([
      {
        reason: 'backlog',
        count: 10,
        event: 'lost',
        from: at(MINUTE),
        until: at(MINUTE + 9 * SECOND),
        read: false,
      },
    ]);
    intake.push(event('160'), 'tick');
    expect(ids()).toContain('160');
  },
);

test('the cursor is stored together with the items before it, never earlier', async () => {
  const { intake, requests, goAway, comeBack } = setUp();
  goAway();
  intake.push(event('1'), 'tick');
  intake.push(event('2'), 'tick');
  intake.note([], { heard: 'a' });
  intake.note([], { heard: 'b' });
  comeBack();
  await after(SECOND);
  expect(requests.map(({ items, cursor }) => [items.length, cursor])).toEqual([
    [1, undefined],
    [1, { heard: 'b' }],
  ]);
});

test('what the backend does not accept now is sent again', async () => {
  const { intake, ids, failures } = setUp();
  failures.push(new Error('busy'));
  intake.push(event('1'), 'tick');
  await after(5 * SECOND);
  expect(ids()).toEqual(['1', '1']);
  intake.push(event('2'), 'tick');
  await after(SECOND);
  expect(ids()).toEqual(['1', '1', '2']);
});

test('at its end it hands over all the rest at once, and each once', async () => {
  const { intake, ids, goAway, comeBack, requests } = setUp();
  goAway();
  for (let n = 0; n < 1_000; n += 1) intake.push(event(`${n}`), 'tick');
  intake.note([], { heard: 'end' });
  intake.dispose();
  expect(ids()).toHaveLength(1_000);
  expect(requests.at(-1)?.cursor).toEqual({ heard: 'end' });
  comeBack();
  await after(MINUTE);
  expect(ids()).toHaveLength(1_000);
});
