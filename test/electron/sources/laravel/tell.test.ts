import { expect, test, vi } from 'vitest';
import type { OutboxEntry } from '#server/source';
import { AnswerError } from '../../../../electron/sources/api.ts';
import { inTheirWords } from '../../../../electron/sources/detail.ts';
import type { Allowance } from '../../../../electron/sources/laravel/allowance.ts';
import { createTell } from '../../../../electron/sources/laravel/tell.ts';
import { TroubleError } from '../../../../electron/sources/trouble.ts';

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
  { allowance = UNCOUNTED, listed = [] }: { allowance?: Allowance; listed?: readonly string[] } = {},
) {
  const calls: string[] = [];
  const tell = createTell({
    api: {
      async call(method, path) {
        calls.push(`${method} ${path}`);
        await Promise.resolve();
        if (error !== null) throw error;
      },
    },
    prefix: '/api/notifications',
    pages: {
      page: async () => listed.map((id) => ({ id, item: { external_id: id }, time: null, unread: true })),
    },
    allowance,
    socketId: () => null,
    reply: async () => ({ outcome: 'done' }),
    onSignedOut: () => {},
  });
  return { tell, calls };
}

test.each([
  ['no network', new TroubleError('timeout', inTheirWords('late'))],
  ['401', answered(401)],
  ['419', answered(419)],
  ['503', answered(503)],
])('%s is for all: the others are not tried', async (_what, error) => {
  const { tell, calls } = setUp(error);
  const told = await tell(entries);
  expect(told.map(({ outcome }) => outcome)).toEqual(entries.map(() => 'retry'));
  expect(calls).toHaveLength(4);
});

test('429 is for all, and no failure: they come later, but for replies', async () => {
  const wait = vi.fn(() => 0);
  const { tell, calls } = setUp(answered(429), { allowance: { ...UNCOUNTED, wait } });
  // From the first refusal on.
  for (let asked = 0; asked < 4; asked += 1) wait.mockReturnValueOnce(0);
  wait.mockReturnValue(29_999.5);
  const [first] = entries;
  if (first === undefined) throw new Error('no entry');
  const reply: OutboxEntry = { ...first, action: 'reply', notification_id: 'another' };
  const told = await tell([...entries, reply]);
  expect(told).toEqual([...entries.map(() => ({ outcome: 'later', after_ms: 30_000 })), { outcome: 'done' }]);
  expect(calls).toHaveLength(4);
});

test('what the app would not take now is not asked of it', async () => {
  const { tell, calls } = setUp(null, { allowance: { ...UNCOUNTED, wait: () => 5_000 } });
  expect(await tell(entries)).toEqual(entries.map(() => ({ outcome: 'later', after_ms: 5_000 })));
  expect(calls).toEqual([]);
});

test('500 may be the fault of one: the others are tried', async () => {
  const { tell, calls } = setUp(answered(500));
  await tell(entries);
  expect(calls).toHaveLength(10);
});

test('what Laravel knows nothing of is not told, and ids go as they can in a path', async () => {
  const { tell, calls } = setUp(null);
  const [entry] = entries;
  if (entry === undefined) throw new Error('no entry');
  const actions = ['unread', 'archive', 'unarchive', 'delivered', 'seen'] as const;
  const told = await tell([
    ...actions.map((action): OutboxEntry => ({ ...entry, action })),
    { ...entry, external_id: null },
    { ...entry, external_id: 'a/b?c' },
  ]);
  expect(told).toEqual(Array.from({ length: 7 }, () => ({ outcome: 'done' })));
  expect(calls).toEqual(['POST /api/notifications/a%2Fb%3Fc/read']);
});

test.each([
  ['has no route for it', 'The route api/notifications/e-0/read could not be found.', false, 'retry'],
  ['still lists it as unread', 'Not Found', true, 'retry'],
  ['has no such notification', 'No query results for model [Notification] e-0', false, 'done'],
])('a 404 of an app that %s', async (_what, message, listed, outcome) => {
  const [entry] = entries;
  if (entry === undefined) throw new Error('no entry');
  const error = new AnswerError(
    'not_found',
    { status: 404, afterMs: null },
    { message, code: null, details: undefined },
  );
  const { tell } = setUp(error, { listed: listed ? ['e-0'] : [] });
  expect(await tell([entry])).toMatchObject([{ outcome }]);
});
