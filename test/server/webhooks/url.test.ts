import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { AppProblem } from '../../../server/apps/app-settings.ts';
import { BLOCKED_PORTS, maskedWebhookUrl, webhookProblem } from '../../../server/apps/webhook-url.ts';
import { type AppFlags, toSettings } from '../../../server/cli/app-flags.ts';
import { createAttempt } from '../../../server/webhooks/attempt.ts';

test('the name and password of an address are sent as Basic', async () => {
  const seen: http.IncomingMessage[] = [];
  const receiver = http.createServer((request, response) => {
    seen.push(request);
    response.end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void receiver.close());
  const { port } = receiver.address() as AddressInfo;
  const attempt = createAttempt({ fetch, timeoutMs: 5_000, signal: new AbortController().signal });
  const url = `http://jo%40x:p%3Aw%C3%A9@127.0.0.1:${port}/hook?a=1`;
  expect(await attempt({ key: 'k', secret: 's' }, { url, body: '{}' })).toEqual({ ok: true, status: 200 });
  expect(seen[0]?.url).toBe('/hook?a=1');
  expect(seen[0]?.headers.authorization).toBe(`Basic ${Buffer.from('jo@x:p:wé').toString('base64')}`);
});

test.each([
  ['http://127.0.0.1:6000/', /6000.*blocked/],
  ['https://hooks.example:6667/x', /6667.*blocked/],
  ['http://hooks.example:0/', /port 0/],
  ['https://u:%zz@hooks.example/', /invalid percent-encoding/],
  ['http://:0', /not a URL/],
  ['ftp://hooks.example/', /does not begin with https:/],
  ['hooks.example', /does not begin with https:/],
])('%s is refused at the start, and why', (url, why) => {
  const refuse = () => toSettings({ webhook: [url] } satisfies AppFlags);
  expect(refuse).toThrow(AppProblem);
  expect(refuse).toThrow(why);
});

test('the scheme of an address may be written in capitals', () => {
  const [webhook] = toSettings({ webhook: ['HTTPS://Hooks.example/In'] } satisfies AppFlags).webhooks ?? [];
  expect(webhook?.url).toBe('https://Hooks.example/In');
});

test('it refuses the ports that `fetch` refuses', async () => {
  for (const port of BLOCKED_PORTS) {
    const error: { cause?: { message?: string } } = await fetch(`http://127.0.0.1:${port}/`).then(
      () => ({}),
      (reason) => reason,
    );
    expect([port, error.cause?.message]).toEqual([port, 'bad port']);
  }
  for (const port of [8080, 3000, 6001, 47600, 8443])
    expect(webhookProblem(`http://a.example:${port}`)).toBeNull();
});

test('a password is not shown', () => {
  expect(maskedWebhookUrl('https://jo:secret@hooks.example/a?b')).toBe('https://jo:***@hooks.example/a?b');
  expect(maskedWebhookUrl('https://hooks.example/a')).toBe('https://hooks.example/a');
});
