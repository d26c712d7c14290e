import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ActionAnswer, ListPage, SyncPage } from '#server/inbox';
import { DRIVERS } from '../../support/drivers.ts';
import { makeContent } from '../../support/make.ts';
import { buildTestApp, type TestApp } from '../../support/server.ts';

describe.each(DRIVERS)("Belfry's surface on %s", (driver) => {
  let app: TestApp;
  let token: string;
  let ids: string[];
  beforeEach(async () => {
    app = await buildTestApp(driver);
    token = await app.token(app.userId, 'inbox');
    const sent = await Promise.all(
      [1, 2, 3].map(
        async () =>
          (await app.storage.work([app.userId], () => app.inbox.arrive(app.userId, makeContent())))
            .notification,
      ),
    );
    ids = sent.map(({ id }) => id);
  });
  afterEach(() => app.close());

  test('sync with everything that may be asked', async () => {
    const { epoch } = app.storage;
    const { status, body } = await app.call('GET', `/api/inbox/sync?epoch=${epoch}&since=1`, { token });
    expect(status).toBe(200);
    expect(Value.Check(SyncPage, body)).toBe(true);
    expect(body).toMatchObject({ epoch, revision: 3, reset: false, next: null });
    expect(body.changed.map(({ id }: { id: string }) => id)).toEqual(ids.slice(1));
    const after = await app.call('GET', `/api/inbox/sync?since=0&after=2:${ids[1]}`, { token });
    expect(after.body.changed.map(({ id }: { id: string }) => id)).toEqual([ids[2]]);
  });

  test('list with everything that may be asked', async () => {
    const { status, body } = await app.call('GET', `/api/inbox?view=unread&limit=1&cursor=${ids[2]}`, {
      token,
    });
    expect(status).toBe(200);
    expect(Value.Check(ListPage, body)).toBe(true);
    expect(body).toMatchObject({ items: [{ id: ids[1] }], counts: { unread: 3 } });
    const below = await app.call('GET', `/api/inbox?view=unread&cursor=${encodeURIComponent(body.next)}`, {
      token,
    });
    expect(below.body).toMatchObject({ items: [{ id: ids[0] }], next: null });
    for (const cursor of ['x', `2026-13-45T10:00:00.000000Z_${ids[0]}`]) {
      const refused = await app.call('GET', `/api/inbox?cursor=${encodeURIComponent(cursor)}`, { token });
      expect([refused.status, refused.body.error.code]).toEqual([422, 'invalid_request']);
    }
  });

  test('actions on ids and on a view', async () => {
    const one = await app.call('POST', '/api/inbox/actions', {
      token,
      body: { action: 'done', ids: [ids[0]] },
    });
    expect(one.status).toBe(200);
    expect(Value.Check(ActionAnswer, one.body)).toBe(true);
    expect(one.body.delta).toMatchObject({ revision: 4, counts: { unread: 2 } });
    const all = await app.call('POST', '/api/inbox/actions', {
      token,
      body: { action: 'read', view: 'unread', up_to_revision: 2 },
    });
    expect(all.body.delta).toMatchObject({ revision: 5, counts: { unread: 1 }, changed: [{ id: ids[1] }] });
  });
});
