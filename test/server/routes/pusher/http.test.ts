/** What reaches the API below Fastify's `inject`: bytes on a real socket. */
import http from 'node:http';
import net from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makeApp, signedTarget, startHttpApi } from './harness.ts';

const EVENT = '{"name":"e","channel":"a","data":"\\u00fc \\/ \\ud83d\\ude00"}';

/** Statuses of all answers to these bytes, until the server has ended the connection. */
function exchange(port: number, bytes: string): Promise<readonly number[]> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    onTestFinished(() => {
      socket.destroy();
    });
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('close', () =>
      resolve([...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => Number(match[1]))),
    );
    socket.on('error', reject);
  });
}

const request = (target: string, headers: readonly string[], body = ''): string =>
  [`POST ${target} HTTP/1.1`, 'Host: x', ...headers, '', body].join('\r\n');
const CLOSE = 'Connection: close';

const signed = signedTarget('POST', '/events', { body: EVENT });

describe('a body', () => {
  test.each<[string, readonly string[]]>([
    ['as JSON', ['Content-Type: application/json']],
    ['as JSON with a charset', ['Content-Type: application/json; charset=utf-8']],
    ['as a form', ['Content-Type: application/x-www-form-urlencoded']],
    ['as text', ['Content-Type: text/plain']],
    ['as nothing that exists', ['Content-Type: ;;nonsense']],
    ['without a type', []],
  ])('is taken %s, byte by byte', async (_what, headers) => {
    const { listen, done } = startHttpApi();
    const bytes = request(signed, [CLOSE, ...headers, `Content-Length: ${EVENT.length}`], EVENT);
    expect(await exchange(await listen(), bytes)).toEqual([200]);
    expect(done).toEqual([['publish', 'a', 'e', 'ü / 😀', undefined]]);
  });

  test('is taken in chunks', async () => {
    const { listen, done } = startHttpApi();
    const chunks = [EVENT.slice(0, 7), EVENT.slice(7)].map(
      (part) => `${part.length.toString(16)}\r\n${part}\r\n`,
    );
    const bytes = request(signed, [CLOSE, 'Transfer-Encoding: chunked'], `${chunks.join('')}0\r\n\r\n`);
    expect(await exchange(await listen(), bytes)).toEqual([200]);
    expect(done).toHaveLength(1);
  });

  test.each([
    ['altered in one byte', EVENT.replace('"e"', '"f"')],
    ['equal in meaning only', EVENT.replace('\\/', '/')],
    ['with something after it', `${EVENT} `],
  ])('is refused with 401 when it is %s', async (_what, body) => {
    const { listen, done } = startHttpApi();
    const bytes = request(signed, [CLOSE, `Content-Length: ${body.length}`], body);
    expect(await exchange(await listen(), bytes)).toEqual([401]);
    expect(done).toEqual([]);
  });

  test('of a stranger is not waited for', async () => {
    const { listen } = startHttpApi();
    const bytes = request(signed.replace(/auth_signature=./, 'auth_signature=x'), [
      CLOSE,
      'Content-Length: 100000',
    ]);
    expect(await exchange(await listen(), bytes)).toEqual([401]);
  });

  test('with a digest, but of a GET, is refused', async () => {
    const { listen } = startHttpApi();
    const port = await listen();
    const target = signedTarget('GET', '/channels', { body: 'x' });
    const bytes = request(target, [CLOSE, 'Content-Length: 1'], 'x').replace('POST', 'GET');
    expect(await exchange(port, bytes)).toEqual([401]);
  });
});

describe('smuggling', () => {
  const second = `POST ${signedTarget('POST', '/users/1/terminate_connections')} HTTP/1.1\r\nHost: x\r\n\r\n`;
  test.each<[string, readonly string[], string]>([
    ['both a length and chunks', [`Content-Length: ${EVENT.length}`, 'Transfer-Encoding: chunked'], EVENT],
    ['two lengths', [`Content-Length: ${EVENT.length}`, 'Content-Length: 5'], EVENT],
    ['a length that is none', ['Content-Length: +5'], EVENT],
    ['an unknown encoding after chunks', ['Transfer-Encoding: chunked, identity'], EVENT],
    ['a folded header', ['X-A: b\r\n c', 'Content-Length : 3'], EVENT],
    ['chunks with a length that is none', ['Transfer-Encoding: chunked'], `zz\r\n${EVENT}\r\n0\r\n\r\n`],
  ])('by %s ends the connection, and nothing is published', async (_what, headers, body) => {
    const { listen, done } = startHttpApi();
    const statuses = await exchange(await listen(), request(signed, headers, body) + second);
    expect(statuses.filter((status) => status < 400)).toEqual([]);
    expect(done).toEqual([]);
  });
});

describe('an address', () => {
  test.each<[string, 'GET' | 'POST', string, number, string]>([
    [
      'of an unknown app',
      'GET',
      signedTarget('GET', '/channels', { app: makeApp({ id: '9' }) }),
      404,
      'not_found',
    ],
    ['with an id that is a word of JavaScript', 'GET', '/apps/__proto__/channels', 404, 'not_found'],
    ['without a signature', 'GET', '/apps/1001/channels', 401, 'unauthenticated'],
    [
      'with a parameter twice',
      'GET',
      `${signedTarget('GET', '/channels')}&info=a&info=b`,
      400,
      'bad_request',
    ],
    ['that cannot be decoded', 'GET', '/apps/1001/channels/%zz', 404, 'not_found'],
  ])('%s', async (_what, method, target, status, code) => {
    const { send } = startHttpApi();
    const answer = await send(method, target);
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  });

  test.each<[string, (now: number) => Parameters<typeof signedTarget>[2]]>([
    ['signed too long ago', (now) => ({ timestamp: now - 700 })],
    ['signed for later', (now) => ({ timestamp: now + 700 })],
    ['signed with another secret', () => ({ app: makeApp({ secret: 'other' }) })],
    ['with the key of another app', () => ({ query: { auth_key: 'other' } })],
    ['of another version', () => ({ query: { auth_version: '2.0' } })],
  ])('%s is answered 401, on every route', async (_what, options) => {
    const { send, done } = startHttpApi();
    const now = Math.floor(Date.now() / 1_000);
    for (const [method, path] of [
      ['POST', '/events'],
      ['POST', '/batch_events'],
      ['POST', '/channels/a/events'],
      ['POST', '/users/1/terminate_connections'],
      ['GET', '/channels'],
      ['GET', '/channels/a'],
      ['GET', '/channels/a/stats'],
      ['GET', '/channels/presence-a/users'],
      ['GET', '/connections'],
    ] as const) {
      const answer = await send(method, signedTarget(method, path, options(now)));
      expect([path, answer.status, answer.body.error.code]).toEqual([path, 401, 'unauthenticated']);
    }
    expect(done).toEqual([]);
  });
});

test('a connection stays open for the next request', async () => {
  const { listen } = startHttpApi();
  const port = await listen();
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  const ports: (number | undefined)[] = [];
  for (const body of [EVENT, 'nonsense', EVENT]) {
    await new Promise<void>((resolve, reject) => {
      const outgoing = http.request(
        { agent, port, host: '127.0.0.1', method: 'POST', path: signedTarget('POST', '/events', { body }) },
        (answer) => {
          ports.push(answer.socket.localPort);
          answer.resume().on('end', resolve);
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }
  expect(new Set(ports).size).toBe(1);
  expect(ports).toHaveLength(3);
});
