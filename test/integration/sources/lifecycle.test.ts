/** Sources from the form to their removal, on real servers. */
import { once } from 'node:events';
import fs from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { BelfrySource, SourceSecrets } from '#app/source-definition';
import { runCommand } from '../../../server/cli/cli.ts';
import { send } from '../../support/app.ts';
import { DRIVER, sqliteOf } from '../../support/drivers.ts';
import { startLaravelApp } from '../../support/laravel-app.ts';
import { startServer } from '../../support/server.ts';
import { type Desk, startDesk } from './desk.ts';
import { order, startPusherApp, TOKEN } from './pusher-app.ts';

const online = (desk: Desk, id: string) => expect.poll(() => desk.status(id)).toBe('online');
const readFile = (desk: Desk, name: string): string => fs.readFileSync(path.join(desk.profile, name), 'utf8');

describe('a Laravel app', () => {
  test('whose auth address was found keeps it, over a restart and an edit, until it is another app', async () => {
    const app = await startLaravelApp();
    onTestFinished(() => app.close());
    app.faults.tokensAt = '/api/broadcasting/auth';
    const desk = await startDesk();
    const source = app.source();
    await desk.save(source, { token: app.token });
    await online(desk, source.id);
    const found = { ...source, foundAuth: '/api/broadcasting/auth' };
    expect(desk.view(source.id).definition).toEqual(found);
    await desk.quit();
    await desk.start();
    expect(desk.view(source.id).definition).toEqual(found);
    // As the form says it, which knows nothing of that.
    await desk.save({ ...source, name: 'Store' });
    expect(desk.view(source.id).definition).toEqual({ ...found, name: 'Store' });
    await desk.save({ ...source, url: `${app.url}/` });
    expect(desk.view(source.id).definition).toEqual({ ...source, url: `${app.url}/` });
  });
});

describe('a source of channels', () => {
  async function setUp() {
    const shop = await startPusherApp();
    const desk = await startDesk();
    const auth = `${shop.web}/auth`;
    const source = shop.source({ channels: ['private-orders'], auth });
    await desk.save(source, { token: TOKEN, headers: { 'X-Tenant': 'one' } });
    await online(desk, 's-shop');
    return { shop, desk, source };
  }

  test('is there after a restart; what opens it lies elsewhere and never comes out', async () => {
    const { desk, source } = await setUp();
    expect(desk.view('s-shop')).toMatchObject({
      definition: source,
      secrets: { token: true, headers: ['X-Tenant'], origins: [new URL(source.auth ?? '').origin] },
    });
    expect(JSON.stringify(desk.sources.state())).not.toContain(TOKEN);
    expect(readFile(desk, 'sources.json')).not.toContain(TOKEN);
    await desk.quit();
    await desk.start();
    await online(desk, 's-shop');
    expect(desk.view('s-shop').definition).toEqual(source);
  });

  test('has a name that differs from the others', async () => {
    const { desk, source } = await setUp();
    await desk.save({ ...source, name: ' Sh\u200bop\u00ad 2\ufeff' }, {});
    expect(desk.view('s-shop').definition.name).toBe('Shop 2');
    const nameless = await desk.sources.save({ ...source, name: '\u200b' }, {});
    expect(nameless).toMatchObject({ ok: false, error: { code: 'source_nameless' } });
  });

  test('knows after a restart what came last, until it is removed', async () => {
    const { desk, shop } = await setUp();
    await shop.sdk.trigger('private-orders', 'order.shipped', order(1));
    await shop.sdk.trigger('private-orders', 'order.lost', { parcel: 'of Ada' });
    const seen = () => desk.sources.events('s-shop');
    await expect.poll(seen).toMatchObject({ value: [{ event: 'order.lost' }, { event: 'order.shipped' }] });
    const [before, { lastEventAt }] = [seen(), desk.view('s-shop')];
    await desk.quit();
    expect(fs.statSync(path.join(desk.profile, 'seen.json')).mode & 0o777).toBe(0o600);
    await desk.start();
    expect(seen()).toEqual(before);
    expect(desk.view('s-shop').lastEventAt).toBe(lastEventAt);
    await desk.sources.remove('s-shop');
    expect(readFile(desk, 'seen.json')).not.toContain('Ada');
  });

  test('gets another name without a break, and other channels with one', async () => {
    const { desk, source, shop } = await setUp();
    await desk.save({ ...source, name: 'Store', colour: 'red' });
    expect(desk.view('s-shop')).toMatchObject({
      definition: { name: 'Store' },
      connection: { status: 'online' },
    });
    await desk.save({ ...source, channels: ['private-other'] });
    await online(desk, 's-shop');
    await shop.sdk.trigger('private-orders', 'order.shipped', order(1));
    await shop.sdk.trigger('private-other', 'order.shipped', order(2));
    const shipped = async () => (await desk.rows()).filter(({ type }) => type === 'order.shipped');
    await expect.poll(shipped).toMatchObject([{ title: 'Order A-2 shipped' }]);
  });

  test('has a name that can be shown, or is refused', async () => {
    const { desk, source } = await setUp();
    await desk.save({ ...source, name: 'Sto\0re\n\uffff' });
    expect(desk.view('s-shop').definition.name).toBe('Store \ufffd');
    expect(await desk.sources.save({ ...source, name: '\u0007' }, {})).toMatchObject({
      ok: false,
      error: { code: 'source_nameless' },
    });
    expect(desk.view('s-shop').definition.name).toBe('Store \ufffd');
  });

  test('switched off, it keeps its rows and does not connect', async () => {
    const { desk, source, shop } = await setUp();
    await shop.sdk.trigger('private-orders', 'order.shipped', order(1));
    await expect.poll(desk.unread).toBe(1);
    await desk.save({ ...source, enabled: false });
    expect(desk.status('s-shop')).toBe('off');
    await shop.sdk.trigger('private-orders', 'order.shipped', order(2));
    expect((await desk.rows()).map(({ title }) => title)).toEqual(['Order A-1 shipped']);
    await desk.save(source);
    await online(desk, 's-shop');
  });

  test('cannot become one of another kind', async () => {
    const { desk } = await setUp();
    const team: BelfrySource = {
      ...{ id: 's-shop', name: 'Team', colour: 'blue', enabled: true, kind: 'belfry' },
      url: 'http://127.0.0.1:1',
    };
    expect(await desk.sources.save(team, { token: 'x' })).toMatchObject({
      ok: false,
      error: { code: 'source_of_other_kind' },
    });
  });

  test('removed, its rows, counts and secrets go, and it stays away', async () => {
    const { desk, shop } = await setUp();
    await desk.send({ title: 'Local' });
    await shop.sdk.trigger('private-orders', 'order.shipped', order(1));
    await expect.poll(desk.unread).toBe(2);
    expect(await desk.sources.remove('s-shop')).toEqual({ ok: true, value: null });
    await expect.poll(desk.unread).toBe(1);
    expect((await desk.rows()).map(({ title }) => title)).toEqual(['Local']);
    expect(await desk.client().sources()).toEqual([]);
    expect(readFile(desk, 'secrets.json')).not.toContain('s-shop');
    await shop.sdk.trigger('private-orders', 'order.shipped', order(2));
    await desk.quit();
    await desk.start();
    expect(desk.sources.state().sources).toEqual([]);
    expect(await desk.client().sources()).toEqual([]);
    expect(await desk.sources.remove('s-shop')).toMatchObject({ error: { code: 'source_unknown' } });
    expect(desk.sources.events('s-shop')).toMatchObject({ error: { code: 'source_unknown' } });
  });

  /** Somebody else's server, that notes all it hears. */
  async function stranger() {
    const heard: string[] = [];
    const web = createServer((request, response) => {
      heard.push(JSON.stringify(request.headers));
      response.end('{}');
    }).listen(0, '127.0.0.1');
    await once(web, 'listening');
    onTestFinished(() => {
      web.closeAllConnections();
      web.close();
    });
    return { heard, auth: `http://127.0.0.1:${(web.address() as AddressInfo).port}/auth` };
  }
  /** The stranger was asked, and has not heard what was given for the shop. */
  async function hearsNothing({ heard }: { heard: readonly string[] }) {
    await expect.poll(() => heard.length).toBeGreaterThan(0);
    expect(heard.join()).not.toContain(TOKEN);
    expect(heard.join()).not.toContain('x-tenant');
  }

  test('that moves takes neither token nor headers with it, nor does its test', async () => {
    const { desk, source } = await setUp();
    const other = await stranger();
    const moved = { ...source, auth: other.auth };
    await desk.sources.test(moved, {});
    await hearsNothing(other);
    expect(desk.status('s-shop')).toBe('online');
    const tries = other.heard.length;
    await desk.save(moved);
    await expect.poll(() => other.heard.length).toBeGreaterThan(tries);
    await hearsNothing(other);
    expect(desk.view('s-shop').secrets).toMatchObject({ token: false, headers: [] });
    expect(readFile(desk, 'secrets.json')).not.toContain(TOKEN);
    await desk.save(source);
    await expect.poll(() => desk.status('s-shop')).toBe('stopped');
    await desk.save(source, { token: TOKEN });
    await online(desk, 's-shop');
  });

  test('whose address is changed in its file opens nothing there, and is as before once that is undone', async () => {
    const { desk } = await setUp();
    const other = await stranger();
    await desk.quit();
    const file = path.join(desk.profile, 'sources.json');
    const content = fs.readFileSync(file, 'utf8');
    const stored = JSON.parse(content);
    stored.sources[0].auth = other.auth;
    fs.writeFileSync(file, JSON.stringify(stored));
    await desk.start();
    await hearsNothing(other);
    expect(desk.view('s-shop').secrets).toMatchObject({ token: false });
    await desk.quit();
    fs.writeFileSync(file, content);
    await desk.start();
    await online(desk, 's-shop');
  });

  test('stored before origins were recorded counts as given for the address of then', async () => {
    const { desk, source } = await setUp();
    const other = await stranger();
    await desk.quit();
    const file = path.join(desk.profile, 'secrets.json');
    const {
      's-shop': { origins, ...before },
    } = JSON.parse(readFile(desk, 'secrets.json'));
    fs.writeFileSync(file, JSON.stringify({ 's-shop': before }));
    await desk.start();
    await online(desk, 's-shop');
    await expect.poll(() => JSON.parse(readFile(desk, 'secrets.json'))['s-shop'].origins).toEqual(origins);
    await desk.save({ ...source, auth: other.auth });
    await hearsNothing(other);
  });

  test.each(['sources.json', 'secrets.json'])(
    'whose move cannot get into %s stays, and open',
    async (name) => {
      const { desk, source } = await setUp();
      const other = await stranger();
      const file = path.join(desk.profile, name);
      const content = fs.readFileSync(file);
      fs.rmSync(file);
      fs.mkdirSync(path.join(file, 'in the way'), { recursive: true });
      const moved = await desk.sources.save({ ...source, auth: other.auth }, { token: 'for the other' });
      expect(moved).toMatchObject({ error: { code: 'internal' } });
      const unsaved = await desk.sources.save({ ...source, id: 's-new' }, { token: TOKEN });
      expect(unsaved).toMatchObject({ error: { code: 'internal' } });
      expect(desk.view('s-shop').secrets).toMatchObject({ token: true, headers: ['X-Tenant'] });
      fs.rmSync(file, { recursive: true });
      fs.writeFileSync(file, content);
      expect(Object.keys(JSON.parse(readFile(desk, 'secrets.json')))).toEqual(['s-shop']);
      await desk.quit();
      await desk.start();
      await online(desk, 's-shop');
    },
  );

  test('that cannot be removed, as the disk refuses, goes on as before', async () => {
    const { desk } = await setUp();
    const file = path.join(desk.profile, 'sources.json');
    const content = fs.readFileSync(file);
    fs.rmSync(file);
    fs.mkdirSync(path.join(file, 'in the way'), { recursive: true });
    expect(await desk.sources.remove('s-shop')).toMatchObject({ error: { code: 'internal' } });
    expect(desk.view('s-shop')).toMatchObject({ connection: { status: 'online' }, secrets: { token: true } });
    fs.rmSync(file, { recursive: true });
    fs.writeFileSync(file, content);
    expect(readFile(desk, 'secrets.json')).toContain('s-shop');
  });

  test('whose secrets stay on the disk for once loses them with the next start', async () => {
    const { desk, shop } = await setUp();
    await shop.sdk.trigger('private-orders', 'order.shipped', order(1));
    await desk.stopBackend();
    const file = path.join(desk.profile, 'secrets.json');
    const content = fs.readFileSync(file);
    fs.rmSync(file);
    fs.mkdirSync(path.join(file, 'in the way'), { recursive: true });
    expect(await desk.sources.remove('s-shop')).toMatchObject({ ok: true });
    await desk.quit();
    fs.rmSync(file, { recursive: true });
    fs.writeFileSync(file, content);
    await desk.start();
    await expect.poll(() => readFile(desk, 'secrets.json')).not.toContain('s-shop');
  });

  test('removed while the backend was away, and the app ended: its rows go with the next start', async () => {
    const { desk, shop } = await setUp();
    await shop.sdk.trigger('private-orders', 'order.shipped', order(1));
    await expect.poll(desk.unread).toBe(1);
    await desk.stopBackend();
    const seen = readFile(desk, 'seen.json');
    expect(seen).toContain('s-shop');
    expect(await desk.sources.remove('s-shop')).toMatchObject({ ok: true });
    await desk.quit();
    expect(JSON.parse(readFile(desk, 'sources.json')).removed).toEqual(['s-shop']);
    // As if it had ended before that.
    fs.writeFileSync(path.join(desk.profile, 'seen.json'), seen);
    await desk.start();
    await expect.poll(() => readFile(desk, 'seen.json')).not.toContain('s-shop');
    await expect.poll(async () => (await desk.client().sources()).length).toBe(0);
    await expect.poll(desk.unread).toBe(0);
    expect(JSON.parse(readFile(desk, 'sources.json')).removed).toEqual([]);
  });

  test('one that is damaged on disk takes its rows with it no more than the others', async () => {
    const { desk, shop } = await setUp();
    await shop.sdk.trigger('private-orders', 'order.shipped', order(1));
    await expect.poll(desk.unread).toBe(1);
    await desk.quit();
    const stored = JSON.parse(readFile(desk, 'sources.json'));
    stored.sources[0].channels = 'orders';
    fs.writeFileSync(path.join(desk.profile, 'sources.json'), JSON.stringify(stored));
    await desk.start();
    expect(desk.sources.state().sources).toEqual([]);
    expect(desk.log.join('\n')).toContain('is set aside');
    expect((await desk.rows()).map(({ title }) => title)).toContain('Order A-1 shipped');
  });
});

describe('answers to what was sent to this computer', () => {
  async function ask(answers: readonly { status: number; headers?: Record<string, string> }[]) {
    const shop = await startPusherApp();
    const desk = await startDesk();
    shop.answers.push(...answers);
    await desk.send({ title: 'Deploy?', reply: { via: 'http', url: `${shop.web}/answer` } });
    const [item] = await desk.rows();
    await desk.reply(item?.id ?? '', 'Go on');
    return { shop, desk, id: item?.id };
  }

  test('go out over HTTP, each with a separate key', async () => {
    const { shop, desk, id } = await ask([]);
    await expect.poll(() => shop.taken).toHaveLength(1);
    expect(shop.taken[0]).toMatchObject({
      path: '/answer',
      key: expect.stringMatching(/^[0-9a-f-]{36}$/),
      body: { notification_id: id, text: 'Go on' },
    });
    expect(shop.taken[0]?.authorization).toBeUndefined();
    await expect.poll(async () => (await desk.rows())[0]?.upstream).toBeNull();
  });

  test('are repeated under the same key until they are taken', async () => {
    const { shop, desk } = await ask([{ status: 503 }, { status: 429, headers: { 'retry-after': '1' } }]);
    await expect.poll(() => shop.taken.length).toBe(3);
    expect(new Set(shop.taken.map(({ key }) => key)).size).toBe(1);
    await expect.poll(async () => (await desk.rows())[0]?.upstream).toBeNull();
  });

  test('that nobody wants are reported on the row', async () => {
    const { desk } = await ask([{ status: 410 }]);
    await expect
      .poll(async () => (await desk.rows())[0]?.upstream)
      .toMatchObject({
        state: 'refused',
        action: 'reply',
        reason: { code: 'answered', params: { status: 410 } },
      });
  });

  test('have no channel', async () => {
    const desk = await startDesk();
    await desk.send({
      title: 'Deploy?',
      reply: { via: 'event', channel: 'private-room', event: 'client-answer' },
    });
    const [item] = await desk.rows();
    await desk.reply(item?.id ?? '', 'Go on');
    await expect
      .poll(async () => (await desk.rows())[0]?.upstream)
      .toMatchObject({ state: 'refused', reason: { code: 'no_channels' } });
  });
});

describe('a Belfry server', () => {
  const PASSWORD = 'correct horse battery staple';

  async function setUp() {
    // The command line runs in this process: it would wait for a transaction of the awaited engine, which waits for it.
    const server = await startServer({ embedded: false, driver: sqliteOf(DRIVER) });
    onTestFinished(() => server.close());
    async function user(line: string, ...lines: string[]): Promise<string> {
      const out: string[] = [];
      await runCommand(['user', ...line.split(' '), '--data-dir', server.dataDir], {
        print: (text) => out.push(text),
        complain: (text) => expect.fail(text),
        input: Readable.from(lines.map((one) => `${one}\n`)),
        prompts: new PassThrough(),
      });
      return out.join('\n').trim();
    }
    await user('add ann@example.com --name Ann --password-stdin', PASSWORD);
    const desk = await startDesk();
    const team: BelfrySource = {
      ...{ id: 's-team', name: 'Team', colour: 'blue', enabled: true, kind: 'belfry' },
      url: server.url,
    };
    return { server, user, desk, team };
  }
  const byPassword: SourceSecrets = { password: { email: 'ann@example.com', password: PASSWORD } };

  test('is entered by password, of which only the token stays; leaving it ends the token', async () => {
    const { desk, team, user } = await setUp();
    await desk.save(team, byPassword);
    await online(desk, 's-team');
    expect(readFile(desk, 'secrets.json')).not.toContain(PASSWORD);
    expect(readFile(desk, 'sources.json')).not.toContain(PASSWORD);
    expect(await user('tokens ann@example.com')).toContain('s-team');
    await desk.sources.remove('s-team');
    await expect.poll(() => user('tokens ann@example.com')).not.toContain('s-team');
  });

  test('is entered by a code, once', async () => {
    const { desk, team, user } = await setUp();
    const link = new URL(await user('enroll ann@example.com'));
    const code = link.searchParams.get('code') ?? '';
    await desk.save(team, { code });
    await online(desk, 's-team');
    expect(await desk.sources.save({ ...team, id: 's-again' }, { code })).toMatchObject({
      error: { code: 'sign_in_refused', detail: { code: 'code_used', said: null } },
    });
    expect(desk.sources.state().sources).toHaveLength(1);
  });

  test.each([
    [
      'a wrong password',
      { password: { email: 'ann@example.com', password: 'wrong horse battery' } },
      { code: 'sign_in_refused', detail: { code: 'wrong_password', said: null } },
    ],
    [
      'a wrong token',
      { token: '1|wrong' },
      { code: 'sign_in_refused', detail: { code: 'token_unknown', said: null } },
    ],
    ['nothing', {}, { code: 'sign_in_needed' }],
  ] as const)('is not entered by %s', async (_, secrets, error) => {
    const { desk, team } = await setUp();
    expect(await desk.sources.save(team, secrets)).toMatchObject({ error });
    expect(desk.sources.state().sources).toEqual([]);
  });

  test('that is not there, or none, is not entered', async () => {
    const { desk, team } = await setUp();
    const away = { ...team, url: 'http://127.0.0.1:9' };
    expect(await desk.sources.save(away, byPassword)).toMatchObject({
      error: { code: 'source_unreachable' },
    });
    const shop = await startPusherApp();
    expect(await desk.sources.save({ ...team, url: shop.web }, byPassword)).toMatchObject({
      error: { code: 'source_unreachable' },
    });
  });

  test('that moves is not shown the old token', async () => {
    const { desk, team } = await setUp();
    await desk.save(team, byPassword);
    expect(await desk.sources.save({ ...team, url: 'http://127.0.0.1:9' }, {})).toMatchObject({
      error: { code: 'sign_in_needed' },
    });
    const heard: unknown[] = [];
    const other = createServer((request, response) => {
      heard.push(request.headers.authorization);
      response.end('{}');
    }).listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const tested = await desk.sources.test({ ...team, url: elsewhere }, {});
    expect(tested).toMatchObject({ ok: true, value: { 6: { step: 'rest', trouble: 'signed_out' } } });
    expect(heard).toEqual([]);
    await desk.save({ ...team, name: 'Renamed' });
    await online(desk, 's-team');
  });

  test('learns what was done here', async () => {
    const { server, desk, team, user } = await setUp();
    await desk.save(team, byPassword);
    await online(desk, 's-team');
    const token = await user('token ann@example.com --name script --abilities send');
    await send(server.url, token, { title: 'Hello' });
    await expect.poll(desk.unread).toBe(1);
    const [item] = await desk.rows();
    await desk.act({ action: 'read', ids: [item?.id ?? ''] });
    await expect.poll(async () => (await desk.rows())[0]?.upstream).toBeNull();
    // Counted at most twice a second.
    await expect.poll(() => desk.view('s-team').pending).toBe(0);
  });
});

test('a template is tried on an event as it came', async () => {
  const desk = await startDesk();
  const preview = (data: string, base?: string) =>
    desk.sources.preview({
      template: { event: 'e', title: '{{a}}' },
      data,
      app: base === undefined ? null : { base, types: ['e'] },
    });
  expect(preview('{"a":"x","message":"m"}')).toMatchObject({ ok: true, value: { title: 'x', message: '' } });
  expect(preview('{"a":"x","message":"m","url":"/7"}', 'https://shop.example')).toMatchObject({
    ok: true,
    value: { title: 'x', message: 'm', url: 'https://shop.example/7' },
  });
  const bare = (auth?: string) =>
    desk.sources.preview({
      template: { event: 'e', title: 't', url: '/p/{{a}}' },
      ...{ data: '{"a":7}', app: null, ...(auth !== undefined && { auth }) },
    });
  expect(bare('https://shop.example/app/broadcasting/auth')).toMatchObject({
    value: { url: 'https://shop.example/app/p/7' },
  });
  for (const auth of [undefined, '', 'https://']) expect(bare(auth)).toMatchObject({ value: { url: null } });
  expect(preview('{"a":')).toMatchObject({ ok: false, error: { code: 'invalid_arguments' } });
});
