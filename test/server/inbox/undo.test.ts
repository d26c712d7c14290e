import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Batches, UNDO_BATCHES, UNDO_FOR, UndoAnswer } from '#server/inbox';
import { SNOOZE_MIN } from '#server/rules/state';
import { DRIVERS } from '../../support/drivers.ts';
import { makeContent } from '../../support/make.ts';
import { buildTestApp, type TestApp } from '../../support/server.ts';

describe.each(DRIVERS)('undo over HTTP on %s', (driver) => {
  let app: TestApp;
  let [phone, desk] = ['', ''];
  beforeEach(async () => {
    app = await buildTestApp(driver);
    phone = await app.token(app.userId, 'inbox');
    desk = await app.token(app.userId, 'inbox');
  });
  afterEach(() => app.close());

  async function send(rows: number, userId = app.userId): Promise<string[]> {
    return await app.storage.work([userId], function* () {
      const ids: string[] = [];
      for (let n = 0; n < rows; n += 1) {
        ids.push((yield* app.inbox.arrive(userId, makeContent({ title: `${n}` }))).notification.id);
      }
      return ids;
    });
  }
  const act = async (body: object, token = desk) =>
    (await app.call('POST', '/api/inbox/actions', { token, body })).body;
  const undo = (batch: string, token = desk) =>
    app.call('POST', '/api/inbox/undo', { token, body: { batch } });
  const batches = async (token = desk) => {
    const { body } = await app.call('GET', '/api/inbox/batches', { token });
    expect(Value.Check(Batches, body)).toBe(true);
    return body.batches;
  };
  const rows = async () =>
    (await app.call('GET', '/api/inbox?limit=200', { token: desk })).body.items.map(
      ({ revision: _, updated_at: __, ...row }: { revision: number; updated_at: string }) => row,
    );

  test('of all of a view, from another device: exactly what was there, but what was changed since', async () => {
    const ids = await send(150);
    await act({ action: 'read', ids: ids.slice(0, 20) });
    const before = await rows();
    const { batch, delta } = await act(
      { action: 'read', view: 'inbox', up_to_revision: (await app.inbox.position(app.userId)).revision },
      phone,
    );
    expect(delta).toMatchObject({ counts: { unread: 0 }, changed: null });
    const later = await send(1);
    await act({ action: 'save', ids: ids.slice(100, 130) });
    const { status, body } = await undo(batch);
    expect(status).toBe(200);
    expect(Value.Check(UndoAnswer, body)).toBe(true);
    expect(body).toMatchObject({ restored: 100, left: 30, delta: { counts: { unread: 101 } } });
    const untouched = new Set([...ids.slice(100, 130), ...later]);
    const same = (list: { id: string }[]) => list.filter(({ id }) => !untouched.has(id));
    expect(same(await rows())).toEqual(same(before));
    expect(await batches(phone)).toMatchObject([
      { action: { kind: 'save' }, rows: 30, undone_at: null },
      { id: batch, action: { kind: 'read' }, rows: 130, undone_at: expect.any(String) },
      { action: { kind: 'read' }, rows: 20, undone_at: null },
    ]);
  });

  test('twice restores nothing more, and announces nothing', async () => {
    const ids = await send(1);
    const { batch } = await act({ action: 'delete', ids });
    expect((await undo(batch)).body).toMatchObject({
      restored: 1,
      left: 0,
      delta: { changed: [{ id: ids[0] }] },
    });
    const announced = app.published.length;
    const again = (await undo(batch)).body;
    expect(again).toMatchObject({ restored: 0, left: 0, delta: { changed: [], counts: { unread: 1 } } });
    expect(app.published).toHaveLength(announced);
  });

  test('in the order of the actions, the newest first, brings back everything', async () => {
    const ids = await send(3);
    const before = await rows();
    const done: string[] = [];
    const until = new Date(Date.now() + 3_600_000).toISOString().replace('Z', '000Z');
    for (const action of [
      ...['read', 'save', 'done', 'restore', { kind: 'snooze', until }, 'unsnooze', 'unread'],
      ...['delete', { kind: 'restore' }, 'unsave', 'delete'],
    ]) {
      const { batch } = await act({ action, ids });
      done.unshift(batch);
    }
    for (const batch of done) {
      expect((await undo(batch)).body).toMatchObject({ restored: 3, left: 0 });
    }
    expect(await rows()).toEqual(before);
  });

  test('is not offered for what cannot be undone, or changed nothing', async () => {
    const [id = ''] = await send(1);
    await act({ action: 'delete', ids: [id] });
    expect(await act({ action: 'purge', ids: [id] })).toMatchObject({
      batch: null,
      delta: { changed: [{ id }] },
    });
    const [other = ''] = await send(1);
    expect(await act({ action: 'unread', ids: [other] })).toMatchObject({
      batch: null,
      delta: { changed: [] },
    });
    expect(await batches()).toHaveLength(1);
  });

  test('leaves what was purged', async () => {
    const ids = await send(2);
    const { batch } = await act({ action: 'delete', ids });
    await act({ action: 'purge', ids: [ids[0]] });
    expect((await undo(batch)).body).toMatchObject({
      restored: 1,
      left: 1,
      delta: { changed: [{ id: ids[1] }] },
    });
  });

  test('is possible for a day', async () => {
    const ids = await send(1);
    const { batch } = await act({ action: 'done', ids });
    app.advance(UNDO_FOR - 60_000);
    expect(await batches()).toHaveLength(1);
    app.advance(60_000);
    expect(await batches()).toEqual([]);
    expect((await undo(batch)).body).toMatchObject({ error: { code: 'not_found' } });
  });

  test(`is possible for the newest ${UNDO_BATCHES}`, async () => {
    const ids = await send(1);
    const { batch: first } = await act({ action: 'read', ids });
    const { batch: second } = await act({ action: 'unread', ids });
    for (let n = 2; n <= UNDO_BATCHES; n += 1) await act({ action: n % 2 === 0 ? 'read' : 'unread', ids });
    expect(await batches()).toHaveLength(UNDO_BATCHES);
    expect((await undo(first)).status).toBe(404);
    // Known, but everything newer has changed its row.
    expect((await undo(second)).body).toMatchObject({ restored: 0, left: 1 });
  });

  test('is nobody else’s', async () => {
    const ids = await send(1);
    const { batch } = await act({ action: 'done', ids });
    const stranger = await app.token(await app.addUser('stranger'), 'inbox');
    expect((await undo(batch, stranger)).body).toMatchObject({ error: { code: 'not_found' } });
    expect(await batches(stranger)).toEqual([]);
  });

  test('needs a token for the inbox, and a batch', async () => {
    const sender = await app.token(app.userId, 'send');
    expect((await undo('x', sender)).status).toBe(403);
    expect((await app.call('GET', '/api/inbox/batches', { token: sender })).status).toBe(403);
    expect((await undo('')).body).toMatchObject({ error: { code: 'invalid_request' } });
  });

  test('a snooze that ends too soon, or at no time, is refused with its place, and changes nothing', async () => {
    const ids = await send(1);
    const soon = new Date(Date.now() + SNOOZE_MIN - 1_000).toISOString();
    const unclear = ['2099-01-01', '2099-01-01T10:00:00', '2099-02-30T10:00:00Z', '+102099-01-01T10:00:00Z'];
    for (const until of [soon, '2000-01-01T00:00:00.000000Z', 'tomorrow', ...unclear]) {
      const body = await act({ action: { kind: 'snooze', until }, ids });
      expect(body).toMatchObject({ error: { code: 'invalid_request' } });
    }
    expect(await act({ action: 'snooze', ids })).toMatchObject({ error: { code: 'invalid_request' } });
    expect((await app.inbox.position(app.userId)).revision).toBe(1);
  });
});
