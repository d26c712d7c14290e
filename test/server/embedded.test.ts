import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import { Value } from 'typebox/value';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type BackendMessage, EndpointMessage, FailedMessage, ReadyMessage } from '#server/session';
import { type ParentPort, runEmbedded } from '../../server/embedded.ts';
import { openSqlite } from '../../server/storage/sqlite/driver.ts';
import { until } from '../support/poll.ts';
import { newDataDir, quiet } from '../support/server.ts';

/** The other end of the port, as Electron's main process holds it. */
class Parent extends EventEmitter implements ParentPort {
  readonly heard: BackendMessage[] = [];
  postMessage(message: BackendMessage): void {
    // As over a real port: what cannot be cloned does not get through.
    this.heard.push(structuredClone(message));
  }
  say(data: unknown): void {
    this.emit('message', { data });
  }
}

describe('in a utility process', () => {
  const dataDir = newDataDir();
  afterEach(() => {
    vi.useRealTimers();
    fs.rmSync(dataDir, { recursive: true, force: true });
  });

  test('waits for a proper start, then says where it is and how to get in', async () => {
    const parent = new Parent();
    const server = runEmbedded(parent, quiet, () => {});
    parent.say('hello');
    parent.say({ type: 'start', data_dir: dataDir });
    expect(parent.heard).toEqual([]);
    parent.say({ type: 'start', data_dir: dataDir, port: 0 });
    const running = await server;
    const [ready] = parent.heard;
    if (!Value.Check(ReadyMessage, ready)) throw new Error('it did not get ready');

    const ask = (path: string, init: RequestInit = {}, token = ready.token) =>
      fetch(ready.url + path, {
        ...init,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      });
    expect((await ask('/api/inbox')).status).toBe(200);
    const body = JSON.stringify({ title: 'x' });
    expect((await ask('/api/notifications', { method: 'POST', body })).status).toBe(201);
    expect((await ask('/api/notifications', { method: 'POST', body }, ready.endpoint.token)).status).toBe(
      201,
    );
    expect((await ask('/api/sources')).status).toBe(200);
    expect((await ask('/api/sources', {}, ready.endpoint.token)).status).toBe(403);
    expect(ready.endpoint.url).toBe(ready.url);
    expect(ready.revision).toBe(0);
    expect(await (await ask('/api/inbox')).json()).toMatchObject({ epoch: ready.epoch, revision: 2 });
    await running?.stop();
  });

  test('replaces the token of endpoint.json: the old one is refused at once, the parent goes on', async () => {
    const parent = new Parent();
    const server = runEmbedded(parent, quiet, () => {});
    parent.say({ type: 'start', data_dir: dataDir, port: 0 });
    const running = await server;
    const [ready] = parent.heard;
    if (!Value.Check(ReadyMessage, ready)) throw new Error('it did not get ready');
    const send = async (token: string) => {
      const { status } = await fetch(`${ready.url}/api/notifications`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ title: 'x' }),
      });
      return status;
    };
    const rotate = async () => {
      const before = parent.heard.length;
      parent.say({ type: 'rotate' });
      await until('an answer', () => parent.heard.length > before);
      return parent.heard.at(-1);
    };
    expect(await send(ready.endpoint.token)).toBe(201);
    const rotated = await rotate();
    if (!Value.Check(EndpointMessage, rotated) || rotated.endpoint === null) throw new Error('no new token');
    const { token } = rotated.endpoint;
    expect(JSON.parse(fs.readFileSync(`${dataDir}/endpoint.json`, 'utf8'))).toEqual(rotated.endpoint);
    expect([await send(ready.endpoint.token), await send(token), await send(ready.token)]).toEqual([
      401, 201, 201,
    ]);

    // Where the file cannot be replaced, it says so.
    fs.rmSync(`${dataDir}/endpoint.json`);
    fs.mkdirSync(`${dataDir}/endpoint.json`);
    expect(await rotate()).toEqual({ type: 'endpoint', endpoint: null });
    fs.rmSync(`${dataDir}/endpoint.json`, { recursive: true });
    await running?.stop();
  });

  test('does what was due while the computer slept, as soon as its parent says that it is awake', async () => {
    vi.useFakeTimers({ toFake: ['Date'], shouldAdvanceTime: true });
    const parent = new Parent();
    const server = runEmbedded(parent, quiet, () => {});
    parent.say({ type: 'start', data_dir: dataDir, port: 0 });
    const running = await server;
    const [ready] = parent.heard;
    if (!Value.Check(ReadyMessage, ready)) throw new Error('it did not get ready');
    await fetch(`${ready.url}/api/notifications`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ready.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'later', delay: 3_600 }),
    });
    // A request would make it look, too.
    const db = await openSqlite(`${dataDir}/belfry.db`);
    const arrived = () => db.all<{ title: string }>('SELECT title FROM notifications');
    vi.setSystemTime(Date.now() + 2 * 3_600_000);
    expect(arrived()).toEqual([]);
    parent.say({ type: 'clock' });
    await until('it to arrive', () => arrived().length > 0);
    expect(arrived()).toEqual([{ title: 'later' }]);
    db.close();
    await running?.stop();
  });

  test('says why it cannot start', async () => {
    fs.mkdirSync(dataDir, { recursive: true });
    const db = await openSqlite(`${dataDir}/belfry.db`);
    db.exec('PRAGMA user_version = 100000');
    db.close();
    const parent = new Parent();
    const server = runEmbedded(parent, quiet, () => {});
    parent.say({ type: 'start', data_dir: dataDir, port: 0 });
    expect(await server).toBeNull();
    expect(Value.Check(FailedMessage, parent.heard[0])).toBe(true);
    expect(parent.heard).toMatchObject([{ type: 'failed', code: 'database_from_future' }]);
  });
});
