import { describe, expect, test } from 'vitest';
import { refusal } from '#server/rules/refusals';
import { detail, inTheirWords } from '../../../../electron/sources/detail.ts';
import { AnswerError, createApi, upstreamResultOf } from '../../../../electron/sources/http/api.ts';
import { createAuthorize } from '../../../../electron/sources/http/authorize.ts';
import type { HttpAnswer, HttpInit } from '../../../../electron/sources/http/request.ts';
import { TroubleError } from '../../../../electron/sources/trouble.ts';

const NOW = new Date('2026-11-22T10:00:00.000Z');
const answerOf = (answer: Partial<HttpAnswer>): HttpAnswer => ({
  status: 200,
  headers: {},
  body: '',
  ...answer,
});

function setUp(first: Partial<HttpAnswer>) {
  let answer = first;
  const asked: (HttpInit & { url: string })[] = [];
  const deps = {
    http: {
      async request(url: string, init: HttpInit) {
        asked.push({ url, ...init });
        return answerOf(answer);
      },
    },
    token: () => 'token',
    headers: () => ({ 'x-team': 'blue' }),
    now: () => NOW,
  };
  return {
    asked,
    answer(next: Partial<HttpAnswer>) {
      answer = next;
    },
    api: createApi({ ...deps, base: 'https://shop.example/app' }),
    authorize: createAuthorize({ ...deps, url: 'https://shop.example/auth' }),
  };
}

const failureOf = async (answer: Partial<HttpAnswer>): Promise<AnswerError> => {
  const error = await setUp(answer)
    .api.call('POST', '/x')
    .catch((reason: unknown) => reason);
  if (error instanceof AnswerError) return error;
  throw new Error('no AnswerError');
};

describe('a call', () => {
  test('has the token, the other headers and JSON', async () => {
    const { api, asked } = setUp({ body: '{"a":1}' });
    expect(await api.call('POST', '/x', { b: 2 }, { 'x-socket-id': '1.1' })).toEqual({ a: 1 });
    expect(asked).toEqual([
      {
        url: 'https://shop.example/app/x',
        method: 'POST',
        headers: {
          'x-team': 'blue',
          accept: 'application/json',
          authorization: 'Bearer token',
          'content-type': 'application/json',
          'x-socket-id': '1.1',
        },
        body: '{"b":2}',
      },
    ]);
  });

  test.each([
    ['GET', '', undefined],
    ['POST', 'OK', undefined],
    ['DELETE', '"gone"', 'gone'],
  ] as const)('%s that is answered by %j', async (method, body, expected) => {
    expect(await setUp({ body }).api.call(method, '/x')).toBe(expected);
  });

  test.each([
    ['GET', 'OK'],
    ['GET', '{"a":'],
    ['POST', ' <html>'],
  ] as const)('%s that is answered by %j makes no sense', async (method, body) => {
    await expect(setUp({ body }).api.call(method, '/x')).rejects.toMatchObject({ trouble: 'bad_answer' });
  });
});

describe('an answer without success', () => {
  test.each([
    [{ status: 404, body: '{"message":"No query results."}' }, 'not_found', 'No query results.', null],
    [
      { status: 422, body: '{"error":{"code":"invalid_request","message":"Bad","details":{"ids":["a"]}}}' },
      ...(['bad_answer', 'Bad', 'invalid_request'] as const),
    ],
    [{ status: 500, body: '<html>Oops</html>' }, 'server_error', 'HTTP 500', null],
    [{ status: 302, body: '' }, 'bad_answer', 'HTTP 302', null],
    [{ status: 419, body: '{"message":" "}' }, 'signed_out', 'HTTP 419', null],
  ] as const)('%j', async (answer, trouble, message, code) => {
    expect(await failureOf(answer)).toMatchObject({ trouble, message, code, status: answer.status });
  });

  test('its words are text', async () => {
    const body = JSON.stringify({ message: ' no \uffff\u{1fffe}\0 such\nrow' });
    const error = await failureOf({ status: 404, body });
    expect(error.message).toBe('no \ufffd\ufffd such\nrow');
    expect(error.detail).toEqual(inTheirWords('no \ufffd\ufffd such\nrow'));
    expect(inTheirWords('x\uffff').said).toBe('x\ufffd');
    expect(detail('name_unknown', {}, 'x\uffff').said).toBe('x\ufffd');
  });

  test('long words are cut', async () => {
    const { message } = await failureOf({
      status: 500,
      body: JSON.stringify({ message: 'x'.repeat(9_000) }),
    });
    expect(message.length).toBeLessThanOrEqual(301);
  });

  test.each([
    ['30', 30_000],
    ['Sun, 22 Nov 2026 10:01:00 GMT', 60_000],
    ['Sun, 22 Nov 2026 09:00:00 GMT', 0],
    ['999999999', 24 * 3_600_000],
    ['soon', null],
    [undefined, null],
  ])('Retry-After: %s', async (value, afterMs) => {
    const headers: Record<string, string> = value === undefined ? {} : { 'retry-after': value };
    expect((await failureOf({ status: 503, headers })).afterMs).toBe(afterMs);
  });
});

test.each([
  [401, 'retry'],
  [408, 'retry'],
  [419, 'retry'],
  [425, 'retry'],
  [429, 'retry'],
  [500, 'retry'],
  [302, 'retry'],
  [200, 'retry'],
  [400, 'refused'],
  [403, 'refused'],
  [404, 'refused'],
  [413, 'refused'],
  [422, 'refused'],
])('%i: %s', (status, outcome) => {
  const words = { message: 'why', code: null, details: undefined };
  expect(upstreamResultOf(new AnswerError('bad_answer', { status, afterMs: null }, words))).toEqual(
    outcome === 'retry' ? { outcome } : { outcome, reason: refusal('answered', { status }, 'why') },
  );
});

test.each([
  [30_000, 30_000],
  [0, 1_000],
])('429 that is over in %i ms is no failure', (afterMs, after_ms) => {
  const words = { message: 'why', code: null, details: undefined };
  expect(upstreamResultOf(new AnswerError('rate_limited', { status: 429, afterMs }, words))).toEqual({
    outcome: 'later',
    after_ms,
  });
});

test('without an answer there is nothing for good', () => {
  expect(upstreamResultOf(new TroubleError('timeout', inTheirWords('late')))).toEqual({ outcome: 'retry' });
});

describe('the signature of a channel', () => {
  const auth = `key:${'0123456789abcdef'.repeat(4)}`;

  test('is asked for by a form', async () => {
    const { authorize, asked } = setUp({ body: JSON.stringify({ auth }) });
    expect(await authorize('1.2', 'presence-a b')).toEqual({ auth });
    expect(asked).toEqual([
      {
        url: 'https://shop.example/auth',
        method: 'POST',
        headers: {
          'x-team': 'blue',
          accept: 'application/json',
          authorization: 'Bearer token',
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: 'socket_id=1.2&channel_name=presence-a+b',
      },
    ]);
  });

  test.each([
    [JSON.stringify({ auth, channel_data: '{}' }), { auth, channel_data: '{}' }],
    [JSON.stringify({ auth, channel_data: null, shared_secret: 's' }), { auth, shared_secret: 's' }],
    [` ${auth}\n`, { auth }],
    [JSON.stringify(auth), { auth }],
  ])('may come as %s', async (body, expected) => {
    expect(await setUp({ body, headers: { 'content-type': 'text/html' } }).authorize('1.2', 'c')).toEqual(
      expected,
    );
  });

  test.each(['', '<html>', 'null', '"no"', '{}', '{"auth":5}', '{"auth":"a:b","channel_data":{}}'])(
    'is not %j',
    async (body) => {
      await expect(setUp({ body }).authorize('1.2', 'c')).rejects.toMatchObject({ trouble: 'bad_answer' });
    },
  );

  test.each([
    ['{"message":""}', 'channel_forbidden'],
    ['{"message":"The route auth could not be found."}', 'not_found'],
    ['<html>Not Found</html>', 'not_found'],
    ['', 'not_found'],
  ])('that was given before is refused by a 404 of %j as %s', async (body, trouble) => {
    const before = setUp({ status: 404, body });
    await expect(before.authorize('1.2', 'c')).rejects.toMatchObject({ trouble: 'not_found' });
    before.answer({ body: JSON.stringify({ auth }) });
    await before.authorize('1.2', 'c');
    before.answer({ status: 404, body });
    await expect(before.authorize('1.2', 'd')).rejects.toMatchObject({ trouble });
  });

  test.each([
    [401, 'signed_out'],
    [403, 'channel_forbidden'],
    [404, 'not_found'],
    [500, 'server_error'],
  ] as const)('may be refused by %i', async (status, trouble) => {
    await expect(setUp({ status }).authorize('1.2', 'c')).rejects.toMatchObject({ trouble });
  });
});
