import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openAppRegistry } from '../../../server/apps/apps.ts';
import { CHANNEL_EVENTS } from '../../../server/apps/realtime-app.ts';
import { runCommand } from '../../../server/cli/cli.ts';
import { NOBODY, type Storage } from '../../../server/storage/storage.ts';
import { openTestStorage } from '../../support/drivers.ts';
import { newDataDir } from '../../support/server.ts';

const MAIN = path.resolve(import.meta.dirname, '../../../server/main.ts');

/** The database is open the whole time, as a running server has it. */
describe('the command line', () => {
  let dataDir: string;
  let storage: Storage;
  let userId: number;
  beforeEach(async () => {
    dataDir = newDataDir();
    storage = await openTestStorage(dataDir);
    await (await openAppRegistry({ storage })).first();
    userId = await storage.work(NOBODY, () => storage.users.insert('Owner', 1));
  });
  afterEach(() => {
    storage.close();
    fs.rmSync(dataDir, { recursive: true });
  });

  const apps = async () => (await openAppRegistry({ storage })).list();

  /** Lines of standard input. */
  const input: string[] = [];

  async function run(...argv: string[]): Promise<{ code: number | null; out: string; err: string }> {
    const out: string[] = [];
    const err: string[] = [];
    const code = await runCommand([...argv, '--data-dir', dataDir], {
      print: (text) => out.push(text),
      complain: (text) => err.push(text),
      input: Readable.from(input),
      prompts: new PassThrough(),
    });
    return { code, out: out.join('\n'), err: err.join('\n') };
  }
  const json = async (...argv: string[]) => JSON.parse((await run(...argv, '--json')).out);

  test('flags of the server are none of its business', async () => {
    expect(await run('--port', '1')).toEqual({ code: null, out: '', err: '' });
    expect(await run()).toEqual({ code: null, out: '', err: '' });
  });

  test('lists apps as a table, without secrets unless asked', async () => {
    const [app] = await apps();
    const { code, out } = await run('app', 'list');
    expect(code).toBe(0);
    expect(out.split('\n')).toHaveLength(2);
    expect(out).toMatch(/^ID +KEY +ENABLED/);
    expect(out).toContain(app?.key);
    expect(out).not.toContain(app?.secret);
    expect((await run('app', 'list', '--show-secrets')).out).toContain(app?.secret);
  });

  test('copies the database as another one, for its owner only, and over nothing that is there', async () => {
    const folder = newDataDir();
    const file = path.join(folder, 'belfry.db');
    expect(await run('backup', file)).toEqual({
      code: 0,
      out: `The database was copied to ${file}.`,
      err: '',
    });
    expect(fs.readdirSync(folder)).toEqual(['belfry.db']);
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    const copy = await openTestStorage(folder);
    expect(copy.epoch).not.toBe(storage.epoch);
    expect(await copy.read(() => copy.users.get(userId))).toMatchObject({ name: 'Owner' });
    copy.close();

    const before = fs.readFileSync(file);
    expect(await run('backup', file)).toMatchObject({ code: 1, err: `${file} already exists.` });
    expect(fs.readFileSync(file)).toEqual(before);
    expect((await run('backup')).code).toBe(2);
    expect((await run('backup', '--help')).out).toContain('To restore it');
    fs.rmSync(folder, { recursive: true });
  });

  test('shows what webhooks received, of one app or of all', async () => {
    const now = Date.UTC(2026, 10, 22, 10, 2);
    const url = 'https://example.org/hook';
    await storage.work(NOBODY, function* () {
      for (const appId of ['1', '2']) {
        yield* storage.deliveries.insert({ appId, url, body: '{}', events: '{"channel_occupied":2}', now });
      }
    });
    const { code, out } = await run('deliveries');
    expect(code).toBe(0);
    expect(out.split('\n')).toHaveLength(3);
    expect(out).toMatch(/2026-11-22T10:02:00\S+ +1 +pending +0 +channel_occupied×2 +https:/);
    expect(await json('deliveries', '2')).toMatchObject([{ app_id: '2', events: { channel_occupied: 2 } }]);
    expect((await run('deliveries', '3')).out).toBe('There are no deliveries.');
    expect((await run('deliveries', 'all')).code).toBe(2);
    expect((await run('deliveries', '--help')).out).toContain('Usage:');
  });

  test('lists apps as JSON, without secrets unless asked', async () => {
    const [app] = await apps();
    const { secret, ...rest } = app ?? { secret: '' };
    expect(await json('app', 'list')).toEqual([rest]);
    expect(await json('app', 'list', '--show-secrets')).toEqual([
      { ...app, encryptionMasterKey: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/) },
    ]);
    expect(secret).not.toBe('');
  });

  test('adds an app with every setting, and shows its secret this once', async () => {
    const { code, out } = await run(
      ...['app', 'add', '--id', '42', '--key', 'k', '--secret', 'hush'],
      ...['--client-events', 'on', '--user-authentication', 'on', '--authorized-connections', 'on'],
      ...['--subscription-count', 'on', '--keep-notifications', 'on', '--enabled', 'off'],
      ...['--max-connections', '9', '--origin', 'a.example', '--origin', '*.b.example'],
      ...['--webhook', 'https://x.example/1', '--webhook', 'https://x.example/2'],
      ...[
        '--webhook-events',
        'channel_occupied',
        '--webhook-events',
        'cache_miss',
        '--webhook-batching',
        'on',
      ],
    );
    expect([code, out.includes('hush')]).toEqual([0, true]);
    const events = ['channel_occupied', 'cache_miss'];
    expect((await apps()).at(-1)).toEqual({
      ...{ id: '42', key: 'k', secret: 'hush', enabled: false, maxConnections: 9 },
      ...{ clientEvents: true, userAuthentication: true, authorizedConnections: true },
      ...{ subscriptionCount: true, keepNotifications: true, origins: ['a.example', '*.b.example'] },
      webhooks: ['1', '2'].map((at) => ({ url: `https://x.example/${at}`, events, batching: true })),
    });
  });

  test('takes the secret of an app from a file or standard input, which no list of processes shows', async () => {
    const file = path.join(dataDir, 'secret');
    fs.writeFileSync(file, 'hush-1\n');
    expect((await run('app', 'add', '--secret-file', file)).code).toBe(0);
    expect((await apps()).at(-1)?.secret).toBe('hush-1');
    input.splice(0, input.length, 'hush-2\n', 'more\n');
    expect((await run('app', 'add', '--secret-file', '-')).code).toBe(0);
    expect((await apps()).at(-1)?.secret).toBe('hush-2');

    fs.writeFileSync(file, 'hush hush');
    const odd = await run('app', 'add', '--secret-file', file);
    expect([odd.code, odd.err.includes('hush')]).toEqual([2, false]);
    input.splice(0);
    expect(await run('app', 'add', '--secret-file', '-')).toMatchObject({ code: 2, out: '' });
    expect(await run('app', 'add', '--secret-file', path.join(dataDir, 'none'))).toMatchObject({ code: 2 });
    expect(await run('app', 'add', '--secret-file', file, '--secret', 'x')).toMatchObject({ code: 2 });
    expect(await apps()).toHaveLength(3);
  });

  test('makes what an added app is not given', async () => {
    const [made] = await json('app', 'add', '--webhook', 'https://x.example');
    expect((await apps()).at(-1)).toMatchObject({ id: made.id, key: made.key, secret: made.secret });
    expect(made).toMatchObject({
      id: expect.stringMatching(/^\d+$/),
      secret: expect.stringMatching(/^[0-9a-f]{40}$/),
      webhooks: [{ events: [...CHANNEL_EVENTS], batching: false }],
    });
  });

  test('updates settings, webhooks one by one', async () => {
    const [{ id, secret }] = await json(
      'app',
      'add',
      '--webhook',
      'https://x.example',
      '--client-events',
      'on',
    );
    const { out } = await run('app', 'update', id, '--webhook-batching', 'on', '--max-connections', 'none');
    expect(out).not.toContain(secret);
    const at = async () => (await apps()).at(-1);
    expect(await at()).toMatchObject({
      clientEvents: true,
      webhooks: [{ url: 'https://x.example', batching: true }],
    });
    await run('app', 'update', id, '--webhook', 'none', '--enabled', 'off');
    expect(await at()).toMatchObject({ clientEvents: true, enabled: false, webhooks: [] });
  });

  test('rotates and removes', async () => {
    const [one] = await json('app', 'add');
    const [two] = await json('app', 'rotate', one.id);
    expect([two.key === one.key, two.secret === one.secret]).toEqual([true, false]);
    const [three] = await json('app', 'rotate', one.id, '--new-key');
    expect(three.key).not.toBe(one.key);
    expect((await apps()).at(-1)).toMatchObject({ key: three.key, secret: three.secret });
    expect(await run('app', 'remove', one.id)).toEqual({
      code: 0,
      out: `App ${one.id} was removed.`,
      err: '',
    });
    expect(await apps()).toHaveLength(1);
  });

  test.each([
    [['app', 'remove', '9'], 'There is no app 9.'],
    [['app', 'rotate', '9'], 'There is no app 9.'],
    [['app', 'update', '9', '--webhook', 'none'], 'There is no app 9.'],
    [['app', 'add', '--webhook', 'https://['], 'is not a URL'],
    [['app', 'add', '--webhook', 'ftp://x.example'], 'does not begin with https://'],
    [['member', 'add', '9', 'team', '7'], 'There is no user 9.'],
    [['member', 'remove', '1', 'team', '7'], 'There is no such member.'],
  ])('%j is not possible: status 1', async (argv, message) => {
    const { code, out, err } = await run(...argv);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(message);
  });

  test('the default app cannot be removed, and an id is given once', async () => {
    const id = (await apps())[0]?.id ?? '';
    expect(await run('app', 'remove', id)).toMatchObject({
      code: 1,
      err: expect.stringContaining('default app'),
    });
    expect(await run('app', 'add', '--id', id)).toMatchObject({
      code: 1,
      err: expect.stringContaining('already has'),
    });
  });

  test.each([
    [['app'], 'list, add, update, rotate, remove'],
    [['app', 'show'], 'list, add, update, rotate, remove'],
    [['app', '__proto__'], 'list, add, update, rotate, remove'],
    [['app', 'rotate'], 'app rotate ID'],
    [['app', 'list', '7'], '"7"'],
    [['app', 'list', '--client-events', 'on'], '--client-events does not go with app list'],
    [['app', 'add', '--show-secrets'], '--show-secrets does not go with app add'],
    [['app', 'add', '--client-events', 'maybe'], '--client-events'],
    [['app', 'add', '--webhook-events', 'rain'], '--webhook-events'],
    [['app', 'add', '--id', 'x'], '--id must be a number of up to 18 digits; got "x"'],
    [['app', 'add', '--max-connections', '0'], '--max-connections must be a number, or none; got "0"'],
    [['app', 'update', '1', '--secret-file', 'x'], '--secret-file does not go with app update'],
    [['app', 'add', '--colour', 'red'], '--colour'],
    [['member'], 'list, add, remove'],
    [['member', 'list', '1'], '"1"'],
    [['member', 'add', 'x', 'team', '7'], 'the user by number'],
    [['member', 'add', '1', 'gang', '7'], 'team, document, chat'],
    [['member', 'add', '1', 'team', '7.8'], 'Name the team'],
    [['member', 'add', '1', 'team', '7', 'more'], '"more"'],
  ])('%j is wrong usage: status 2', async (argv, message) => {
    const { code, out, err } = await run(...argv);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err).toContain('--help');
  });

  test("never repeats a secret that it can't use", async () => {
    const { code, err } = await run('app', 'add', '--secret', 'hush hush');
    expect(code).toBe(2);
    expect(err).not.toContain('hush');
  });

  test('keeps memberships', async () => {
    const id = String(userId);
    expect(await run('member', 'list')).toMatchObject({ code: 0, out: 'There are no members.' });
    for (let again = 0; again < 2; again += 1) {
      const { code, out } = await run('member', 'add', id, 'team', '7');
      expect([code, out]).toEqual([0, `User ${id} is a member of team 7.`]);
    }
    await run('member', 'add', id, 'document', 'plan-b');
    expect(await json('member', 'list')).toEqual([
      { user_id: userId, kind: 'document', object_id: 'plan-b' },
      { user_id: userId, kind: 'team', object_id: '7' },
    ]);
    expect((await run('member', 'list')).out).toMatch(/^USER +KIND +ID\n1 +document +plan-b\n1 +team +7$/);
    expect((await run('member', 'remove', id, 'team', '7')).code).toBe(0);
    expect(await storage.read(() => storage.memberships.all())).toHaveLength(1);
  });

  test.each(['app', 'member'])('%s --help', async (name) => {
    const { code, out } = await run(name, '--help');
    expect([code, out.includes('Usage:')]).toEqual([0, true]);
  });

  test('a folder without a database stays as it is', async () => {
    const folder = path.join(dataDir, 'mistyped');
    const err: string[] = [];
    const terminal = { input: Readable.from([]), prompts: new PassThrough() };
    const io = { print: () => {}, complain: (text: string) => err.push(text), ...terminal };
    expect(await runCommand(['app', 'add', '--data-dir', folder], io)).toBe(1);
    expect(err[0]).toContain('no Belfry database');
    expect(fs.existsSync(folder)).toBe(false);
  });

  test('as a process: output, complaints and status', async () => {
    const start = (...argv: string[]) =>
      new Promise<{ code: unknown; out: string; err: string }>((resolve) => {
        execFile(process.execPath, [MAIN, ...argv, '--data-dir', dataDir], (error, out, err) =>
          resolve({ code: error?.code ?? 0, out, err }),
        );
      });
    const [list, missing, wrong] = await Promise.all([
      start('app', 'list', '--json'),
      start('app', 'remove', '9'),
      start('app', 'dance'),
    ]);
    expect([list.code, JSON.parse(list.out), list.err]).toEqual([0, [expect.any(Object)], '']);
    expect([missing.code, missing.out, missing.err]).toEqual([1, '', 'There is no app 9.\n']);
    expect([wrong.code, wrong.out]).toEqual([2, '']);
  });
});
