/** What a repetition with the same `Idempotency-Key` does where something is made: nothing, or it is refused. (`send.test.ts` and `replies.test.ts` have the others.) */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DRIVERS } from '../../support/drivers.ts';
import { buildTestApp, type TestApp } from '../../support/server.ts';

const KEY = { 'idempotency-key': 'once' };
const RULE = { name: 'CI', filter: 'build', do: 'read' };

describe.each(DRIVERS)('an Idempotency-Key on %s', (driver) => {
  let app: TestApp;
  let token: string;
  beforeEach(async () => {
    app = await buildTestApp(driver);
    token = await app.token(app.userId, 'inbox', 'send');
  });
  afterEach(() => app.close());
  const add = (body: object, headers: Record<string, string> = KEY, by = token) =>
    app.call('POST', '/api/rules', { token: by, body, headers });
  const rules = async () => (await app.call('GET', '/api/rules', { token })).body.rules;

  test('makes one rule, and a repetition is answered as the first, also after that was removed', async () => {
    const first = await add(RULE);
    expect(first).toMatchObject({ status: 201, body: { rule: RULE } });
    const announced = app.published.length;
    const again = await add(RULE);
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect([await rules(), app.published.length]).toEqual([[first.body.rule], announced]);
    const { id } = first.body.rule;
    const { body } = await app.call('DELETE', `/api/rules/${id}`, { token });
    expect(await add(RULE)).toMatchObject({ status: 200, body: { ...first.body, version: body.version } });
    expect(await rules()).toEqual([]);
  });

  test('of another rule, or of a send, is refused; that of another token, and none, make another rule', async () => {
    await add(RULE);
    const conflict = { status: 409, body: { error: { code: 'idempotency_conflict' } } };
    expect(await add({ ...RULE, do: 'done' })).toMatchObject(conflict);
    const send = { token, body: { title: 'x' }, headers: KEY };
    expect(await app.call('POST', '/api/notifications', send)).toMatchObject(conflict);
    expect(await add(RULE, KEY, await app.token(app.userId, 'inbox'))).toMatchObject({ status: 201 });
    expect(await add(RULE, {})).toMatchObject({ status: 201 });
    expect(await rules()).toHaveLength(3);
  });

  test('of a rule that was refused is free again', async () => {
    const ids: string[] = [];
    for (let made = 0; made < 100; made += 1) ids.push((await add(RULE, {})).body.rule.id);
    expect(await add(RULE)).toMatchObject({ body: { error: { code: 'limit_reached' } } });
    await app.call('DELETE', `/api/rules/${ids[0]}`, { token });
    expect(await add(RULE)).toMatchObject({ status: 201 });
  });

  test.each([
    [
      '/api/session',
      { email: 'ann@example.com', password: 'correct horse battery staple', device: 'laptop' },
    ],
    ['/api/session/enroll', { code: 'x'.repeat(20), device: 'laptop' }],
    ['/api/inbox/01990000-0000-7000-8000-000000000000/run', { action: 'a' }],
  ])('is refused by %s, which cannot answer the same again', async (url, body) => {
    const refused = { status: 422, body: { error: { code: 'not_supported' } } };
    expect(await app.call('POST', url, { token, body, headers: KEY })).toMatchObject(refused);
    const { body: without } = await app.call('POST', url, { token, body });
    expect(without.error.code).not.toBe('not_supported');
  });
});
