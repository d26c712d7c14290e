import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CREATED_EVENT } from '#server/channel';
import { timestamp } from '#server/rules/time';
import { LONGEST_DELAY, ScheduledAnswer } from '#server/send';
import { DRIVERS } from '../../support/drivers.ts';
import { buildTestApp, type TestApp } from '../../support/server.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe.each(DRIVERS)('sending for later on %s', (driver) => {
  let app: TestApp;
  let token: string;
  beforeEach(async () => {
    app = await buildTestApp(driver);
    token = await app.token(app.userId, 'send');
  });
  afterEach(() => app.close());

  const send = (body: object | string, key?: string, as = token) =>
    app.call('POST', '/api/notifications', {
      token: as,
      body,
      headers: key === undefined ? {} : { 'Idempotency-Key': key },
    });
  const items = async (userId = app.userId) => (await app.inbox.list(userId, {})).items;
  const titles = async (userId = app.userId) => (await items(userId)).map(({ title }) => title);
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();

  test('arrives at its time, once, as if it had been sent then', async () => {
    const sent = { title: 'Stand-up', message: 'in five minutes', priority: 4, data: { room: 7 } };
    const { status, body } = await send({ ...sent, delay: 3_600 });
    expect(status).toBe(202);
    expect(Value.Check(ScheduledAnswer, body)).toBe(true);
    const { id, deliver_at } = body.scheduled;
    expect(Math.abs(Date.parse(deliver_at) - Date.now() - HOUR)).toBeLessThan(10_000);

    app.advance(HOUR - MINUTE);
    await app.wake();
    expect([await titles(), app.published]).toEqual([[], []]);
    app.advance(2 * MINUTE);
    await app.wake();
    await app.wake();
    const [row, ...others] = await items();
    expect(others).toEqual([]);
    expect(row).toMatchObject({ ...sent, id, revision: 1, read_at: null });
    expect(Date.parse(row?.created_at ?? '')).toBeGreaterThanOrEqual(Date.parse(deliver_at));
    expect(app.published.map(({ name }) => name)).toEqual([CREATED_EVENT]);
    expect(JSON.parse(app.published[0]?.data ?? '')).toMatchObject({ id, counts: { unread: 1 } });
  });

  test('twice with one key at the same moment: one waits', async () => {
    const answers = await Promise.all([1, 2].map(() => send({ title: 'later', delay: 3_600 }, 'key')));
    const [first, second] = answers.map(({ body }) => body.scheduled.id);
    expect(first).toBe(second);
    app.advance(2 * HOUR);
    await app.wake();
    expect(await titles()).toEqual(['later']);
  });

  test.each([
    ['in UTC', (ms: number) => at(ms)],
    ['with microseconds', (ms: number) => timestamp(Date.now() + ms)],
    ['of another zone', (ms: number) => at(ms + 5.5 * HOUR).replace('Z', '+05:30')],
    ['without seconds', (ms: number) => at(ms + MINUTE).replace(/:\d\d\.\d+Z/, 'Z')],
  ])('a time %s', async (_, time) => {
    const { status, body } = await send({ title: 'later', deliver_at: time(HOUR) });
    expect(status).toBe(202);
    const ahead = Date.parse(body.scheduled.deliver_at) - Date.now();
    expect(Math.abs(ahead - HOUR)).toBeLessThan(2 * MINUTE);
  });

  test.each([
    ['past', { deliver_at: '2020-01-01T00:00:00Z' }],
    ['now', { delay: 0 }],
    ['in less than a second', { deliver_at: new Date(Date.now() + 500).toISOString() }],
  ])('what is due %s is sent at once', async (_, when) => {
    const { status, body } = await send({ title: 'now', ...when });
    expect(status).toBe(201);
    expect(await items()).toEqual([body.notification]);
  });

  test.each([
    ['a day that does not exist', { deliver_at: '2999-13-01T00:00:00Z' }, '/deliver_at'],
    [
      'a day of no calendar',
      { deliver_at: `${new Date().getFullYear() + 1}-02-30T00:00:00Z` },
      '/deliver_at',
    ],
    ['more than a year ahead', { deliver_at: at((LONGEST_DELAY + 60) * 1_000) }, '/deliver_at'],
    ['no zone', { deliver_at: '2027-01-01T10:00:00' }, '/deliver_at'],
    ['no time', { deliver_at: 'tomorrow' }, '/deliver_at'],
    ['a delay of more than a year', { delay: LONGEST_DELAY + 1 }, '/delay'],
    ['a delay back', { delay: -1 }, '/delay'],
    ['two times', { delay: 60, deliver_at: at(HOUR) }, '/delay'],
    ['an end before it arrives', { delay: 3_600, expires_at: at(MINUTE) }, '/expires_at'],
    ['a title that nobody sees', { title: '\u200b', delay: 60 }, '/title'],
  ])('is refused: %s', async (_, fields, path) => {
    const { status, body } = await send({ title: 'x', ...fields });
    expect([status, body.error.code]).toEqual([422, 'invalid_request']);
    expect(body.error.details[0].path).toBe(path);
    app.advance(2 * LONGEST_DELAY * 1_000);
    await app.wake();
    expect(await titles()).toEqual([]);
  });

  test('a repeated request schedules it once, and answers the same before and after it arrived', async () => {
    const request = { title: 'once', delay: 60 };
    const first = await send(request, 'key');
    const again = await send(request, 'key');
    expect([again.status, again.body]).toEqual([202, first.body]);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect((await send({ title: 'other', delay: 60 }, 'key')).status).toBe(409);
    app.advance(HOUR);
    await app.wake();
    expect((await send(request, 'key')).body).toEqual(first.body);
    await app.wake();
    expect(await titles()).toEqual(['once']);
  });

  test('several arrive in the order of their times, with a revision each', async () => {
    for (const minutes of [30, 10, 20]) await send({ title: `${minutes}`, delay: minutes * 60 });
    app.advance(HOUR);
    await app.wake();
    expect(await titles()).toEqual(['30', '20', '10']);
    expect(app.published.map(({ data }) => JSON.parse(data).revision)).toEqual([1, 2, 3]);
  });

  test('folds into an unread one, as any send', async () => {
    const again = { title: 'disk full', dedupe_key: 'disk' };
    const { body } = await send(again);
    await send({ ...again, delay: 60 });
    app.advance(HOUR);
    await app.wake();
    expect(await items()).toMatchObject([{ id: body.notification.id, occurrences: 2 }]);
  });

  test('to others only with the ability for it, and only to those who exist', async () => {
    const ann = await app.addUser('Ann');
    const admin = await app.token(app.userId, 'admin');
    const body = { title: 'for Ann', to: ann, delay: 60 };
    expect((await send(body)).status).toBe(403);
    expect((await send({ ...body, to: 99 }, undefined, admin)).status).toBe(404);
    expect((await send(body, undefined, admin)).status).toBe(202);
    app.advance(HOUR);
    await app.wake();
    expect([await titles(ann), await titles()]).toEqual([['for Ann'], []]);
  });

  test('its sender gets its receipts', async () => {
    const { id } = (await send({ title: 'x', delay: 60 })).body.scheduled;
    expect((await app.call('GET', `/api/notifications/${id}/receipts`, { token })).status).toBe(404);
    app.advance(HOUR);
    await app.wake();
    const { status, body } = await app.call('GET', `/api/notifications/${id}/receipts`, { token });
    expect(status).toBe(200);
    expect(body).toMatchObject({ id, user_id: app.userId, read_at: null });
  });

  test('numbers of its data stay as they were written', async () => {
    const data = '{"order":90071992547409931234,"rate":1.50}';
    await send(`{"title":"x","delay":60,"data":${data}}`);
    app.advance(HOUR);
    await app.wake();
    const [row] = await items();
    expect(JSON.stringify(row?.data)).toBe('{"order":90071992547409931234,"rate":1.5}');
  });
});
