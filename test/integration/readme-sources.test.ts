/** The examples that the page on sources gives to authors of Laravel apps work with Belfry's sources. */

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { Value } from 'typebox/value';
import { expect, onTestFinished, test } from 'vitest';
import { type ChannelsSource, type LaravelSource, TitledTemplate } from '#app/source-definition';
import { render } from '../../electron/sources/templates/fill-template.ts';
import { startLaravelApp } from '../support/laravel-app.ts';
import { pageText } from '../support/readme.ts';
import { REGION } from '../support/region.ts';
import { windowWords as words } from '../support/words.ts';
import { siteFiles, startLaravelSite } from './laravel-site.ts';
import { startDesk } from './sources/desk.ts';

/** `vendor/autoload.php` of a Laravel app, which this repository has none of. */
const AUTOLOADER = process.env.BELFRY_LARAVEL_AUTOLOADER ?? '';
const HAS_PHP = spawnSync('php', ['--version']).error === undefined;
const SLOW = { timeout: 30_000 };

const readme = pageText('electron/docs/sources.md');
const files = siteFiles();
const fileOf = (name: string): string => files.get(name) ?? expect.fail(`the page on sources has no ${name}`);
/** Of arrays in PHP. */
const keysOf = (code: string): readonly string[] =>
  [...code.matchAll(/'(\w+)' =>/g)].map(([, key = '']) => key);

/** Rows of the table with this head. */
function tableOf(head: string): readonly (readonly [string, string])[] {
  const text =
    readme.split(`| ${head} | |\n`)[1]?.split('\n\n')[0] ??
    expect.fail(`the page on sources has no table ${head}`);
  return [...text.matchAll(/^\| (.+?) \| (.+) \|$/gm)]
    .map(([, name = '', value = '']) => [name, value] as const)
    .filter(([name]) => !name.startsWith('-'));
}

/** As its reader fills in the form. */
function shippedTemplate(): TitledTemplate {
  const fields = new Map([
    [words.templates.name.channels, 'event'],
    ...Object.entries(words.templates.part).map(([field, label]) => [label, field] as const),
  ]);
  const template: unknown = Object.fromEntries(
    tableOf('template').map(([label, value]) => [fields.get(label), value.replaceAll('`', '')]),
  );
  return Value.Check(TitledTemplate, template) ? template : expect.fail('the template is none');
}

test('its fields are called as in the window', () => {
  const labels = Object.values(words.sources.form).filter((label) => typeof label === 'string');
  for (const [name] of tableOf('in Belfry')) {
    for (const part of name.split(': ')) expect(labels).toContain(part);
  }
});

test('its routes and answers are those that the adapter is tested on', async () => {
  const app = await startLaravelApp();
  onTestFinished(() => app.close());
  const headers = { authorization: `Bearer ${app.token}` };
  const { prefix } = app.source();
  const ask = async (path: string): Promise<object> =>
    (await (await fetch(app.url + prefix + path, { headers })).json()) as object;
  const list = await ask('');
  const { pagination } = list as { pagination: object };
  const controller = keysOf(fileOf('app/Http/Controllers/NotificationController.php'));
  const expected = [
    ...Object.keys(list),
    ...Object.keys(pagination),
    ...Object.keys(await ask('/unread-count')),
  ];
  expect(controller).toEqual(expect.arrayContaining(expected));

  const routes = fileOf('routes/api.php');
  expect(prefix).toBe('/api/notifications');
  for (const route of [
    "prefix('notifications')",
    "get('/'",
    "get('unread-count'",
    "post('mark-all-read'",
    "post('{id}/read'",
    "delete('{id}'",
  ]) {
    expect(routes).toContain(route);
  }
  expect(fileOf('routes/channels.php')).toContain(
    app.source().channel.replace(/^private-(.*)\.\d+$/, "'$1.{id}'"),
  );
});

test('its template uses fields that its event has', () => {
  const template = shippedTemplate();
  const event = fileOf('app/Events/OrderShipped.php');
  expect(event).toContain(`return '${template.event}'`);
  const data = Object.fromEntries(keysOf(event).map((key) => [key, `https://${key}.example/`]));
  expect(render(template, data, { base: null, region: REGION })).toMatchObject({
    missing: [],
    problems: [],
    url: data.tracking_url,
  });
});

test.skipIf(!HAS_PHP)('its PHP is PHP', () => {
  expect(files.size).toBeGreaterThan(4);
  for (const [name, code] of files) {
    const { status, stdout, stderr } = spawnSync('php', ['-l'], { input: code, encoding: 'utf8' });
    expect([name, status, status === 0 ? '' : stdout + stderr]).toEqual([name, 0, '']);
  }
});

test('a Laravel app made from the page delivers notifications, accepts actions on them, and signs channels', {
  timeout: 60_000,
}, async ({ skip }) => {
  const isThere = HAS_PHP && fs.existsSync(AUTOLOADER);
  if (!isThere)
    console.log('Not run, the README’s Laravel app: no PHP, or BELFRY_LARAVEL_AUTOLOADER names no Laravel.');
  skip(!isThere);
  const site = await startLaravelSite(AUTOLOADER);
  onTestFinished(() => site.stop());
  const desk = await startDesk();
  const { hostname: host, port } = new URL(site.sockets.url);
  const app = { colour: 'teal', enabled: true, key: site.sockets.app.key } as const;
  const shop: LaravelSource = {
    ...{ ...app, id: 's-shop', name: 'Shop', kind: 'laravel', url: site.url },
    endpoint: { host, port: Number(port), tls: false },
    auth: '/api/broadcasting/auth',
    prefix: '/api/notifications',
    channel: 'private-App.Models.User.7',
    people: 'presence-online',
    templates: [],
  };
  const rows = async () => desk.rows({ source: 's-shop' });
  const count = () => site.get('/api/notifications/unread-count');
  const online = (id: string) => expect.poll(() => desk.status(id), SLOW).toBe('online');

  await desk.save(shop, { token: site.token });
  await online('s-shop');
  await expect.poll(() => desk.view('s-shop').people, SLOW).toMatchObject([{ name: 'Ana', me: true }]);
  await site.happens('comment');
  await expect.poll(rows, SLOW).toMatchObject([
    {
      type: 'comment.added',
      title: 'Ben commented',
      message: 'Nice one',
      url: `${site.url}/posts/12`,
      icon: 'https://shop.example/ben.png',
    },
  ]);
  await desk.quit();
  await site.happens('comment');
  await desk.start();
  await expect
    .poll(async () => (await rows()).map(({ title, type }) => `${type} ${title}`), SLOW)
    .toEqual(['comment.added Ben commented', 'comment.added Ben commented']);
  expect(await count()).toEqual({ count: 2 });

  const [newest, oldest] = await rows();
  await desk.act({ action: 'read', ids: [newest?.id ?? ''] });
  await expect.poll(count, SLOW).toEqual({ count: 1 });
  await desk.act({ action: 'delete', ids: [oldest?.id ?? ''] });
  await expect.poll(() => site.get('/api/notifications'), SLOW).toMatchObject({ pagination: { total: 1 } });

  // What the app's list has never shown is not read because it is not there.
  await site.happens('live');
  await site.happens('comment');
  await expect
    .poll(async () => (await rows()).filter(({ read_at }) => read_at === null).length, SLOW)
    .toBe(2);
  await site.readAll();
  desk.sources.retry('s-shop');
  await expect
    .poll(async () => (await rows()).filter(({ read_at }) => read_at === null), SLOW)
    .toMatchObject([{ title: 'Only live' }]);

  const orders: ChannelsSource = {
    ...{ ...app, id: 's-orders', name: 'Orders', kind: 'channels', endpoint: shop.endpoint },
    auth: `${site.url}/api/broadcasting/auth`,
    channels: ['private-user.7'],
    templates: [shippedTemplate()],
  };
  await desk.save(orders, { token: site.token });
  await online('s-orders');
  await site.happens('order');
  await expect
    .poll(() => desk.rows({ source: 's-orders' }), SLOW)
    .toMatchObject([
      {
        title: 'Order A-5 shipped',
        message: 'Tracking number T1, expected Friday',
        url: 'https://post.example/T1',
      },
    ]);
});
