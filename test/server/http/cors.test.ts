import { afterEach, describe, expect, test } from 'vitest';
import { readConfig } from '../../../server/config.ts';
import { startServer, type TestServer } from '../../support/server.ts';

let server: TestServer | undefined;
afterEach(() => server?.close());

const PAGE = 'https://app.example';

async function serve(corsOrigins: readonly string[], embedded = false): Promise<TestServer> {
  server = await startServer({ embedded, network: { corsOrigins } });
  return server;
}

function preflight({ url }: TestServer, path: string, method: string, origin = PAGE): Promise<Response> {
  return fetch(`${url}${path}`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': 'authorization,content-type',
    },
  });
}

const cors = ({ headers }: Response): Record<string, string> =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-')));

describe('a page of an allowed origin', () => {
  test.each([
    ['/api/notifications', 'GET'],
    ['/api/notifications?page=2', 'GET'],
    ['/api/notifications', 'POST'],
    ['/api/notifications/abc/read', 'POST'],
    ['/api/notifications/abc', 'DELETE'],
    ['/api/notifications/unread-count', 'GET'],
    ['/broadcasting/auth', 'POST'],
    ['/broadcasting/user-auth', 'POST'],
  ])('may ask %s by %s', async (path, method) => {
    const response = await preflight(await serve([PAGE]), path, method);
    expect(response.status).toBe(204);
    const found = cors(response);
    expect(found['access-control-allow-origin']).toBe(PAGE);
    expect(found['access-control-allow-methods']).toContain(method);
    expect(found['access-control-allow-headers']?.toLowerCase()).toMatch(/authorization.*content-type/);
    expect(found).not.toHaveProperty('access-control-allow-credentials');
    expect(response.headers.get('vary')).toContain('Origin');
  });

  test('may send any headers, as its libraries add their own', async () => {
    const { url } = await serve([PAGE]);
    const response = await fetch(`${url}/broadcasting/auth`, {
      method: 'OPTIONS',
      headers: {
        origin: PAGE,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,x-csrf-token,x-socket-id,sentry-trace',
      },
    });
    expect(cors(response)['access-control-allow-headers']?.split(/,\s*/)).toEqual(
      expect.arrayContaining(['authorization', 'x-csrf-token', 'x-socket-id', 'sentry-trace']),
    );
  });

  test('reads the answer, also a refusal', async () => {
    const { url, tokens } = await serve([PAGE]);
    const ask = (token: string) =>
      fetch(`${url}/api/notifications`, { headers: { origin: PAGE, authorization: `Bearer ${token}` } });
    for (const [token, status] of [
      [tokens.inbox, 200],
      ['nonsense', 401],
    ] as const) {
      const response = await ask(token);
      expect(response.status).toBe(status);
      expect(cors(response)).toMatchObject({ 'access-control-allow-origin': PAGE });
      expect(cors(response)).not.toHaveProperty('access-control-allow-credentials');
    }
  });

  test.each([
    ['a path that is none', 'GET', '/api/notifications/nothing/here', 404],
    ['a notification that is none', 'DELETE', '/api/notifications/none', 404],
    ['a method that is not served', 'PUT', '/api/notifications/mark-all-read', 405],
    ['a query that is no UTF-8', 'GET', '/api/notifications?page=%ff', 400],
    ['a query that is refused', 'GET', '/api/notifications?per_page=0', 422],
    ['a path that cannot be read', 'GET', '/api/notifications/%zz', 404],
    ['a path that is too long', 'DELETE', `/api/notifications/${'x'.repeat(3_000)}`, 404],
    ['an auth address that is none', 'POST', '/broadcasting/other', 404],
    ['a body of another type', 'POST', '/api/notifications', 415],
    ['a body that is too long', 'POST', '/api/notifications', 413],
  ])('reads the refusal of %s', async (_what, method, path, status) => {
    const { url, tokens } = await serve([PAGE]);
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        origin: PAGE,
        authorization: `Bearer ${tokens.send}`,
        ...(status === 415 && { 'content-type': 'text/xml' }),
        ...(status === 413 && { 'content-type': 'application/json' }),
      },
      ...(status === 415 && { body: '<a/>' }),
      ...(status === 413 && { body: `"${'x'.repeat(100_000)}"` }),
    });
    expect(response.status).toBe(status);
    expect(cors(response)).toMatchObject({ 'access-control-allow-origin': PAGE });
    expect(response.headers.get('vary')).toContain('Origin');
  });

  test('may be an app', async () => {
    const response = await preflight(
      await serve(['capacitor://localhost']),
      '/api/notifications',
      'GET',
      'capacitor://localhost',
    );
    expect(cors(response)['access-control-allow-origin']).toBe('capacitor://localhost');
  });
});

test('if any origin is allowed, none is echoed', async () => {
  const response = await preflight(await serve(['*', PAGE]), '/api/notifications', 'GET');
  expect(cors(response)['access-control-allow-origin']).toBe('*');
});

describe('nothing is allowed', () => {
  test.each([
    ['by default', [], PAGE, '/api/notifications'],
    ['to another origin', [PAGE], 'https://evil.example', '/api/notifications'],
    ['on other addresses', [PAGE], PAGE, '/api/inbox'],
    ['on other addresses, to anybody', ['*'], PAGE, '/api/session'],
    ['on the signed API', ['*'], PAGE, '/apps/1001/events'],
    ['on addresses that begin alike', ['*'], PAGE, '/api/notificationsx'],
  ])('%s', async (_what, origins, origin, path) => {
    const running = await serve(origins);
    expect(cors(await preflight(running, path, 'POST', origin))).toEqual({});
    expect(cors(await fetch(`${running.url}${path}`, { headers: { origin } }))).toEqual({});
  });

  test('by an embedded server', async () => {
    const response = await preflight(await serve([], true), '/api/notifications', 'GET');
    expect([response.status, cors(response)]).toEqual([403, {}]);
  });
});

test('origins are read from flags, and refused if no page can have them', () => {
  const { network } = readConfigOf('--cors-origin', PAGE, '--cors-origin', 'capacitor://localhost');
  expect(network.corsOrigins).toEqual([PAGE, 'capacitor://localhost']);
  expect(() => readConfigOf('--cors-origin', 'file://')).toThrow(/--cors-origin .*never match.* null/);
  expect(() => readConfigOf('--cors-origin', 'https://app.example/path')).toThrow(
    /--cors-origin .*never match/,
  );
});

function readConfigOf(...argv: string[]) {
  const config = readConfig(argv, {});
  if (config === 'help') throw new Error('no help was asked for');
  return config;
}
