import { expect, test, vi } from 'vitest';
import type { Undelivered } from '#app/source-view';
import type { OutboxEntry } from '#server/outbox';
import type { Allowance } from '../../../../../electron/sources/adapters/laravel/allowance.ts';
import { createDeliver } from '../../../../../electron/sources/adapters/laravel/deliver-to-app.ts';
import type { Pages } from '../../../../../electron/sources/adapters/laravel/pages.ts';
import { inTheirWords } from '../../../../../electron/sources/detail.ts';
import { AnswerError } from '../../../../../electron/sources/http/api.ts';
import { TroubleError } from '../../../../../electron/sources/trouble.ts';

const entries = Array.from(
  { length: 10 },
  (_, index): OutboxEntry => ({
    ...{
      id: `entry-${index}`,
      source: 's-laravel',
      notification_id: `n-${index}`,
      external_id: `e-${index}`,
    },
    ...{ action: 'read', reply: null, attempts: 0 },
  }),
);
/** An app that does not say how much it takes. */
const UNCOUNTED: Allowance = { note: () => {}, wait: () => 0, take: () => () => {} };
const answered = (status: number) =>
  new AnswerError('bad_answer', { status, afterMs: null }, { message: null, code: null, details: undefined });

function setUp(
  error: Error | null,
  { allowance = UNCOUNTED, page = async () => [] }: { allowance?: Allowance; page?: Pages['page'] } = {},
) {
  const undelivered: (Undelivered | null)[] = [];
  const calls: string[] = [];
  const deliver = createDeliver({
    api: {
      async call(method, path) {
        calls.push(`${method} ${path}`);
        await Promise.resolve();
        if (error !== null) throw error;
      },
    },
    prefix: '/api/notifications',
    pages: { page },
    allowance,
    socketId: () => null,
    reply: async () => ({ outcome: 'done' }),
    onSignedOut: () => {},
    onUndelivered: (now) => undelivered.push(now),
  });
  return { deliver, calls, undelivered };
}

test.each([
  ['no network', new TroubleError('timeout', inTheirWords('late'))],
  ['401', answered(401)],
  ['419', answered(419)],
  ['503', answered(503)],
])('%s is for all: the others are not tried', async (_what, error) => {
  const { deliver, calls } = setUp(error);
  const results = await deliver(entries);
  expect(results.map(({ outcome }) => outcome)).toEqual(entries.map(() => 'retry'));
  expect(calls).toHaveLength(4);
});

test('429 is for all, and no failure: they come later, but for replies', async () => {
  const wait = vi.fn(() => 0);
  const { deliver, calls } = setUp(answered(429), { allowance: { ...UNCOUNTED, wait } });
  // From the first refusal on.
  for (let asked = 0; asked < 4; asked += 1) wait.mockReturnValueOnce(0);
  wait.mockReturnValue(29_999.5);
  const [first] = entries;
  if (first === undefined) throw new Error('no entry');
  const reply: OutboxEntry = { ...first, action: 'reply', notification_id: 'another' };
  const results = await deliver([...entries, reply]);
  expect(results).toEqual([
    ...entries.map(() => ({ outcome: 'later', after_ms: 30_000 })),
    { outcome: 'done' },
  ]);
  expect(calls).toHaveLength(4);
});

test('what the app would not take now is not asked of it', async () => {
  const { deliver, calls } = setUp(null, { allowance: { ...UNCOUNTED, wait: () => 5_000 } });
  expect(await deliver(entries)).toEqual(entries.map(() => ({ outcome: 'later', after_ms: 5_000 })));
  expect(calls).toEqual([]);
});

test('500 may be the fault of one: the others are tried', async () => {
  const { deliver, calls } = setUp(answered(500));
  await deliver(entries);
  expect(calls).toHaveLength(10);
});

test('actions that Laravel does not know are not sent, and ids are encoded for the path', async () => {
  const { deliver, calls } = setUp(null);
  const [entry] = entries;
  if (entry === undefined) throw new Error('no entry');
  const actions = ['unread', 'done', 'restore', 'delivered', 'seen'] as const;
  const results = await deliver([
    ...actions.map((action): OutboxEntry => ({ ...entry, action })),
    { ...entry, external_id: null },
    { ...entry, external_id: 'a/b?c' },
  ]);
  expect(results).toEqual(Array.from({ length: 7 }, () => ({ outcome: 'done' })));
  expect(calls).toEqual(['POST /api/notifications/a%2Fb%3Fc/read']);
});

const MODEL = 'No query results for model [Notification] e-0';
const ROUTE = 'The route api/notifications/e-0/read could not be found.';

/** An app with this list, of pages of two. `answer`: of each action. */
async function toldAbout(
  answer: Readonly<{ status?: number; message?: string | null }>,
  list: readonly Readonly<{ id: string; unread: boolean }>[],
  {
    action = 'read',
    broken = () => false,
  }: { action?: 'read' | 'delete'; broken?: (page: number) => boolean } = {},
) {
  const { status = 404, message = null } = answer;
  const error = new AnswerError(
    'not_found',
    { status, afterMs: null },
    { message, code: null, details: undefined },
  );
  const { deliver, undelivered } = setUp(error, {
    async page(number) {
      if (broken(number)) throw new TroubleError('server_error', inTheirWords('no list'));
      const rows = list.slice((number - 1) * 2, number * 2);
      return rows.map((row) => ({ ...row, item: { external_id: row.id }, time: null }));
    },
  });
  const [entry] = entries;
  if (entry === undefined) throw new Error('no entry');
  const [results] = await deliver([{ ...entry, action }]);
  return {
    outcome: results?.outcome,
    ...(results?.outcome === 'done' && results),
    address: undelivered.at(-1)?.detail.params.address,
  };
}
const row = (id: string, unread = true) => ({ id, unread });
const UNREAD = row('e-0');
const READ = row('e-0', false);
const OTHERS = ['x', 'y', 'z'].map((id) => row(id));
const NO_READ = { outcome: 'retry', address: 'POST /api/notifications/{id}/read' };
const NO_DELETE = { outcome: 'retry', address: 'DELETE /api/notifications/{id}' };
const DONE_THERE = { outcome: 'done', address: undefined };
const GONE_THERE = { ...DONE_THERE, gone: true };

test.each([
  ['a read, in the words of its router', 'read', { message: ROUTE }, [], NO_READ],
  ['a read, and lists the row unread', 'read', { message: MODEL }, [UNREAD], NO_READ],
  ['a read, and lists the row read', 'read', { message: ROUTE }, [READ], DONE_THERE],
  ['a read, in the words of its models', 'read', { message: MODEL }, OTHERS, GONE_THERE],
  ['a read, by 410', 'read', { status: 410 }, OTHERS, GONE_THERE],
  ['a read, without a word, and lists it nowhere', 'read', {}, OTHERS, DONE_THERE],
  ['a read, without a word, and lists it unread on its last page', 'read', {}, [...OTHERS, UNREAD], NO_READ],
  ['a read, without a word, and lists it read on its last page', 'read', {}, [...OTHERS, READ], DONE_THERE],
  [
    'a read, but of another method there, and lists the row unread',
    'read',
    { status: 405 },
    [UNREAD],
    NO_READ,
  ],
  ['a read, but of another method there, and lists it nowhere', 'read', { status: 405 }, OTHERS, NO_READ],
  [
    'a read, but of another method there, and lists the row read',
    'read',
    { status: 405 },
    [READ],
    DONE_THERE,
  ],
  ['a deletion, but of another method there', 'delete', { status: 405 }, OTHERS, NO_DELETE],
  ['a deletion, in the words of its router', 'delete', { message: ROUTE }, [], NO_DELETE],
  ['a deletion, and lists the row', 'delete', { message: MODEL }, [READ], NO_DELETE],
  ['a deletion, by 410, and lists the row', 'delete', { status: 410 }, [READ], NO_DELETE],
  ['a deletion, in the words of its models', 'delete', { message: MODEL }, OTHERS, GONE_THERE],
  ['a deletion, without a word, and lists it nowhere', 'delete', {}, OTHERS, DONE_THERE],
  ['a deletion, without a word, and lists it on its last page', 'delete', {}, [...OTHERS, READ], NO_DELETE],
] as const)('an app knows nothing of %s', async (_what, action, answer, list, expected) => {
  expect(await toldAbout(answer, list, { action })).toEqual(expected);
});

test('a list that cannot be read to its end proves nothing; an unreadable one means trying again', async () => {
  expect(await toldAbout({}, OTHERS, { broken: (page) => page === 2 })).toEqual(NO_READ);
  expect(await toldAbout({}, OTHERS, { broken: () => true })).toEqual({
    outcome: 'retry',
    address: undefined,
  });
});

test('a list that is longer than anybody would read proves nothing either', async () => {
  const many = Array.from({ length: 6_000 }, (_, index) => row(`other-${index}`));
  expect(await toldAbout({}, many)).toEqual(NO_READ);
});
