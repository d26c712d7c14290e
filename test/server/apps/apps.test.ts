import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppProblem, DEFAULT_SETTINGS } from '../../../server/apps/app-settings.ts';
import { type AppRegistry, openAppRegistry } from '../../../server/apps/apps.ts';
import { createServedApps } from '../../../server/apps/served-apps.ts';
import { openSqlite } from '../../../server/storage/sqlite/driver.ts';
import { migrate } from '../../../server/storage/sqlite/migrate.ts';
import { initial } from '../../../server/storage/sqlite/migrations/0010-initial.ts';
import type { Storage } from '../../../server/storage/storage.ts';
import { DRIVERS, openTestStorage, sqliteOf } from '../../support/drivers.ts';
import { newDataDir } from '../../support/server.ts';

describe.each(DRIVERS)('the stored apps on %s', (driver) => {
  let dataDir: string;
  const open: Storage[] = [];
  beforeEach(() => {
    dataDir = newDataDir();
  });
  afterEach(() => {
    for (const storage of open.splice(0)) storage.close();
    fs.rmSync(dataDir, { recursive: true });
  });

  /** A separate connection, as in another process. */
  async function openRegistry(): Promise<AppRegistry> {
    const storage = await openTestStorage(dataDir, driver);
    open.push(storage);
    return await openAppRegistry({ storage });
  }

  test('the default app is made once, and keeps notifications', async () => {
    const apps = await openRegistry();
    const first = await apps.first();
    expect(first).toEqual({
      ...DEFAULT_SETTINGS,
      keepNotifications: true,
      id: expect.stringMatching(/^\d+$/),
      key: expect.stringMatching(/^[0-9a-f]{20}$/),
      secret: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    expect(await apps.first()).toEqual(first);
    expect(apps.list()).toEqual([first]);
    expect(apps.byId(first.id)).toEqual(first);
    expect(apps.byKey(first.key)).toEqual(first);
    expect(apps.byKey(first.id)).toBeUndefined();
  });

  test('an app from before settings existed keeps notifications, with its credentials', async () => {
    const db = await openSqlite(path.join(dataDir, 'belfry.db'), sqliteOf(driver));
    migrate(db, [initial]);
    db.run("INSERT INTO apps (id, key, secret) VALUES ('7', 'old-key', 'old-secret')");
    db.close();
    expect((await openRegistry()).byKey('old-key')).toEqual({
      ...DEFAULT_SETTINGS,
      ...{ id: '7', key: 'old-key', secret: 'old-secret', keepNotifications: true },
    });
  });

  test('an added app has what is said, else the defaults', async () => {
    const apps = await openRegistry();
    const webhooks = [{ url: 'https://example.com/hook', events: ['cache_miss'], batching: true }] as const;
    const one = await apps.add({ id: '12', key: 'k', secret: 's', clientEvents: true, webhooks });
    expect(one).toEqual({
      ...DEFAULT_SETTINGS,
      id: '12',
      key: 'k',
      secret: 's',
      clientEvents: true,
      webhooks,
    });
    const other = await apps.add({});
    expect(apps.list()).toEqual([one, other]);
  });

  test.each([
    ['id', { id: 'abc' }],
    ['id', { id: '' }],
    ['key', { key: 'a b' }],
    ['secret', { secret: 'hush:hush' }],
    ['maxConnections', { maxConnections: 0 }],
    ['maxConnections', { maxConnections: 1.5 }],
    ['origins', { origins: [] }],
    ['origins', { origins: ['exa mple.com'] }],
    ['webhooks', { webhooks: [{ url: 'file:///x', events: ['cache_miss'], batching: false }] }],
    ['webhooks', { webhooks: [{ url: 'https://x', events: [], batching: false }] }],
    ['webhook', { webhooks: [{ url: 'https://[', events: ['cache_miss'], batching: false }] }],
  ] as const)('a wrong %s is refused by name, and nothing is stored', async (name, wrong) => {
    const apps = await openRegistry();
    const refused = apps.add(wrong);
    await expect(refused).rejects.toThrow(AppProblem);
    await expect(refused).rejects.toThrow(name);
    await expect(refused).rejects.not.toThrow('hush');
    expect(apps.list()).toEqual([]);
  });

  test('ids and keys are given once', async () => {
    const apps = await openRegistry();
    await apps.add({ id: '1', key: 'a' });
    await expect(apps.add({ id: '1', key: 'b' })).rejects.toThrow('App 1 already has this id.');
    await expect(apps.add({ id: '2', key: 'a' })).rejects.toThrow('App 1 already has this key.');
    expect(apps.list()).toHaveLength(1);
  });

  test('an update changes what is said only', async () => {
    const apps = await openRegistry();
    const one = await apps.add({ subscriptionCount: true });
    const changed = await apps.update(one.id, { maxConnections: 5 });
    expect(changed).toEqual({ ...one, maxConnections: 5 });
    expect(apps.byKey(one.key)).toEqual(changed);
    await expect(apps.update(one.id, { maxConnections: -1 })).rejects.toThrow(AppProblem);
    expect(apps.byKey(one.key)).toEqual(changed);
  });

  test('a rotation makes another secret, and another key when asked to', async () => {
    const apps = await openRegistry();
    const one = await apps.add({ clientEvents: true });
    const two = await apps.rotate(one.id);
    expect(two).toEqual({ ...one, secret: expect.not.stringMatching(one.secret) });
    const three = await apps.rotate(one.id, { key: true });
    expect(apps.byKey(one.key)).toBeUndefined();
    expect(apps.byKey(three.key)).toEqual(three);
    expect(new Set([one.secret, two.secret, three.secret]).size).toBe(3);
  });

  test('the default app stays, others can be removed', async () => {
    const apps = await openRegistry();
    const first = await apps.first();
    const other = await apps.add({});
    await expect(apps.remove(first.id)).rejects.toThrow(/default app/);
    await apps.remove(other.id);
    expect(apps.list()).toEqual([first]);
  });

  test.each(['update', 'rotate', 'remove'] as const)('%s of an unknown app says so', async (verb) => {
    const apps = await openRegistry();
    const attempt = verb === 'update' ? apps.update('9', {}) : apps[verb]('9');
    await expect(attempt).rejects.toThrow('There is no app 9.');
  });

  test('what another process changes holds from the next look-up on', async () => {
    const server = await openRegistry();
    const cli = await openRegistry();
    const one = await server.add({});
    expect(server.byId(one.id)?.enabled).toBe(true);
    await cli.update(one.id, { enabled: false });
    await server.refresh();
    expect(server.byId(one.id)?.enabled).toBe(false);
    const two = await cli.add({});
    await server.refresh();
    expect(server.byKey(two.key)).toEqual(two);
    const rotated = await cli.rotate(two.id, { key: true });
    await server.refresh();
    expect(server.byKey(two.key)).toBeUndefined();
    expect(server.byKey(rotated.key)?.secret).toBe(rotated.secret);
    await cli.remove(two.id);
    await server.refresh();
    expect(server.list().map(({ id }) => id)).toEqual([one.id]);
  });

  test('a disk that fails for a moment turns nobody away who was known', async () => {
    const storage = await openTestStorage(dataDir, driver);
    open.push(storage);
    let broken = false;
    const read: Storage['read'] = (unit) =>
      broken ? Promise.reject(new Error('disk I/O error')) : storage.read(unit);
    const apps = await openAppRegistry({ storage: { ...storage, read } });
    const one = await apps.add({});
    expect(apps.byKey(one.key)).toEqual(one);
    broken = true;
    const cli = await openRegistry();
    const other = await cli.add({});
    await apps.refresh();
    await expect(apps.reload()).rejects.toThrow('disk I/O error');
    expect(apps.byKey(one.key)).toEqual(one);
    broken = false;
    await apps.refresh();
    expect(apps.byKey(other.key)).toEqual(other);
  });

  describe('as a server serves them', () => {
    const NOTHING = { credentials: null, settings: {} };

    test('the oldest is the main one', async () => {
      const stored = await openRegistry();
      const served = createServedApps(stored, NOTHING);
      expect(() => served.main()).toThrow('default app');
      const first = await stored.first();
      const other = await stored.add({});
      expect(served.main()).toEqual(first);
      expect([served.byId(other.id), served.byKey(other.key)]).toEqual([other, other]);
    });

    test('settings of a run hold for the default app only, and are not stored', async () => {
      const stored = await openRegistry();
      const first = await stored.first();
      const other = await stored.add({});
      const served = createServedApps(stored, { credentials: null, settings: { clientEvents: true } });
      const changed = { ...first, clientEvents: true };
      expect([served.main(), served.byId(first.id), served.byKey(first.key)]).toEqual([
        changed,
        changed,
        changed,
      ]);
      expect(served.byId(other.id)).toEqual(other);
      expect(served.byId('0')).toBeUndefined();
      expect(stored.byId(first.id)).toEqual(first);
    });

    test('an app of a run is the only one', async () => {
      const stored = await openRegistry();
      const first = await stored.first();
      const credentials = { id: '1001', key: 'app-key', secret: 'app-secret' };
      const served = createServedApps(stored, { credentials, settings: { maxConnections: 3 } });
      const app = { ...DEFAULT_SETTINGS, ...credentials, maxConnections: 3 };
      expect([served.main(), served.byId('1001'), served.byKey('app-key')]).toEqual([app, app, app]);
      expect([served.byId(first.id), served.byKey(first.key)]).toEqual([undefined, undefined]);
      expect(stored.list()).toEqual([first]);
    });
  });
});
