import fs from 'node:fs';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAccounts } from '../../../server/accounts/accounts.ts';
import { createPasswords } from '../../../server/accounts/passwords.ts';
import { createSignIn, type SignIn } from '../../../server/accounts/sign-in.ts';
import { runCommand } from '../../../server/cli/cli.ts';
import { NOBODY, type Storage } from '../../../server/storage/storage.ts';
import { openTestStorage } from '../../support/drivers.ts';
import { newDataDir } from '../../support/server.ts';

const PASSWORD = 'correct horse battery staple';

/** The database is open the whole time, as a running server has it. */
describe('user', () => {
  let dataDir: string;
  let storage: Storage;
  let signIn: SignIn;
  const now = Date.now;
  beforeEach(async () => {
    dataDir = newDataDir();
    storage = await openTestStorage(dataDir);
    const accounts = createAccounts({ storage, now });
    await accounts.first();
    signIn = createSignIn({ storage, accounts, passwords: createPasswords(), now });
  });
  afterEach(() => {
    storage.close();
    fs.rmSync(dataDir, { recursive: true });
  });

  async function run(line: string, ...lines: string[]) {
    const out: string[] = [];
    const err: string[] = [];
    const code = await runCommand(['user', ...line.split(' ').filter(Boolean), '--data-dir', dataDir], {
      print: (text) => out.push(text),
      complain: (text) => err.push(text),
      input: Readable.from(lines.map((one) => `${one}\n`)),
      prompts: new PassThrough(),
    });
    return { code, out: out.join('\n'), err: err.join('\n') };
  }
  const json = async (line: string) => JSON.parse((await run(`${line} --json`)).out);
  const add = (email = 'ann@example.com') => run(`add ${email} --name Ann --password-stdin`, PASSWORD);
  const enter = (password: string) => signIn.withPassword('ann@example.com', password, 'laptop');
  const who = (token: string) => createAccounts({ storage, now }).authenticate(`Bearer ${token}`);

  test('adds somebody who then signs in', async () => {
    expect(await add('Ann@Example.com')).toEqual({
      code: 0,
      out: 'User 2 (ann@example.com) was added.',
      err: '',
    });
    expect((await enter(PASSWORD))?.user).toEqual({ id: 2, name: 'Ann', email: 'ann@example.com' });
  });

  test('shows names of before that would clear the screen or forge a line, and revokes them as shown', async () => {
    const token = { userId: 1, name: 'tab\u001b[2J\nname', hash: 'h', abilities: 'inbox', now: 0 };
    await storage.work(NOBODY, () => storage.access.insertToken(token));
    const { out } = await run('tokens 1');
    expect(out).not.toMatch(/[^\P{Cc}\n]/u);
    expect(out.split('\n')).toHaveLength(2);
    expect(await json('tokens 1')).toMatchObject([{ name: token.name }]);
    expect(await run('revoke 1 tab\\u001b[2J\\nname')).toMatchObject({ code: 0 });
    expect(await json('tokens 1')).toEqual([]);
  });

  test('complains of what was typed without obeying it', async () => {
    const { code, err } = await run('add \u001b[2J --name Ann --password-stdin', PASSWORD);
    expect(code).toBe(1);
    expect(err).not.toMatch(/\p{Cc}/u);
    expect((await run('add a\u001b@b.example --name Ann --password-stdin', PASSWORD)).code).toBe(1);
  });

  test('adds somebody without a password if it cannot ask for one', async () => {
    expect(await run('add bob@example.com --name Bob')).toMatchObject({
      code: 0,
      out: 'User 2 (bob@example.com) was added, without a password.',
    });
    expect(await json('list')).toEqual([
      { id: 1, email: null, name: 'Owner', enabled: true, password: false, created_at: expect.any(String) },
      {
        id: 2,
        email: 'bob@example.com',
        name: 'Bob',
        enabled: true,
        password: false,
        created_at: expect.any(String),
      },
    ]);
  });

  test('lists everybody, without hashes', async () => {
    await add();
    const { out } = await run('list');
    expect(out.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['ID', 'EMAIL', 'NAME', 'STATE', 'PASSWORD'],
      ['1', '-', 'Owner', 'enabled', 'no'],
      ['2', 'ann@example.com', 'Ann', 'enabled', 'yes'],
    ]);
    expect(JSON.stringify(await json('list'))).not.toContain('scrypt');
  });

  test.each([
    ['an address that somebody has', 'add ANN@example.com --name A', [], /User 2 already has this e-mail/],
    ['what is no address', 'add ann --name A', [], /"ann" is not an e-mail address/],
    [
      'an address that looks like another',
      'add an\u200bn@b.example --name A',
      [],
      /is not an e-mail address/,
    ],
    [
      'a short password',
      'add b@example.com --name B --password-stdin',
      ['fourteen chars'],
      /15 to 256 characters/,
    ],
    ['a long password', 'add b@example.com --name B --password-stdin', ['x'.repeat(257)], /15 to 256/],
    ['an empty password', 'password 2 --password-stdin', [''], /15 to 256/],
    ['an unknown number', 'disable 7', [], /There is no user 7/],
    ['an unknown address', 'disable bob@example.com', [], /There is no user "bob@example.com"/],
    ['an unknown token', 'revoke 2 laptop', [], /User 2 has no token "laptop"/],
  ])('refuses %s', async (_, line, lines, message) => {
    await add();
    const { code, err } = await run(line, ...lines);
    expect([code, err]).toEqual([1, expect.stringMatching(message)]);
    expect(await json('list')).toHaveLength(2);
  });

  test.each([
    ['', /Name a command: list, add/],
    ['dance', /Name a command/],
    ['add', /Usage: user add EMAIL/],
    ['add ann@example.com', /--name is missing/],
    ['list ann@example.com', /Usage: user list/],
    ['disable 1 2', /Usage: user disable USER/],
    ['disable 1 --name x', /--name does not go with user disable/],
    ['token 1 --name ci', /--abilities is missing/],
    ['token 1 --abilities send', /--name is missing/],
    ['token 1 --name ci --abilities all', /--abilities/],
    ['enroll 1 --expires soon', /--expires/],
    ['enroll 1 --expires 0h', /--expires/],
    ['enroll 1 --url belfry.example.com', /--url/],
    ['enroll 1 --url https://belfry.example.com:port', /--url/],
    ['enroll 1', /--url is missing/],
    ['password 1', /No password was given/],
  ])('does not understand %j', async (line, message) => {
    const { code, err } = await run(line);
    expect([code, err]).toEqual([2, expect.stringMatching(message)]);
  });

  test('counts the characters of a password, not their bytes', async () => {
    expect((await run('add b@example.com --name B --password-stdin', '🔔'.repeat(14))).code).toBe(1);
    expect((await run('add b@example.com --name B --password-stdin', '🔔'.repeat(15))).code).toBe(0);
  });

  test('gives a new password, and the old one is none any more', async () => {
    await add();
    expect((await run('password ann@example.com --password-stdin', `${PASSWORD}!`)).code).toBe(0);
    expect(await enter(PASSWORD)).toBeNull();
    expect((await enter(`${PASSWORD}!`))?.user.id).toBe(2);
  });

  test('disables, twice if need be, and enables', async () => {
    await add();
    for (let count = 0; count < 2; count += 1) {
      expect((await run('disable 2')).out).toBe('User 2 is disabled.');
      expect(await enter(PASSWORD)).toBeNull();
    }
    expect((await run('list')).out).toContain('disabled');
    expect((await run('enable ANN@example.com')).out).toBe('User 2 is enabled.');
    expect(await enter(PASSWORD)).not.toBeNull();
  });

  test('makes a token, shows it this once, lists and revokes it', async () => {
    await add();
    const { out: token } = await run('token ann@example.com --name ci --abilities send,inbox,send');
    expect(await who(token)).toMatchObject({ userId: 2, abilities: new Set(['send', 'inbox']) });
    expect((await run('tokens 2')).out).toMatch(/^NAME +ABILITIES +CREATED AT\nci +send,inbox +\d{4}-\S+Z$/);
    expect(await json('tokens 2')).toEqual([
      { id: expect.any(Number), name: 'ci', abilities: ['send', 'inbox'], created_at: expect.any(String) },
    ]);
    expect((await run('revoke 2 ci')).out).toBe('The token "ci" of user 2 was revoked.');
    expect(await who(token)).toBeNull();
    expect((await run('tokens 2')).out).toBe('There is no token.');
  });

  test('revokes no token of the same name of somebody else', async () => {
    await add();
    const { out: theirs } = await run('token 1 --name ci --abilities send');
    await run('token 2 --name ci --abilities send');
    await run('revoke 2 ci');
    expect((await who(theirs))?.userId).toBe(1);
  });

  test('prints a link for one sign-in, to the address that is asked for', async () => {
    await add();
    const before = Date.now();
    const { link, expires_at } = await json('enroll 2 --expires 30m --url https://belfry.example.com/');
    expect(Date.parse(expires_at) - before).toBeGreaterThanOrEqual(30 * 60_000);
    expect(Date.parse(expires_at) - Date.now()).toBeLessThanOrEqual(30 * 60_000);
    const url = new URL(link);
    expect([url.protocol, url.host, url.searchParams.get('server')]).toEqual([
      ...['belfry:', 'enroll', 'https://belfry.example.com'],
    ]);
    const code = url.searchParams.get('code') ?? '';
    expect((await signIn.withCode(code, 'laptop'))?.user.id).toBe(2);
    expect(await signIn.withCode(code, 'laptop')).toBeNull();
  });

  test('prints a link to where the server was last reached', async () => {
    const endpoint = { url: 'https://belfry.example.com', token: '1|x' };
    fs.writeFileSync(path.join(dataDir, 'endpoint.json'), JSON.stringify(endpoint));
    const { out } = await run('enroll 1');
    expect(new URL(out).searchParams.get('server')).toBe('https://belfry.example.com');
  });

  test('explains itself', async () => {
    expect((await run('--help')).out).toContain('user enroll USER');
  });
});
