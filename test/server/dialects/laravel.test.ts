import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LaravelCount, LaravelDone, LaravelPage } from '#server/laravel';
import { DRIVERS } from '../../support/drivers.ts';
import { makeContent } from '../../support/make.ts';
import { buildTestApp, type TestApp } from '../../support/server.ts';

describe.each(DRIVERS)("Laravel's surface on %s", (driver) => {
  let app: TestApp;
  let token: string;
  beforeEach(async () => {
    app = await buildTestApp(driver);
    token = await app.token(app.userId, 'inbox');
  });
  afterEach(() => app.close());

  const arrive = async (overrides = {}) =>
    (await app.storage.work([app.userId], () => app.inbox.arrive(app.userId, makeContent(overrides))))
      .notification;
  const get = async (url: string) => (await app.call('GET', `/api/notifications${url}`, { token })).body;

  test('a page in the shape of the notifications table', async () => {
    const one = await arrive({
      type: 'order.shipped',
      title: 'Shipped',
      message: 'On its way',
      url: 'https://example.com/7',
      priority: 4,
      data: '{"order_id":7,"title":"from data"}',
    });
    const page = await get('');
    expect(Value.Check(LaravelPage, page)).toBe(true);
    expect(page).toEqual({
      notifications: [
        {
          id: one.id,
          type: 'order.shipped',
          notifiable_type: 'App\\Models\\User',
          notifiable_id: app.userId,
          data: {
            order_id: 7,
            title: 'Shipped',
            message: 'On its way',
            url: 'https://example.com/7',
            icon: null,
            priority: 4,
            type: 'order.shipped',
          },
          read_at: null,
          created_at: one.created_at,
          updated_at: one.updated_at,
        },
      ],
      unread_count: 1,
      pagination: { current_page: 1, last_page: 1, per_page: 20, total: 1 },
    });
  });

  test('pages are counted over what is not archived', async () => {
    const sent = await Promise.all(Array.from({ length: 45 }, () => arrive()));
    await app.inbox.apply({ userId: app.userId, request: { action: 'done', ids: [sent[0]?.id ?? ''] } });
    const page = await get('?page=3');
    expect(page.pagination).toEqual({ current_page: 3, last_page: 3, per_page: 20, total: 44 });
    expect(page.notifications).toHaveLength(4);
    expect(page.unread_count).toBe(44);
    expect((await get('?page=4')).notifications).toEqual([]);
  });

  test("an empty inbox has one page, as Laravel's paginator says", async () => {
    expect((await get('')).pagination).toEqual({ current_page: 1, last_page: 1, per_page: 20, total: 0 });
  });

  test('pages as asked', async () => {
    await Promise.all(Array.from({ length: 7 }, () => arrive()));
    const page = await get('?page=2&per_page=5');
    expect(page.notifications).toHaveLength(2);
    expect(page.pagination).toEqual({ current_page: 2, last_page: 2, per_page: 5, total: 7 });
  });

  test('one is marked as read', async () => {
    const { id } = await arrive();
    const { status, body } = await app.call('POST', `/api/notifications/${id}/read`, { token });
    expect(status).toBe(200);
    expect(Value.Check(LaravelDone, body)).toBe(true);
    expect(body).toMatchObject({ success: true, delta: { counts: { unread: 0 }, changed: [{ id }] } });
    expect((await get('')).notifications[0].read_at).toMatch(/000Z$/);
  });

  test('all are marked as read, and counted', async () => {
    await Promise.all([arrive(), arrive(), arrive()]);
    const count = await get('/unread-count');
    expect(Value.Check(LaravelCount, count)).toBe(true);
    expect(count).toEqual({ count: 3 });
    // Many clients send the header with every POST.
    const { status, body } = await app.call('POST', '/api/notifications/mark-all-read', { token, body: '' });
    expect([status, body.success, body.delta.changed.length]).toEqual([200, true, 3]);
    expect(await get('/unread-count')).toEqual({ count: 0 });
  });

  test('one is deleted', async () => {
    const { id } = await arrive();
    const { body } = await app.call('DELETE', `/api/notifications/${id}`, { token });
    expect(body).toMatchObject({ success: true, delta: { changed: [{ id, deleted: true }] } });
    expect((await get('')).pagination.total).toBe(0);
  });

  test('what its routes do stands in the list of batches, with its device', async () => {
    const [one, another] = [await arrive(), await arrive()];
    await app.call('POST', `/api/notifications/${one.id}/read`, { token });
    await app.call('POST', '/api/notifications/mark-all-read', { token });
    await app.call('DELETE', `/api/notifications/${another.id}`, { token });
    const { batches } = (await app.call('GET', '/api/inbox/batches', { token })).body;
    const { device } = (await app.accounts.authenticate(`Bearer ${token}`)) ?? {};
    expect(device).toEqual(expect.any(String));
    expect(batches).toMatchObject(
      ['delete', 'read', 'read'].map((kind) => ({ action: { kind }, rows: 1, device })),
    );
  });
});
