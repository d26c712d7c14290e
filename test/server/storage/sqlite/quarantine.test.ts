/** What of a damaged database is in the one that takes its place. */
import fs from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { SendRequest } from '#server/send';
import { markSuspect, quarantine, salvage } from '../../../../server/storage/sqlite/quarantine.ts';
import { NOBODY } from '../../../../server/storage/storage.ts';
import { openTestStorage, STORAGE_DRIVERS, sqliteOf } from '../../../support/drivers.ts';
import { samplesOf } from '../../../support/samples.ts';
import { buildTestApp, newDataDir, type TestApp } from '../../../support/server.ts';
import { newItem } from '../../sources/harness.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

describe.each(STORAGE_DRIVERS)('salvaged on %s', (driver) => {
  async function open(): Promise<TestApp> {
    const dataDir = newDataDir();
    folders.push(dataDir);
    return buildTestApp(driver, { dataDir });
  }
  /** Puts the database aside as if it were damaged. */
  async function rescue({ dataDir, close }: TestApp) {
    await close();
    markSuspect(dataDir);
    const folder = quarantine(dataDir, new Date());
    const storage = await openTestStorage(dataDir, driver);
    const saved = await salvage(storage.db, folder, sqliteOf(driver));
    storage.close();
    return { saved, app: await buildTestApp(driver, { dataDir }) };
  }

  test('memberships, enrolment codes, receipts, senders and answered requests, too', async () => {
    const before = await open();
    const { storage, userId } = before;
    const token = await before.token(userId, 'send', 'inbox');
    const headers = { 'idempotency-key': 'once' };
    const send = (app: TestApp) =>
      app.call('POST', '/api/notifications', { token, headers, body: { title: 'Report', message: 'ready' } });
    const { id } = (await send(before)).body.notification;
    const now = Date.now();
    const member = { user_id: userId, kind: 'team', object_id: '7' } as const;
    await storage.work(NOBODY, function* () {
      yield* storage.memberships.add(member);
      yield* storage.access.insertEnrolment({ hash: 'code', userId, now, expiresAt: now + 60_000 });
    });
    await before.call('POST', '/api/inbox/receipts', { token, body: { delivered: [id], seen: [] } });
    const receipts = (app: TestApp) => app.call('GET', `/api/notifications/${id}/receipts`, { token });
    const known = await receipts(before);
    expect(known.body).toMatchObject({ delivered_at: expect.any(String) });

    const { saved, app } = await rescue(before);
    expect(saved).toBe(1);
    expect(await app.storage.read(() => app.storage.memberships.has(member))).toBe(true);
    expect((await receipts(app)).body).toEqual(known.body);
    expect((await send(app)).body.notification.id).toBe(id);
    expect((await app.inbox.list(userId, {})).items).toHaveLength(1);
    expect(await app.storage.work(NOBODY, () => app.storage.access.takeEnrolment('code', now))).toBe(userId);
    await app.close();
  });

  test('every field of a notification', async () => {
    const before = await open();
    const token = await before.token(before.userId, 'send', 'inbox');
    const body = samplesOf(SendRequest, 'to', 'ack', 'deliver_at', 'delay');
    const { notification } = (await before.call('POST', '/api/notifications', { token, body })).body;
    expect(notification).toMatchObject(body);
    const { saved, app } = await rescue(before);
    expect(saved).toBe(1);
    expect((await app.inbox.list(app.userId, {})).items).toEqual([notification]);
    await app.close();
  });

  test('rules, mutes and saved filters, which decide over what comes; counts leave out what is muted or snoozed', async () => {
    const before = await open();
    const { userId, storage } = before;
    const token = await before.token(userId, 'send', 'inbox');
    const post = (app: TestApp, url: string, body: object) => app.call('POST', url, { token, body });
    await post(before, '/api/notifications', { title: 'muted', type: 'ci' });
    const { notification } = (await post(before, '/api/notifications', { title: 'snoozed' })).body;
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await post(before, '/api/inbox/actions', { action: { kind: 'snooze', until }, ids: [notification.id] });
    const mute = { kind: 'mute', what: 'type', source: 'local', key: 'ci', until: null };
    await post(before, '/api/inbox/actions', { action: mute });
    await post(before, '/api/rules', { name: 'all', filter: 'order', do: 'done' });
    const body = { name: 'unread', filter: 'is:unread', position: 0 };
    await before.call('PUT', '/api/inbox/filters/a', { token, body });
    const { counts } = await before.inbox.position(userId);
    const lists = async (app: TestApp) => {
      const urls = ['/api/rules', '/api/mutes', '/api/inbox/filters'];
      const answers = await Promise.all(urls.map((url) => app.call('GET', url, { token })));
      return answers.map((answer) => ({ ...answer.body, version: null }));
    };
    const known = await lists(before);
    // As where the page of the users could not be read.
    storage.db.run('UPDATE users SET rules_version = NULL WHERE id = ?1', [userId]);

    const { app } = await rescue(before);
    expect((await app.inbox.position(userId)).counts).toEqual(counts);
    expect(counts.unread).toBe(0);
    expect(await lists(app)).toEqual(known);
    for (const send of [{ title: 'again', type: 'ci' }, { title: 'order' }]) {
      await post(app, '/api/notifications', send);
    }
    expect((await app.inbox.position(userId)).counts.unread).toBe(0);
    await app.close();
  });

  test('what the list of a source has shown is not known any more: nothing is missing in it', async () => {
    const before = await open();
    const { userId } = before;
    await before.sources.register(userId, 's-team', { kind: 'belfry', actions: [] });
    await before.sources.ingest(userId, { source: 's-team', items: [newItem('a', { revision: 1 })] });
    expect(await before.sources.unread(userId, 's-team')).toMatchObject({ expected: 1 });
    const { app } = await rescue(before);
    expect(await app.sources.unread(userId, 's-team')).toEqual({ items: [], expected: 0 });
    expect((await app.inbox.list(userId, { view: 'unread' })).items).toHaveLength(1);
    await app.close();
  });

  test('all of it can be found by its words', async () => {
    const before = await open();
    const token = await before.token(before.userId, 'send', 'inbox');
    const send = (app: TestApp, title: string) =>
      app.call('POST', '/api/notifications', { token, body: { title } });
    const found = async (app: TestApp, q: string) =>
      (await app.call('GET', `/api/inbox?q=${q}`, { token })).body.items.map(
        ({ title }: { title: string }) => title,
      );
    await send(before, 'Apples');
    expect(await found(before, 'apples')).toEqual(['Apples']);

    const { app } = await rescue(before);
    await send(app, 'Pears');
    expect(await found(app, 'pears')).toEqual(['Pears']);
    expect(await found(app, 'apples')).toEqual(['Apples']);
    await app.close();
  });

  test('of rows that belong to what could not be read, nothing is left, and repeated requests make it again', async () => {
    const before = await open();
    const { storage, userId } = before;
    const token = await before.token(userId, 'send');
    const send = (app: TestApp) =>
      app.call('POST', '/api/notifications', {
        token,
        headers: { 'idempotency-key': 'once' },
        body: { title: 'Lost' },
      });
    const { id } = (await send(before)).body.notification;
    storage.db.exec('PRAGMA foreign_keys = OFF');
    storage.db.run('DELETE FROM notifications WHERE id = ?1', [id]);

    const { app } = await rescue(before);
    expect(app.storage.db.all('SELECT * FROM sent_by')).toEqual([]);
    const again = (await send(app)).body.notification;
    expect(again.id).not.toBe(id);
    expect((await app.inbox.list(userId, {})).items.map(({ title }) => title)).toEqual(['Lost']);
    await app.close();
  });
});
