/** Signing in, by password and code, and out: what is let in, what is refused, and what a refusal gives away. */
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createSignIn } from '../../../server/accounts/sign-in.ts';
import { createHousekeeping } from '../../../server/housekeeping.ts';
import { createLog } from '../../../server/log.ts';
import { DRIVER, DRIVERS } from '../../support/drivers.ts';
import { buildTestApp, quiet, type TestApp } from '../../support/server.ts';

const EMAIL = 'ann@example.com';
const PASSWORD = 'correct horse battery staple';
const HOUR = 3_600_000;

type Refusal = Readonly<{ email?: string; password?: string; device?: string }>;

const signIn = (
  app: TestApp,
  { email = EMAIL, password = PASSWORD, device = 'laptop' }: Refusal = {},
  from?: string,
) => app.call('POST', '/api/session', { body: { email, password, device }, ...(from && { from }) });
const enrol = (app: TestApp, code: string, device = 'laptop', from?: string) =>
  app.call('POST', '/api/session/enroll', { body: { code, device }, ...(from && { from }) });
const session = (app: TestApp, token: string) => app.call('GET', '/api/session', { token });

/** Of the limits' clock. */
function stopTheClock(): void {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

describe.each(DRIVERS)('a session on %s', (driver) => {
  let app: TestApp;
  let ann: number;
  beforeEach(async () => {
    app = await buildTestApp(driver);
    ({ id: ann } = await app.users.add({ email: 'Ann@Example.com', name: 'Ann', password: PASSWORD }));
  });
  afterEach(() => app.close());

  const code = (userId = ann, ms = HOUR) => app.users.enrol(userId, Date.now() + ms);

  test('begins with e-mail and password, in whatever case the address is written', async () => {
    const { status, body } = await signIn(app, { email: 'ANN@example.COM' });
    const user = { id: ann, name: 'Ann', email: EMAIL };
    const home = { app_key: app.pusher.key, epoch: app.storage.epoch };
    expect([status, body]).toEqual([
      201,
      { token: expect.stringMatching(/^\d+\|[\w-]{43}$/), user, ...home },
    ]);
    expect(await session(app, body.token)).toMatchObject({
      status: 200,
      body: { user, abilities: ['inbox'], ...home },
    });
    expect((await app.call('GET', '/api/inbox', { token: body.token })).status).toBe(200);
    expect(
      (await app.call('POST', '/api/notifications', { token: body.token, body: { title: 'x' } })).status,
    ).toBe(403);
  });

  test('is readable for any token; its owner may have no e-mail address', async () => {
    for (const ability of ['send', 'admin', 'inbox'] as const) {
      const { body } = await session(app, await app.token(app.userId, ability));
      expect(body).toMatchObject({
        user: { id: app.userId, name: 'Owner', email: null },
        abilities: [ability],
      });
    }
    expect((await session(app, '1|nobody')).status).toBe(401);
  });

  test('of the same device ends the one before, and no other', async () => {
    const first = (await signIn(app)).body.token;
    const other = (await signIn(app, { device: 'desk' })).body.token;
    const next = (await enrol(app, await code())).body.token;
    expect(
      await Promise.all([first, other, next].map(async (one) => (await session(app, one)).status)),
    ).toEqual([401, 200, 200]);
  });

  test('ends when it asks to', async () => {
    const [one, two] = [(await signIn(app)).body.token, (await signIn(app, { device: 'desk' })).body.token];
    expect(await app.call('DELETE', '/api/session', { token: one })).toMatchObject({
      status: 200,
      body: { success: true },
    });
    expect([(await session(app, one)).status, (await session(app, two)).status]).toEqual([401, 200]);
    const socket = { socket_id: '1.2', channel_name: `private-App.Models.User.${ann}` };
    expect((await app.call('POST', '/broadcasting/auth', { token: one, body: socket })).status).toBe(401);
    expect((await app.call('DELETE', '/api/session', { token: one })).status).toBe(401);
  });

  test('refuses everybody alike: no answer reveals whether a user exists', async () => {
    const gone = await app.users.add({ email: 'gone@example.com', name: 'Gone', password: PASSWORD });
    await app.users.setDisabled(gone.id, true);
    await app.users.add({ email: 'code@example.com', name: 'By code only', password: null });
    const answers = [
      await signIn(app, { password: 'correct horse battery stapler' }),
      await signIn(app, { email: 'nobody@example.com' }),
      await signIn(app, { email: 'gone@example.com' }),
      await signIn(app, { email: 'code@example.com' }),
    ].map(({ status, headers, body }) => ({ status, body, headers: { ...headers, date: '' } }));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 401, body: { error: { code: 'bad_credentials' } } });
  });

  test.each([
    ['an unknown address', 'nobody@example.com'],
    ['a disabled user', 'gone@example.com'],
    ['a user without a password', 'code@example.com'],
  ])('checks a password for %s, too', async (_, email) => {
    const gone = await app.users.add({ email: 'gone@example.com', name: 'Gone', password: PASSWORD });
    await app.users.setDisabled(gone.id, true);
    await app.users.add({ email: 'code@example.com', name: 'By code only', password: null });
    const verify = vi.fn(async () => false);
    const { storage, accounts } = app;
    const entrance = createSignIn({ storage, accounts, passwords: { verify }, now: Date.now });
    expect(await entrance.withPassword(email, PASSWORD, 'laptop')).toBeNull();
    expect(verify).toHaveBeenCalledExactlyOnceWith(PASSWORD, null);
  });

  test.each([
    ['is disabled', (users: TestApp['users'], id: number) => users.setDisabled(id, true)],
    ['gets another password', (users: TestApp['users'], id: number) => users.setPassword(id, `${PASSWORD}!`)],
  ])('does not begin for a user who %s while the password is checked', async (_, change) => {
    const { storage, accounts } = app;
    const verify = async () => {
      await change(app.users, ann);
      return true;
    };
    const entrance = createSignIn({ storage, accounts, passwords: { verify }, now: Date.now });
    expect(await entrance.withPassword(EMAIL, PASSWORD, 'laptop')).toBeNull();
    expect(await app.users.tokens(ann)).toEqual([]);
  });

  test('begins with a code, once', async () => {
    const once = await code();
    const { status, body } = await enrol(app, once);
    expect([status, body]).toMatchObject([
      201,
      { user: { id: ann }, app_key: app.pusher.key, epoch: app.storage.epoch },
    ]);
    expect((await session(app, body.token)).body.abilities).toEqual(['inbox']);
    const again = await enrol(app, once, 'desk');
    expect(again).toMatchObject({ status: 401, body: { error: { code: 'enrolment_invalid' } } });
    expect((await session(app, body.token)).status).toBe(200);
  });

  test('begins once, however many use a code at the same time', async () => {
    const once = await code();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => enrol(app, once, `device ${index}`)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(401)]);
    expect(await app.users.tokens(ann)).toHaveLength(1);
  });

  test('does not begin with an unknown or expired code, or that of a disabled user', async () => {
    const late = await code(ann, -1);
    const theirs = await code();
    await app.users.setDisabled(ann, true);
    const answers = [await enrol(app, 'unknown'), await enrol(app, late), await enrol(app, theirs)];
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 401, body: answers[0]?.body });
    }
    expect(answers[0]?.body.error.code).toBe('enrolment_invalid');
    await app.users.setDisabled(ann, false);
    expect((await enrol(app, theirs)).status).toBe(201);
  });

  test('begins with a code until its very end', async () => {
    const short = await code(ann, HOUR);
    app.advance(HOUR + 1);
    expect((await enrol(app, short)).status).toBe(401);
  });

  test('leaves no expired code behind', async () => {
    await code(ann, HOUR);
    await code(ann, 3 * HOUR);
    const keeper = createHousekeeping({ storage: app.storage, now: Date.now, log: quiet });
    await keeper.fire(Date.now() + 2 * HOUR);
    expect(app.storage.db.all('SELECT hash FROM enrolments')).toHaveLength(1);
  });

  test('leaves neither password, code nor token in the database or the log', async () => {
    const lines: string[] = [];
    await app.close();
    const { dataDir } = app;
    app = await buildTestApp(driver, { log: createLog('debug', { write: (line) => lines.push(line) }) });
    expect(app.dataDir).not.toBe(dataDir);
    const { id } = await app.users.add({ email: EMAIL, name: 'Ann', password: PASSWORD });
    const [used, open] = [await code(id), await code(id)];
    const tokens = [(await signIn(app)).body.token, (await enrol(app, used, 'desk')).body.token];
    await signIn(app, { password: `${PASSWORD}?` });
    await enrol(app, used);
    await app.call('POST', '/api/session', { body: `{"password":"${PASSWORD}",` });
    await app.call('POST', '/api/session', { body: { email: EMAIL, password: PASSWORD, otp: 1 } });
    const tables = ['users', 'tokens', 'enrolments'].map((name) =>
      app.storage.db.all(`SELECT * FROM ${name}`),
    );
    const log = lines.join('');
    expect(log).toContain('signed in');
    expect(log).toContain('"reason":"bad_credentials"');
    expect(log).not.toContain(EMAIL);
    for (const secret of [PASSWORD, used, open, ...tokens.map((token) => token.split('|')[1])]) {
      expect(log).not.toContain(secret);
      expect(JSON.stringify(tables)).not.toContain(secret);
    }
  });
});

describe('attempts to sign in', () => {
  let app: TestApp;
  beforeEach(async () => {
    stopTheClock();
    app = await buildTestApp(DRIVER, {
      network: { trustedProxies: ['10.0.0.1', '192.0.2.0/24'], plainSignIn: true },
    });
    await app.users.add({ email: EMAIL, name: 'Ann', password: PASSWORD });
  });
  afterEach(() => app.close());

  const WRONG = { password: 'wrong' };
  const refused = {
    status: 429,
    headers: { 'retry-after': '60' },
    body: { error: { code: 'too_many_requests', details: { retry_after: 60 } } },
  };
  /** Nobody's password is asked for, so that the limit of the address is what is met. */
  const knock = (from: string, headers: Record<string, string> = {}) =>
    app.call('POST', '/api/session/enroll', { body: { code: 'x', device: 'd' }, from, headers });

  async function exhaust(from: string, headers?: Record<string, string>): Promise<void> {
    for (let count = 0; count < 20; count += 1) expect((await knock(from, headers)).status).toBe(401);
    expect(await knock(from, headers)).toMatchObject(refused);
  }

  test('for one e-mail address are limited, wherever they come from; the right password waits, too', async () => {
    for (let count = 1; count <= 5; count += 1) {
      expect(
        (await signIn(app, { ...WRONG, email: count % 2 ? EMAIL : 'ANN@example.com' }, `203.0.113.${count}`))
          .status,
      ).toBe(401);
    }
    expect(await signIn(app, {}, '203.0.113.6')).toMatchObject(refused);
    expect((await signIn(app, { ...WRONG, email: 'bob@example.com' }, '203.0.113.6')).status).toBe(401);
    vi.advanceTimersByTime(60_000);
    expect((await signIn(app, {}, '203.0.113.6')).status).toBe(201);
  });

  test('for unknown e-mail addresses are limited alike', async () => {
    const nobody = { email: 'nobody@example.com' };
    for (let count = 1; count <= 5; count += 1) expect((await signIn(app, nobody)).status).toBe(401);
    expect(await signIn(app, nobody)).toMatchObject(refused);
  });

  test('from one address are limited, also by turns of password and code', async () => {
    await exhaust('203.0.113.1');
    expect(await signIn(app, {}, '203.0.113.1')).toMatchObject(refused);
    expect((await knock('203.0.113.2')).status).toBe(401);
    vi.advanceTimersByTime(60_000);
    expect((await knock('203.0.113.1')).status).toBe(401);
  });

  test('from one IPv6 network count as from one address', async () => {
    for (let count = 0; count < 20; count += 1) await knock(`2001:db8::${count.toString(16)}`);
    expect((await knock('2001:db8::ffff:1')).status).toBe(429);
    expect((await knock('2001:db8:0:1::1')).status).toBe(401);
  });

  test('do not use up the limit of an e-mail address after their own limit is used up', async () => {
    await exhaust('203.0.113.1');
    for (let count = 0; count < 5; count += 1) await signIn(app, WRONG, '203.0.113.1');
    expect((await signIn(app, {}, '203.0.113.2')).status).toBe(201);
  });

  test('are counted by the address that a trusted proxy names', async () => {
    const via = (client: string) => ({ 'x-forwarded-for': client });
    await exhaust('10.0.0.1', via('203.0.113.1'));
    expect((await knock('192.0.2.7', via('203.0.113.1'))).status).toBe(429);
    expect((await knock('10.0.0.1', via('203.0.113.2'))).status).toBe(401);
    // What the client itself has put before it does not count.
    expect((await knock('10.0.0.1', via('198.51.100.1, 203.0.113.1'))).status).toBe(429);
  });

  test('do not escape by a header from somebody who is no trusted proxy', async () => {
    for (let count = 0; count < 20; count += 1)
      await knock('10.0.0.2', { 'x-forwarded-for': `203.0.113.${count}` });
    expect((await knock('10.0.0.2', { 'x-forwarded-for': '203.0.113.99' })).status).toBe(429);
  });
});

describe('a password or code in clear text', () => {
  const refused = { status: 403, body: { error: { code: 'insecure_connection' } } };
  async function open(network: Parameters<typeof buildTestApp>[1] extends infer O ? NonNullable<O> : never) {
    const app = await buildTestApp(DRIVER, network);
    onTestFinished(() => app.close());
    await app.users.add({ email: EMAIL, name: 'Ann', password: PASSWORD });
    const send = (from: string, proto?: string) =>
      app.call('POST', '/api/session', {
        body: { email: EMAIL, password: PASSWORD, device: 'laptop' },
        from,
        headers: proto === undefined ? {} : { 'x-forwarded-proto': proto, 'x-forwarded-for': '203.0.113.1' },
      });
    return { app, send };
  }

  test('is taken from this computer, and from no other', async () => {
    const { app, send } = await open({});
    for (const from of ['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1']) {
      expect((await send(from)).status).toBe(201);
    }
    for (const from of ['10.0.0.2', '::2', '::ffff:10.0.0.2'])
      expect(await send(from)).toMatchObject(refused);
    expect(await send('10.0.0.2', 'https')).toMatchObject(refused);
    expect(await enrol(app, 'x', 'd', '10.0.0.2')).toMatchObject(refused);
  });

  test('is taken from a trusted proxy that was reached over TLS', async () => {
    const { send } = await open({ network: { trustedProxies: ['10.0.0.1'] } });
    expect((await send('10.0.0.1', 'https')).status).toBe(201);
    expect(await send('10.0.0.1', 'http')).toMatchObject(refused);
    expect(await send('10.0.0.2', 'https')).toMatchObject(refused);
    expect(await send('10.0.0.1')).toMatchObject(refused);
  });

  test('is taken from anywhere where that is wanted', async () => {
    const { send } = await open({ network: { plainSignIn: true } });
    expect((await send('10.0.0.2')).status).toBe(201);
  });
});
