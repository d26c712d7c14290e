import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NOBODY } from '../../../server/storage/storage.ts';
import { DRIVERS } from '../../support/drivers.ts';
import { buildTestApp, type TestApp } from '../../support/server.ts';

describe.each(DRIVERS)('the deliveries that an admin reads on %s', (driver) => {
  let app: TestApp;
  let token: string;
  beforeEach(async () => {
    app = await buildTestApp(driver);
    token = await app.token(app.userId, 'admin');
    const { deliveries, work } = app.storage;
    await work(NOBODY, function* () {
      const make = (appId: string, now: number) =>
        deliveries.insert({ appId, url: 'http://x.test/', body: '{}', events: '{"cache_miss":2}', now });
      yield* deliveries.finish(yield* make('7', 1_000), { attempts: 1, status: 200, error: null });
      yield* deliveries.finish(yield* make('8', 2_000), { attempts: 10, status: null, error: 'timeout' });
      yield* deliveries.postpone(yield* make('7', 3_000), {
        attempts: 1,
        nextAt: 4_500,
        status: 500,
        error: 'status',
      });
    });
  });
  afterEach(() => app.close());

  const get = (query = '') => app.call('GET', `/api/webhooks/deliveries${query}`, { token });

  test('come newest first, with what became of them', async () => {
    expect(await get()).toMatchObject({
      status: 200,
      body: {
        deliveries: [
          {
            ...{ id: 3, app_id: '7', url: 'http://x.test/', events: { cache_miss: 2 }, state: 'pending' },
            ...{ attempts: 1, created_at: '1970-01-01T00:00:03.000000Z' },
            ...{ next_at: '1970-01-01T00:00:04.500000Z', last_status: 500, last_error: 'status' },
          },
          { id: 2, app_id: '8', state: 'failed', next_at: null, last_status: null, last_error: 'timeout' },
          { id: 1, app_id: '7', state: 'delivered', last_status: 200, last_error: null },
        ],
      },
    });
  });

  test('can be limited to one app and to a number', async () => {
    const ids = async (query: string) =>
      (await get(query)).body.deliveries.map(({ id }: { id: number }) => id);
    expect(await ids('?app_id=7')).toEqual([3, 1]);
    expect(await ids('?app_id=7&limit=1')).toEqual([3]);
    expect(await ids('?app_id=9')).toEqual([]);
  });

  test.each(['?limit=0', '?limit=1001', '?limit=x', '?app_id=abc'])('%s is refused', async (query) => {
    expect(await get(query)).toMatchObject({ status: 422, body: { error: { code: 'invalid_request' } } });
  });

  test('are for admins only', async () => {
    const url = '/api/webhooks/deliveries';
    expect((await app.call('GET', url)).status).toBe(401);
    const other = await app.token(app.userId, 'inbox', 'send');
    expect(await app.call('GET', url, { token: other })).toMatchObject({
      status: 403,
      body: { error: { code: 'missing_ability' } },
    });
  });
});
