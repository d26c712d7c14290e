import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DRIVERS } from '../../support/drivers.ts';
import { buildTestApp, type TestApp } from '../../support/server.ts';

describe.each(DRIVERS)('access on %s', (driver) => {
  let app: TestApp;
  beforeEach(async () => {
    app = await buildTestApp(driver);
  });
  afterEach(() => app.close());

  const who = (token: string) => app.accounts.authenticate(`Bearer ${token}`);

  test('a token stands for its owner and what it may do', async () => {
    const other = await app.addUser('other');
    const token = await app.token(other, 'inbox', 'send');
    expect(await who(token)).toMatchObject({ userId: other, abilities: new Set(['inbox', 'send']) });
    expect((await app.accounts.authenticate(`bearer ${token}`))?.userId).toBe(other);
  });

  test("has Sanctum's form and 32 random bytes", async () => {
    const [first, second] = [await app.token(app.userId, 'send'), await app.token(app.userId, 'send')];
    expect(first).toMatch(/^\d+\|[\w-]{43}$/);
    expect(first.split('|')[1]).not.toBe(second.split('|')[1]);
  });

  test('its secret is nowhere in the database', async () => {
    const token = await app.token(app.userId, 'send');
    const stored = JSON.stringify(app.storage.db.all('SELECT * FROM tokens'));
    expect(stored).not.toContain(token.split('|')[1]);
    expect(stored).toMatch(/[0-9a-f]{64}/);
  });

  test('the secret of another token does not fit', async () => {
    const [first, second] = [await app.token(app.userId, 'send'), await app.token(app.userId, 'send')];
    expect(await who(`${first.split('|')[0]}|${second.split('|')[1]}`)).toBeNull();
  });

  test.each([
    '',
    'Bearer',
    'Bearer ',
    'Bearer x',
    'Bearer 1|',
    'Bearer |x',
    'Bearer 1|a b',
    'Bearer -1|x',
    'Bearer 1e3|x',
    'Bearer 0|x',
  ])('nobody is behind %j', async (header) => {
    expect(await app.accounts.authenticate(header)).toBeNull();
  });

  test('nobody is behind no header', async () => {
    expect(await app.accounts.authenticate(undefined)).toBeNull();
  });

  test('a session token lives in memory, and the next one ends it', async () => {
    const token = app.accounts.issueSession(app.userId, ['inbox']);
    expect(await who(token)).toMatchObject({ userId: app.userId, abilities: new Set(['inbox']) });
    expect(app.storage.db.all('SELECT * FROM tokens')).toEqual([]);
    const next = app.accounts.issueSession(app.userId, ['inbox', 'send']);
    expect(await who(token)).toBeNull();
    expect((await who(next))?.abilities.has('send')).toBe(true);
  });

  test('issuing under a name revokes what had that name, and its id is not given again', async () => {
    const old = await app.accounts.issue(app.userId, 'endpoint', ['send']);
    const other = await app.accounts.issue(app.userId, 'other', ['send']);
    const next = await app.accounts.issue(app.userId, 'endpoint', ['send']);
    expect([await who(old), (await who(other))?.userId, (await who(next))?.userId]).toEqual([
      null,
      app.userId,
      app.userId,
    ]);
    const ids = [old, other, next].map((token) => token.split('|')[0]);
    expect(new Set(ids).size).toBe(3);
  });

  test("a name is its user's own", async () => {
    const other = await app.addUser('other');
    const [mine, theirs] = [
      await app.accounts.issue(app.userId, 'laptop', ['inbox']),
      await app.accounts.issue(other, 'laptop', ['inbox']),
    ];
    expect([(await who(mine))?.userId, (await who(theirs))?.userId]).toEqual([app.userId, other]);
  });

  test('a disabled user is refused at once, and let in again when enabled', async () => {
    const other = await app.addUser('other');
    const [theirs, mine] = [await app.token(other, 'inbox'), await app.token(app.userId, 'inbox')];
    const tokenId = (await who(theirs))?.tokenId ?? -1;
    await app.users.setDisabled(other, true);
    expect([
      await who(theirs),
      (await app.accounts.ownersOf([tokenId])).has(tokenId),
      (await who(mine))?.userId,
    ]).toEqual([null, false, app.userId]);
    await app.users.setDisabled(other, false);
    expect([(await who(theirs))?.userId, (await app.accounts.ownersOf([tokenId])).has(tokenId)]).toEqual([
      other,
      true,
    ]);
  });

  test('a revoked token is refused, stored or not', async () => {
    const stored = await app.token(app.userId, 'inbox');
    const session = app.accounts.issueSession(app.userId, ['inbox']);
    for (const token of [stored, session]) {
      const { tokenId = -1 } = (await who(token)) ?? {};
      await app.accounts.revoke(tokenId);
      expect([await who(token), (await app.accounts.ownersOf([tokenId])).has(tokenId)]).toEqual([
        null,
        false,
      ]);
    }
  });

  test('the first user is made once', async () => {
    expect(await app.accounts.first()).toBe(app.userId);
    expect(app.storage.db.all('SELECT id FROM users')).toEqual([{ id: app.userId }]);
  });
});
