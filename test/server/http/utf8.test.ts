import diagnostics from 'node:diagnostics_channel';
import type { FastifyInstance, HTTPMethods } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DRIVER } from '../../support/drivers.ts';
import { buildTestApp, type TestApp } from '../../support/server.ts';
import { signedTarget } from '../routes/pusher/harness.ts';

/** The routes with a body of every app that starts while `run` runs, but for those of the SDKs, which need a signature. */
async function routesDuring(run: () => Promise<void>): Promise<ReadonlySet<string>> {
  const routes = new Set<string>();
  const watch = (message: unknown): void => {
    (message as { fastify: FastifyInstance }).fastify.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) {
        if (['POST', 'PUT', 'PATCH', 'DELETE'].includes(one) && !url.startsWith('/apps/')) {
          routes.add(`${one} ${url}`);
        }
      }
    });
  };
  diagnostics.subscribe('fastify.initialization', watch);
  await run();
  diagnostics.unsubscribe('fastify.initialization', watch);
  return routes;
}

/** `é` of Latin-1, a surrogate, an overlong slash, a character that ends too early. */
const ODD = ['e9', 'eda080', 'c0af', 'e282'].map((hex) => Buffer.from(hex, 'hex'));

describe('text that is not UTF-8', () => {
  let app: TestApp;
  let token: string;
  let routes: ReadonlySet<string>;
  beforeAll(async () => {
    routes = await routesDuring(async () => {
      app = await buildTestApp(DRIVER);
      await app.inject({ url: '/' });
    });
    token = app.accounts.issueSession(app.userId, ['inbox', 'send', 'ingest']);
  });
  afterAll(() => app.close());

  async function answer(
    method: HTTPMethods,
    url: string,
    payload?: string | Buffer,
    type = 'application/json',
  ) {
    const headers = { authorization: `Bearer ${token}`, ...(payload && { 'content-type': type }) };
    const got = await app.inject({ method, url, headers, ...(payload && { payload }) });
    return [got.statusCode, got.json().error?.code];
  }
  const around = (odd: Buffer) => Buffer.concat([Buffer.from('{"title":"caf'), odd, Buffer.from('"}')]);

  test('is refused by every route with a body', async () => {
    expect([...routes]).toEqual(expect.arrayContaining(['POST /api/notifications', 'DELETE /api/session']));
    for (const route of routes) {
      const [method, url = ''] = route.split(' ');
      for (const odd of ODD) {
        const got = await answer(method as HTTPMethods, url.replace(/:\w+/g, 'x-1'), around(odd));
        expect(got, route).toEqual([400, 'malformed_json']);
      }
    }
  });

  test('leaves nothing behind, and what is UTF-8 comes out as it went in', async () => {
    for (const odd of ODD) await answer('POST', '/api/notifications', around(odd));
    const [status] = await answer('POST', '/api/notifications', '\uFEFF{"title":"café \u{1F600} \uFFFD"}');
    expect(status).toBe(201);
    expect((await app.inbox.list(app.userId, {})).items.map(({ title }) => title)).toEqual([
      'café \u{1F600} \uFFFD',
    ]);
  });

  test("is refused by the SDKs' routes, before and after signing", async () => {
    for (const path of ['/events', '/batch_events', '/channels/a/events']) {
      for (const odd of ODD) {
        const body = around(odd);
        const query = { name: 'e' };
        const url = signedTarget('POST', path, { app: app.pusher, body, query });
        expect(await answer('POST', url, body)).toEqual([400, 'malformed_json']);
      }
    }
  });

  const FORM = 'application/x-www-form-urlencoded';

  test.each(['/broadcasting/auth', '/broadcasting/user-auth'])('is refused in a form of %s', async (url) => {
    const form = 'socket_id=1.2&channel_name=caf';
    expect(await answer('POST', url, Buffer.concat([Buffer.from(form), Buffer.from([0xe9])]), FORM)).toEqual([
      400,
      'malformed_json',
    ]);
    for (const escaped of ['%E9', '%ED%A0%80', '%c0%af', 'a%E2%82', '%E2+%82%AC', '%C3%A9%E9']) {
      expect(await answer('POST', url, form + escaped, FORM)).toEqual([400, 'bad_request']);
    }
    for (const fine of ['%C3%A9', 'é', '%EF%BF%BD', '100%', '%zz', '%41%E2%82%AC']) {
      expect(await answer('POST', url, form + fine, FORM)).not.toContain(400);
    }
  });

  test('is refused in a query', async () => {
    for (const url of [
      '/api/inbox?q=caf%E9',
      '/api/notifications?page=1&x=%ff',
      '/api/inbox/sync?epoch=%c0%af',
    ]) {
      expect(await answer('GET', url)).toEqual([400, 'bad_request']);
    }
    expect(await answer('GET', '/api/inbox?q=caf%C3%A9+%EF%BF%BD')).toEqual([200, undefined]);
  });
});
