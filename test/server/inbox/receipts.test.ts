/** How far a notification has come: what devices report, who may read it, and what webhooks get. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NOBODY } from '../../../server/storage/storage.ts';
import { DRIVERS } from '../../support/drivers.ts';
import { makeContent } from '../../support/make.ts';
import { buildTestApp, type TestApp } from '../../support/server.ts';

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const DAY = 24 * 3_600_000;

describe.each(DRIVERS)('receipts on %s', (driver) => {
  let app: TestApp;
  let reader: number;
  let tokens: Record<'reader' | 'sender' | 'admin' | 'other' | 'stranger', string>;
  beforeEach(async () => {
    app = await buildTestApp(driver);
    reader = await app.addUser('reader');
    const [sender, other, stranger] = [
      await app.addUser('sender'),
      await app.addUser('other'),
      await app.addUser('stranger'),
    ];
    tokens = {
      reader: await app.token(reader, 'inbox'),
      sender: await app.token(sender, 'send', 'admin'),
      admin: await app.token(app.userId, 'admin'),
      other: await app.token(other, 'send', 'admin'),
      stranger: await app.token(stranger, 'send', 'inbox'),
    };
  });
  afterEach(() => app.close());

  /** Its ability alone; who sends to others must be `admin`, and what they sent is theirs without that, too. */
  const plain = async (token: string) => {
    const userId = (await app.accounts.authenticate(`Bearer ${token}`))?.userId ?? 0;
    return app.token(userId, 'send');
  };
  async function send(token = tokens.sender, body: object = {}): Promise<string> {
    const answer = await app.call('POST', '/api/notifications', {
      token,
      body: { title: 'x', to: reader, ...body },
    });
    return answer.body.notification.id;
  }
  const report = (body: unknown, token = tokens.reader) =>
    app.call('POST', '/api/inbox/receipts', { token, body });
  const act = (body: object) => app.call('POST', '/api/inbox/actions', { token: tokens.reader, body });
  const read = (id: string, token = tokens.admin) =>
    app.call('GET', `/api/notifications/${id}/receipts`, { token });
  const stateOf = async (id: string) => {
    const { delivered_at, seen_at, read_at } = (await read(id)).body;
    return { delivered_at, seen_at, read_at };
  };
  const told = () =>
    app.receiptEvents.map((event) => [event.name, 'notification_id' in event && event.notification_id]);

  test('begin empty, and fill in once a device reports', async () => {
    const id = await send();
    expect((await read(id)).body).toEqual({
      id,
      user_id: reader,
      ...{ emergency: null, acknowledged_at: null, acknowledged_by: null },
      delivered_at: null,
      seen_at: null,
      read_at: null,
    });
    expect(await report({ delivered: [id] })).toMatchObject({ status: 200, body: { success: true } });
    expect(await stateOf(id)).toEqual({
      delivered_at: expect.stringMatching(TIMESTAMP),
      seen_at: null,
      read_at: null,
    });
    app.advance(1_000);
    await report({ seen: [id] });
    app.advance(1_000);
    await act({ action: 'read', ids: [id] });
    const { delivered_at, seen_at, read_at } = await stateOf(id);
    expect([delivered_at, seen_at, read_at]).toEqual([delivered_at, seen_at, read_at].toSorted());
    expect(new Set([delivered_at, seen_at, read_at]).size).toBe(3);
  });

  test('keep the first time, however often and from wherever it is reported', async () => {
    const id = await send();
    await report({ delivered: [id, id], seen: [id] });
    const first = await stateOf(id);
    app.advance(5_000);
    await report({ delivered: [id], seen: [id] });
    expect(await stateOf(id)).toEqual(first);
    expect(told()).toEqual([
      ['notification_delivered', id],
      ['notification_seen', id],
    ]);
  });

  test('take what was seen for delivered', async () => {
    const id = await send();
    await report({ seen: [id] });
    const { delivered_at, seen_at } = await stateOf(id);
    expect(delivered_at).toBe(seen_at);
    expect(told()).toEqual([
      ['notification_delivered', id],
      ['notification_seen', id],
    ]);
  });

  test('change no revision and announce nothing', async () => {
    const id = await send();
    const before = await app.inbox.position(reader);
    const announced = app.published.length;
    await report({ delivered: [id], seen: [id] });
    expect(await app.inbox.position(reader)).toEqual(before);
    expect(app.published).toHaveLength(announced);
  });

  test("pass over ids that are unknown or in somebody else's inbox", async () => {
    const [mine, theirs] = [await send(), await send(tokens.sender, { to: app.userId })];
    expect((await report({ delivered: [theirs, 'unknown', mine], seen: [theirs] })).status).toBe(200);
    expect(await stateOf(theirs)).toEqual({ delivered_at: null, seen_at: null, read_at: null });
    expect(told()).toEqual([['notification_delivered', mine]]);
  });

  test('are reported by at most 500 ids at a time, and need the ability inbox', async () => {
    const ids = (count: number) => Array.from({ length: count }, (_, index) => `id ${index}`);
    expect((await report({ delivered: ids(500), seen: ids(500) })).status).toBe(200);
    expect((await report({ seen: ids(501) })).status).toBe(422);
    expect((await report({ delivered: ids(501) })).status).toBe(422);
    expect((await report({})).status).toBe(200);
    expect((await report({ read: ['x'] })).body.error.code).toBe('not_supported');
    expect((await report({ seen: ['x'] }, tokens.sender)).status).toBe(403);
  });

  test('are for who sent it and for administrators; others learn nothing, not even that it exists', async () => {
    const id = await send();
    expect((await read(id, await plain(tokens.sender))).status).toBe(200);
    expect((await read(id, tokens.admin)).status).toBe(200);
    const unknown = await read('unknown', tokens.stranger);
    expect(unknown).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } });
    expect((await read(id, tokens.stranger)).body).toEqual(unknown.body);
    expect((await read(id, await plain(tokens.other))).status).toBe(404);
    expect((await read(id, tokens.reader)).status).toBe(403);
    expect((await read('unknown', tokens.admin)).status).toBe(404);
  });

  test('of folded sends are for each who sent one, and stay those of the first', async () => {
    const id = await send(tokens.sender, { dedupe_key: 'k' });
    await report({ seen: [id] });
    const first = await stateOf(id);
    app.advance(1_000);
    expect(await send(tokens.other, { dedupe_key: 'k' })).toBe(id);
    for (const token of [tokens.sender, tokens.other]) {
      const { delivered_at, seen_at, read_at } = (await read(id, await plain(token))).body;
      expect({ delivered_at, seen_at, read_at }).toEqual(first);
    }
  });

  test('say when it was read: by id, with everything, or through the Laravel surface', async () => {
    const [one, two, three, four] = [await send(), await send(), await send(), await send()];
    const { token } = { token: tokens.reader };
    await act({ action: 'read', ids: [one] });
    await app.call('POST', `/api/notifications/${two}/read`, { token });
    await act({ action: 'read', view: 'unread', up_to_revision: 3 });
    await app.call('POST', '/api/notifications/mark-all-read', { token });
    for (const id of [one, two, three, four]) expect((await stateOf(id)).read_at).toMatch(TIMESTAMP);
    expect(told()).toEqual([one, two, three, four].map((id) => ['notification_read', id]));
  });

  test('include each row of a bulk that is too large for a Delta', async () => {
    const ids = await Promise.all(Array.from({ length: 600 }, () => send()));
    await act({ action: 'read', view: 'inbox', up_to_revision: 600 });
    expect(new Set(told().map(([, id]) => id))).toEqual(new Set(ids));
    expect(app.receiptEvents).toHaveLength(600);
  });

  test('follow what is marked unread; archiving and deleting is not reading', async () => {
    const [one, two] = [await send(), await send()];
    await act({ action: 'read', ids: [one] });
    await act({ action: 'read', ids: [one] });
    await act({ action: 'unread', ids: [one] });
    expect((await stateOf(one)).read_at).toBeNull();
    await act({ action: 'done', ids: [two] });
    await act({ action: 'delete', ids: [two] });
    expect((await stateOf(two)).read_at).toBeNull();
    expect(told()).toEqual([['notification_read', one]]);
    await act({ action: 'read', ids: [one] });
    expect(told()).toHaveLength(2);
  });

  test("in webhooks name notification, user, time and the sender's id", async () => {
    const content = makeContent({ source: 'app:1', external_id: 'order-7' });
    const { notification } = await app.storage.work([reader], () => app.inbox.arrive(reader, content));
    await report({ delivered: [notification.id] });
    const { delivered_at } = await stateOf(notification.id);
    expect(app.receiptEvents).toEqual([
      {
        name: 'notification_delivered',
        ...{ notification_id: notification.id, external_id: 'order-7', user_id: reader, at: delivered_at },
      },
    ]);
  });

  test('survive deletion, and go with its last trace', async () => {
    const id = await send();
    await report({ seen: [id] });
    await act({ action: 'delete', ids: [id] });
    await act({ action: 'purge', ids: [id] });
    expect((await stateOf(id)).seen_at).toMatch(TIMESTAMP);
    await app.storage.work(NOBODY, () => app.storage.notifications.purge(Date.now() + 31 * DAY));
    expect((await read(id)).status).toBe(404);
    expect(app.storage.db.all('SELECT * FROM receipts')).toEqual([]);
    expect(app.storage.db.all('SELECT * FROM sent_by')).toEqual([]);
  });

  test('that could not be stored are not sent', async () => {
    const id = await send();
    app.storage.db.exec(
      "CREATE TRIGGER broken BEFORE INSERT ON receipts BEGIN SELECT RAISE(FAIL, 'broken'); END",
    );
    expect((await report({ delivered: [id] })).status).toBe(500);
    expect(app.receiptEvents).toEqual([]);
  });
});
