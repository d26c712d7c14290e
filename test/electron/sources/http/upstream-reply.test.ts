import { expect, test } from 'vitest';
import type { OutboxEntry } from '#server/outbox';
import type { HttpInit } from '../../../../electron/sources/http/request.ts';
import { createUpstreamReply } from '../../../../electron/sources/http/upstream-reply.ts';

const SHOP = 'https://shop.example';

function setUp(trusted: readonly string[], status = 200) {
  const sent: [url: string, init: HttpInit][] = [];
  const reply = createUpstreamReply({
    trusted,
    http: {
      async request(url, init) {
        sent.push([url, init]);
        return { status, headers: {}, body: '' };
      },
    },
    token: () => 'secret',
    headers: () => ({ 'x-key': 'hush' }),
    now: () => new Date(),
    sendClientEvent: () => expect.fail('not in a channel'),
  });
  const base = { id: 'e', source: 's-shop', notification_id: 'n', external_id: 'x', attempts: 0 };
  const post = (url: string) => {
    const entry = { ...base, action: 'reply', reply: { to: { via: 'http', url }, text: 'Yes' } };
    return reply(entry as OutboxEntry);
  };
  /** Whether what opens the source went along. */
  async function isSigned(url: string): Promise<boolean> {
    await post(url);
    const { headers = {} } = sent.at(-1)?.[1] ?? {};
    expect(headers.authorization === undefined).toBe(headers['x-key'] === undefined);
    return headers.authorization === 'Bearer secret';
  }
  return { post, isSigned };
}

test.each([`${SHOP}/api/notifications/mark-all-read`, `${SHOP}/`, 'https://ci.example/answers'])(
  'a sender that names %s gets no token, unless the user trusts that address',
  async (url) => {
    expect(await setUp([]).isSigned(url)).toBe(false);
    expect(await setUp([`${SHOP}/api/replies`]).isSigned(url)).toBe(false);
  },
);

test.each(['/api/replies', '/api/replies/', '/api/replies/7?x=1', '/api/x/../replies/7'])(
  '%s is the trusted address, or below',
  async (path) => {
    expect(await setUp([`${SHOP}/api/replies`]).isSigned(SHOP + path)).toBe(true);
  },
);

test.each([
  ...['/api/replies-of-others', '/api/replie', '/API/replies', '/api/replies/../notifications/mark-all-read'],
  ...[
    '/api/replies/%2e%2e/x',
    '/api/replies/..%2fnotifications',
    '/api/replies/..%5cx',
    '/api/replies\\..\\x',
  ],
  ...['/api/replies/%252e%252e%252fx', '/api/replies/..;/notifications/mark-all-read'],
])('%s is not', async (path) => {
  expect(await setUp([`${SHOP}/api/replies`]).isSigned(SHOP + path)).toBe(false);
});

test.each([
  'http://shop.example',
  'https://shop.example:8443',
  'https://shop.example.evil',
  'https://evil@x',
])('nor is the same path of %s', async (origin) => {
  expect(await setUp([`${SHOP}/api/replies`]).isSigned(`${origin}/api/replies`)).toBe(false);
});

test('who wants to be signed in to and is not trusted has refused; who is trusted may have a bad moment', async () => {
  const url = `${SHOP}/api/replies`;
  expect(await setUp([], 401).post(url)).toMatchObject({ outcome: 'refused' });
  expect(await setUp([url], 401).post(url)).toMatchObject({ outcome: 'retry' });
  expect(await setUp([], 503).post(url)).toMatchObject({ outcome: 'retry' });
});
