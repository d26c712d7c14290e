/** One send to several users: all of them or nobody, and whose acknowledgement ends an emergency. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Delta } from '#server/inbox';
import { DRIVERS } from '../../support/drivers.ts';
import { buildTestApp, type TestApp } from '../../support/server.ts';

const emergency = { retry: 60, expire: 600 };

describe.each(DRIVERS)('a send to several users on %s', (driver) => {
  let app: TestApp;
  let token: string;
  let [ada, ben] = [0, 0];
  beforeEach(async () => {
    app = await buildTestApp(driver);
    token = await app.token(app.userId, 'send', 'admin');
    [ada, ben] = [await app.addUser('Ada'), await app.addUser('Ben')];
  });
  afterEach(() => app.close());

  const send = (body: object, key?: string) =>
    app.call('POST', '/api/notifications', {
      ...{ token, body: { title: 'fire', ...body } },
      headers: key === undefined ? {} : { 'Idempotency-Key': key },
    });
  const rowsOf = async (userId: number) => (await app.inbox.list(userId, {})).items;
  const receiptOf = async (id: string) =>
    (await app.call('GET', `/api/notifications/${id}/receipts`, { token })).body;
  const acknowledge = (userId: number, ids: string[]) =>
    app.inbox.apply({ userId, request: { action: 'acknowledge', ids } });

  test('each gets a notification, and the answer says which; a repetition sends nothing', async () => {
    const { status, body } = await send({ to: [String(ben), ada, ada] }, 'once');
    expect(status).toBe(201);
    expect(body.recipients.map(({ user_id }: { user_id: number }) => user_id)).toEqual([ada, ben]);
    expect(body.notification.id).toBe(body.recipients[0].id);
    expect([await rowsOf(ada), await rowsOf(ben)]).toMatchObject([
      [{ id: body.recipients[0].id }],
      [{ id: body.recipients[1].id }],
    ]);
    expect((await send({ to: [ada, ben] }, 'once')).body).toEqual(body);
    expect(await rowsOf(ada)).toHaveLength(1);
  });

  test('an unknown one among them: nobody gets it', async () => {
    expect((await send({ to: [ada, 4_711] })).status).toBe(404);
    expect(await rowsOf(ada)).toEqual([]);
  });

  test('needs the ability to send to others, and cannot wait', async () => {
    const own = await app.token(app.userId, 'send');
    const body = { title: 'x', to: [app.userId, ada] };
    expect(await app.call('POST', '/api/notifications', { token: own, body })).toMatchObject({ status: 403 });
    expect(await send({ to: [ada, ben], delay: 60 })).toMatchObject({
      body: { error: { code: 'not_supported' } },
    });
    expect(await send({ to: ada, ack: 'each' })).toMatchObject({
      body: { error: { code: 'invalid_request', details: [{ path: '/ack' }] } },
    });
  });

  test('the first who acknowledges it ends it for all, and their devices hear of it', async () => {
    const { body } = await send({ to: [ada, ben], emergency });
    const [ofAda, ofBen] = body.recipients.map(({ id }: { id: string }) => id);
    const before = app.published.length;
    await acknowledge(ben, [ofBen]);
    for (const id of [ofAda, ofBen])
      expect(await receiptOf(id)).toMatchObject({ emergency: 'acknowledged', acknowledged_by: 'Ben' });
    const changed = app.published.slice(before).map(({ data }) => (JSON.parse(data) as Delta).changed?.[0]);
    expect(changed).toMatchObject([
      { id: ofBen, acknowledged_by: 'Ben' },
      { id: ofAda, acknowledged_by: 'Ben', read_at: null },
    ]);
    expect((await app.inbox.position(ada)).counts.unread).toBe(1);
    await acknowledge(ada, [ofAda]);
    expect(await receiptOf(ofAda)).toMatchObject({ acknowledged_by: 'Ben' });
  });

  test('with `ack: each`, everybody acknowledges it for himself', async () => {
    const { body } = await send({ to: [ada, ben], emergency, ack: 'each' });
    const [ofAda, ofBen] = body.recipients.map(({ id }: { id: string }) => id);
    await acknowledge(ben, [ofBen]);
    expect(await receiptOf(ofBen)).toMatchObject({ emergency: 'acknowledged' });
    expect(await receiptOf(ofAda)).toMatchObject({ emergency: 'open' });
  });
});
