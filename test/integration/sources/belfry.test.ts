/** The team server's adapter between a real server and a real backend: nothing lost, nothing twice. */
import fs from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import Pusher from 'pusher-js';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { CHANGED_EVENT } from '#server/channel';
import type { Reply } from '#server/content';
import type { Action } from '#server/inbox';
import type { OutboxEntry } from '#server/outbox';
import { refusal } from '#server/rules/refusals';
import type { Socket } from '../../../electron/network/stack.ts';
import { createBelfryAdapter } from '../../../electron/sources/adapters/belfry/belfry-adapter.ts';
import type { Http } from '../../../electron/sources/http/request.ts';
import { runCommand } from '../../../server/cli/cli.ts';
import { newDataDir, TEST_APP } from '../../support/server.ts';
import { startKillable } from './killable.ts';
import { type Stage, setStage } from './stage.ts';
import { startTeam, type Team } from './team.ts';

let team: Team;
let stage: Stage;
let token: () => string | null;
/** `METHOD /path?query` of each request. */
let requests: string[];
let tokens: (string | undefined)[];
/** Answers instead of the server; null: the server does. */
let instead: ((line: string) => Awaited<ReturnType<Http['request']>> | null) | null;
/** Frames of the socket that are not let through. */
let lose: ((frame: string) => boolean) | null;
let inject: (frame: string) => void;

const eventually = <T>(ask: () => T) => expect.poll(ask);
const online = () => eventually(() => stage.connection()).toEqual({ status: 'online' });
const run = (askEvery = 60_000) => stage.run((deps) => createBelfryAdapter(team.source, deps, { askEvery }));
const asked = (path: string) => requests.filter((line) => line.includes(path));
const answer = (status: number, body: unknown = {}, headers: Record<string, string> = {}) => ({
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const actUpstream = (action: Action, ...ids: readonly string[]) => team.client.act({ action, ids: [...ids] });

async function sendMany(count: number, message = ''): Promise<void> {
  for (let sent = 0; sent < count; sent += 50) {
    const some = Array.from({ length: Math.min(50, count - sent) }, (_, index) => `Number ${sent + index}`);
    await Promise.all(some.map((title) => team.send({ title, message })));
  }
}

/** Every row of the team server is here, once, in the state it has there, and the counts are equal. */
async function expectLevel(): Promise<void> {
  const states = async (client: Team['client'], source?: string) => {
    const found: [string, boolean, boolean][] = [];
    for (const view of ['inbox', 'done'] as const) {
      let cursor: string | null = null;
      do {
        const page = await client.list({
          view,
          limit: 200,
          ...(source && { source }),
          ...(cursor && { cursor }),
        });
        for (const row of page.items) found.push([row.title, row.read_at !== null, row.archived_at !== null]);
        cursor = page.next;
      } while (cursor !== null);
    }
    return found.sort();
  };
  await eventually(() => states(stage.client, 's-team')).toEqual(await states(team.client));
  expect(await stage.unread()).toBe((await team.client.list({})).counts.unread);
  expect(new Set(stage.created).size).toBe(stage.created.length);
}

beforeEach(async () => {
  requests = [];
  tokens = [];
  instead = null;
  lose = null;
  team = await startTeam();
  token = team.token;
  stage = await setStage({
    source: 's-team',
    kind: 'belfry',
    token: () => token(),
    http: (real) => ({
      async request(url, init) {
        const line = `${init.method} ${url.slice(team.url.length)}`;
        requests.push(line);
        tokens.push(init.headers?.authorization);
        return instead?.(line) ?? real.request(url, init);
      },
    }),
    socket: (real) => (url) => {
      const socket = real(url) as Socket;
      return new Proxy(socket, {
        get(target, name) {
          const value = Reflect.get(target, name);
          return typeof value === 'function' ? value.bind(target) : value;
        },
        set(target, name, value) {
          if (name === 'onmessage') inject = (data) => value({ data });
          const guarded = (event: { data: unknown }) => {
            if (lose?.(String(event.data)) !== true) value(event);
          };
          return Reflect.set(target, name, name === 'onmessage' ? guarded : value);
        },
      });
    },
  });
});

describe('what arrives', () => {
  test('what is there already comes as it is, and then every change', async () => {
    for (const title of ['A', 'B', 'C', 'D']) await team.send({ title, message: `of ${title}` });
    const [d = '', c = '', b = ''] = await team.ids();
    await actUpstream('read', b);
    await actUpstream('done', c);
    await actUpstream('delete', d);
    run();
    await online();
    await expectLevel();
    expect((await stage.rows()).map(({ title }) => title)).toEqual(['C', 'B', 'A']);
    await team.send({ title: 'E', url: 'https://example.com/', priority: 5, data: { x: 1 } });
    await actUpstream('unread', b);
    await actUpstream('restore', c);
    await actUpstream('delete', b);
    await expectLevel();
    expect((await stage.rows())[0]).toMatchObject({
      ...{ title: 'E', url: 'https://example.com/', priority: 5, data: { x: 1 }, source: 's-team' },
    });
    expect(stage.events.every(({ mapped }) => mapped)).toBe(true);
  });

  test('a folded one is still one', async () => {
    run();
    await online();
    await team.send({ title: 'Disk 80 %', dedupe_key: 'disk' });
    await team.send({ title: 'Disk 90 %', dedupe_key: 'disk' });
    const seen = async () => (await stage.rows()).map(({ title, occurrences }) => [title, occurrences]);
    await eventually(seen).toEqual([['Disk 90 %', 2]]);
    await actUpstream('read', ...(await team.ids()));
    await team.send({ title: 'Disk 95 %', dedupe_key: 'disk' });
    await team.send({ title: 'Disk 95 %', dedupe_key: 'disk' });
    await eventually(seen).toEqual([
      ['Disk 95 %', 2],
      ['Disk 90 %', 2],
    ]);
    await expectLevel();
  });

  test('one too long for the channel arrives whole', async () => {
    run();
    await online();
    const message = 'x'.repeat(20_000);
    await team.send({ title: 'Long', message });
    await eventually(() => stage.rows()).toMatchObject([{ title: 'Long', message }]);
  });

  test('a change of more rows than an event can name is fetched', async () => {
    await sendMany(520);
    run();
    await online();
    await expectLevel();
    const { revision } = await team.client.list({});
    await team.client.act({ action: 'read', view: 'unread', up_to_revision: revision });
    await eventually(() => stage.unread()).toBe(0);
    await expectLevel();
  });

  test('live events need no further request', async () => {
    run();
    await online();
    await team.send({ title: 'First' });
    await expectLevel();
    const before = requests.length;
    await sendMany(100);
    await actUpstream('read', ...(await team.ids()).slice(0, 5));
    await expectLevel();
    expect(requests.length).toBe(before);
  });
});

describe('what was missed', () => {
  test('comes by revision after this computer was away, and nothing else is asked for', async () => {
    await sendMany(5);
    run();
    await online();
    stage.adapter().dispose();
    await sendMany(700);
    await actUpstream('delete', ...(await team.ids()).slice(-2));
    requests = [];
    run();
    await online();
    await expectLevel();
    expect(asked('/api/inbox?')).toEqual([]);
    expect(asked('/api/inbox/sync').length).toBeGreaterThanOrEqual(2);
  });

  test('comes after the server was away', async () => {
    run();
    await online();
    await team.send({ title: 'Before' });
    await expectLevel();
    await team.stop();
    await eventually(() => stage.connection()?.status).toBe('waiting');
    lose = (frame) => frame.includes('inbox.changed');
    await team.start();
    await sendMany(3);
    await online();
    await expectLevel();
  });

  test('an event that got lost is noticed by the next', async () => {
    run();
    await online();
    await team.send({ title: 'Known' });
    await expectLevel();
    lose = (frame) => frame.includes('Lost');
    await team.send({ title: 'Lost' });
    await team.send({ title: 'Next' });
    await expectLevel();
  });

  test('an event that was overtaken changes nothing', async () => {
    run();
    await online();
    await sendMany(1);
    await expectLevel();
    const [id = ''] = await team.ids();
    const held: string[] = [];
    lose = (frame) => frame.includes('inbox.changed') && held.push(frame) > 0;
    await actUpstream('read', id);
    await eventually(() => held).toHaveLength(1);
    lose = null;
    await actUpstream('unread', id);
    await expectLevel();
    for (const frame of held) inject(frame);
    await team.send({ title: 'End' });
    await expectLevel();
    expect(await stage.unread()).toBe(2);
  });

  test('events that are repeated, older, foreign or nonsense change nothing', async () => {
    run();
    await online();
    await sendMany(2);
    await expectLevel();
    const { epoch, revision, counts, items } = await team.client.list({});
    await actUpstream('read', ...items.map(({ id }) => id));
    await expectLevel();
    // States of before the reading.
    await team.publish(CHANGED_EVENT, { epoch, revision, counts, changed: items });
    await team.publish(CHANGED_EVENT, { epoch, revision: revision + 40, counts, changed: items });
    await team.publish(CHANGED_EVENT, { epoch: 'another', revision: revision + 2, counts, changed: items });
    await team.publish(CHANGED_EVENT, { nonsense: true });
    await team.publish('something.else', {});
    await team.send({ title: 'End' });
    await expectLevel();
    expect(await stage.unread()).toBe(1);
    expect(stage.events.find(({ event }) => event === 'something.else')?.mapped).toBe(false);
  });

  test('without its channel the server is asked from time to time', async () => {
    lose = () => true;
    run(100);
    await eventually(() => stage.connection()?.status).toBe('connecting');
    await team.send({ title: 'By asking' });
    await expectLevel();
    await eventually(() => stage.rows()).toHaveLength(1);
  });
});

describe('another database', () => {
  test('what it does not know may have got lost there: it stays unread; what is new comes', async () => {
    await sendMany(3);
    run();
    await online();
    await expectLevel();
    await team.stop();
    team.replace();
    await team.start();
    await team.send({ title: 'New' });
    stage.adapter().kick();
    await eventually(() => stage.rows()).toHaveLength(4);
    await team.send({ title: 'Live again' });
    await eventually(() => stage.unread()).toBe(5);
    // The same database, read once more: it has never had the first three.
    const { epoch, revision, counts } = await team.client.list({});
    const reset = { epoch, revision, counts, reset: true, changed: [], next: null };
    let resets = 1;
    instead = (line) => (line.includes('/sync') && resets-- > 0 ? answer(200, reset) : null);
    stage.adapter().kick();
    await eventually(() => resets).toBeLessThan(0);
    await online();
    expect(await stage.unread()).toBe(5);
    // Its user reads them: there is no source left to inform.
    await stage.client.act({ action: 'read', ids: (await stage.rows()).map(({ id }) => id) });
    await stage.drain();
    expect(await stage.entries()).toEqual([]);
    expect(await stage.unread()).toBe(0);
  });

  test('an older copy of the same: its states count from then on', async () => {
    await sendMany(3);
    run();
    await online();
    await expectLevel();
    await team.stop();
    const copy = team.copy();
    await team.start();
    const ids = await team.ids();
    for (const id of ids) await actUpstream('read', id);
    await expectLevel();
    await team.stop();
    team.replace(copy);
    await team.start();
    stage.adapter().kick();
    await expectLevel();
    expect(await stage.unread()).toBe(3);
    // By a revision that was known before.
    await actUpstream('done', ids[0] ?? '');
    await expectLevel();
  });

  test('after a restore of the same database no client misses later rows, not even one that was further ahead', async () => {
    await sendMany(1);
    run();
    await online();
    const folder = newDataDir();
    onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
    const file = path.join(folder, 'belfry.db');
    const out: string[] = [];
    const io = { input: new PassThrough(), prompts: new PassThrough() };
    const print = (text: string) => void out.push(text);
    const { dataDir } = team;
    expect(await runCommand(['backup', file, '--data-dir', dataDir], { ...io, print, complain: print })).toBe(
      0,
    );
    await sendMany(3);
    await expectLevel();
    stage.adapter().dispose();

    await team.stop();
    team.replace(folder);
    await team.start();
    await sendMany(6);
    expect(await team.ids()).toHaveLength(7);
    run();
    await online();
    expect(stage.created).toEqual(expect.arrayContaining([...(await team.ids())]));
    // Three of them are not in the backup and unread.
    expect(await stage.unread()).toBe(10);
  });

  test('that is replaced by another again and again is trouble, and no endless reading', async () => {
    await sendMany(1);
    run();
    await online();
    const { epoch, revision, counts } = await team.client.list({});
    const reset = { epoch, revision, counts, reset: true, changed: [], next: null };
    instead = (line) => (line.includes('/sync') ? answer(200, reset) : null);
    stage.adapter().kick();
    await eventually(() => stage.connection()).toMatchObject({ status: 'waiting', trouble: 'bad_answer' });
    instead = null;
    stage.adapter().kick();
    await online();
    await expectLevel();
  });

  test('a reading of everything that breaks off loses nothing', async () => {
    await sendMany(120);
    let pages = 0;
    instead = (line) => {
      if (line.includes('/api/inbox?view=inbox')) pages += 1;
      return pages === 2 ? answer(500) : null;
    };
    run();
    await eventually(() => stage.connection()).toMatchObject({ status: 'waiting', trouble: 'server_error' });
    expect(await stage.cursor()).toBeNull();
    instead = null;
    await online();
    await expectLevel();
  });

  test('pages of the sync that are too long for an answer are read as a list', async () => {
    run();
    await online();
    stage.adapter().dispose();
    await sendMany(300, 'x'.repeat(30_000));
    run();
    await online();
    await expectLevel();
    await team.send({ title: 'Live' });
    await expectLevel();
  }, 60_000);
});

describe('trouble', () => {
  test.each([
    ['500', answer(500), 'server_error'],
    ['503', answer(503), 'server_error'],
    ['half an answer', answer(200, '{"epoch":"x","rev'), 'bad_answer'],
    ['another answer', answer(200, { ok: true }), 'bad_answer'],
    ['404', answer(404), 'not_found'],
  ] as const)('%s: the cursor stays, and all comes later', async (_what, broken, trouble) => {
    await sendMany(2);
    run();
    await online();
    const cursor = await stage.cursor();
    lose = (frame) => frame.includes('Notification');
    instead = (line) => (line.includes('/sync') ? broken : null);
    await sendMany(2);
    stage.adapter().kick();
    await eventually(() => stage.connection()).toMatchObject({ trouble });
    const now = await stage.cursor();
    expect([now?.epoch, now?.revision]).toEqual([cursor?.epoch, cursor?.revision]);
    instead = null;
    stage.adapter().kick();
    await online();
    await expectLevel();
  });

  test('the server is asked again when it said so, not earlier', async () => {
    instead = () => answer(429, {}, { 'retry-after': '600' });
    run();
    await eventually(() => stage.connection()).toMatchObject({ trouble: 'rate_limited' });
    instead = null;
    const before = requests.length;
    stage.adapter().kick();
    await team.send({ title: 'Later' });
    expect(requests.length).toBe(before);
  });

  test.each(['before', 'answer lost'] as const)(
    'a backend that fails (%s) once is asked again',
    async (how) => {
      run();
      await online();
      await sendMany(2);
      await expectLevel();
      stage.breakIngest = how;
      await team.send({ title: 'Live' });
      await expectLevel();
      stage.adapter().dispose();
      await sendMany(600);
      stage.breakIngest = how;
      run();
      await online();
      await expectLevel();
    },
  );

  test('a token that is revoked: signed out, with nothing lost once there is another', async () => {
    run();
    await online();
    const headers = { authorization: `Bearer ${team.token()}` };
    await fetch(`${team.url}/api/session`, { method: 'DELETE', headers });
    await eventually(() => stage.connection()).toMatchObject({ status: 'stopped', trouble: 'signed_out' });
    await team.stop();
    await team.start();
    await sendMany(2);
    stage.adapter().kick();
    await online();
    await expectLevel();
  });

  test('a key that the server itself does not know is not tried without a pause', async () => {
    const session = { user: { id: team.userId, name: 'Owner', email: null }, abilities: [], epoch: 'e' };
    instead = (line) =>
      line.endsWith('/api/session') ? answer(200, { ...session, app_key: 'wrong' }) : null;
    run();
    await eventually(() => stage.connection()).toMatchObject({ status: 'stopped', trouble: 'key_unknown' });
    await sendMany(200);
    expect(asked('/api/session').length).toBeLessThanOrEqual(3);
    instead = null;
    stage.adapter().kick();
    await online();
    await expectLevel();
  });

  test('a server that was given another key is found again', async () => {
    run();
    await online();
    await team.stop();
    await team.start({ storedApps: true });
    await team.send({ title: 'Under another key' });
    stage.adapter().kick();
    await online();
    await expectLevel();
    await team.send({ title: 'Live' });
    await expectLevel();
    expect(asked('/api/session')).toHaveLength(2);
  });
});

describe('a server that is killed in the middle', () => {
  test('of a sync: all comes once it is back', async () => {
    const dataDir = newDataDir();
    const killable = await startKillable(dataDir);
    onTestFinished(() => killable.remove());
    const { url } = killable;
    token = () => killable.token();
    team = { ...team, url, source: { ...team.source, url }, client: killable.client() };
    run();
    await online();
    stage.adapter().dispose();
    for (let sent = 0; sent < 1_300; sent += 100) {
      await Promise.all(Array.from({ length: 100 }, () => killable.client().send({ title: 'Missed' })));
    }
    instead = (line) => {
      if (line.includes('after=')) {
        instead = null;
        void killable.kill();
      }
      return null;
    };
    run();
    await eventually(() => stage.connection()?.status).toBe('waiting');
    // The first page may still be on its way to the backend.
    await eventually(() => stage.created.length).toBe(500);
    await eventually(stage.cursor).toMatchObject({ after: expect.any(String) });
    const before = requests.length;
    await killable.start();
    stage.adapter().kick();
    await online();
    await expectLevel();
    expect(stage.created).toHaveLength(1_300);
    // What was read before the kill was not asked for again.
    expect(requests.slice(before).find((line) => line.includes('/sync'))).toContain('after=');
  }, 60_000);
});

describe('telling the server', () => {
  const rowOf = async (title: string) => (await stage.rows()).find((row) => row.title === title)?.id ?? '';
  const act = async (action: Action, ...titles: readonly string[]) =>
    stage.client.act({ action, ids: await Promise.all(titles.map(rowOf)) });
  const done = expect.objectContaining({ outcome: 'done' });

  beforeEach(async () => {
    for (const title of ['A', 'B', 'C', 'D']) await team.send({ title });
    run();
    await online();
    await expectLevel();
    // Receipts.
    await stage.drain();
    requests = [];
  });

  test('actions of one kind go together, in their order, and their receipts beside', async () => {
    await act('read', 'A', 'B');
    await act('done', 'C');
    await act('delete', 'D');
    expect((await stage.drain()).every(({ outcome }) => outcome === 'done')).toBe(true);
    expect(asked('POST').filter((line) => line.endsWith('/actions'))).toHaveLength(3);
    await expectLevel();
    expect(await stage.entries()).toEqual([]);
    expect((await stage.rows()).every((row) => row.upstream === null)).toBe(true);
  });

  test('what is gone there is announced, and so are the others', async () => {
    await team.stop();
    const [a = ''] = (await stage.rows()).filter(({ title }) => title === 'A').map(({ id }) => id);
    await stage.client.act({ action: 'read', ids: [a, await rowOf('B')] });
    await team.start();
    lose = () => true;
    const gone = (await team.client.list({})).items.find(({ title }) => title === 'A')?.id ?? '';
    await actUpstream('delete', gone);
    expect(await stage.drain()).toEqual([done, done]);
    lose = null;
    stage.adapter().kick();
    await expectLevel();
    expect((await team.client.list({})).items.map(({ title, read_at }) => [title, read_at !== null])).toEqual(
      [
        ['D', false],
        ['C', false],
        ['B', true],
      ],
    );
  });

  test('receipts reach their sender', async () => {
    await team.send({ title: 'Receipt' });
    await eventually(() => stage.entries()).toMatchObject([{ action: 'delivered' }]);
    expect(await stage.drain()).toEqual([done]);
    const [id = ''] = await team.ids();
    const headers = { authorization: `Bearer ${team.token()}` };
    const answered = await fetch(`${team.url}/api/notifications/${id}/receipts`, { headers });
    expect(await answered.json()).toMatchObject({ id, delivered_at: expect.any(String), seen_at: null });
  });

  test('what fails for a while holds up all behind it', async () => {
    await act('read', 'A');
    await act('done', 'B');
    instead = (line) => (line.endsWith('/actions') ? answer(503, {}, { 'retry-after': '20' }) : null);
    expect(await stage.drain()).toEqual([
      { outcome: 'retry', after_ms: 20_000 },
      { outcome: 'retry', after_ms: 20_000 },
    ]);
    expect(asked('/actions')).toHaveLength(1);
  });

  test('a reply that has to wait holds up those to the same notification, and nothing else', async () => {
    await act('read', 'A');
    const busy = `${team.url}/busy`;
    instead = (line) => (line.endsWith('/busy') ? answer(503, {}) : null);
    const reply = (id: string, notification_id: string, path: string): OutboxEntry => ({
      ...{ id, source: 's-team', notification_id, external_id: null, action: 'reply', attempts: 0 },
      reply: { to: { via: 'http', url: path }, text: id },
    });
    const [read] = await stage.entries();
    if (read === undefined) throw new Error('nothing to tell');
    const fine = `${team.url}/health`;
    const told = await stage
      .adapter()
      .deliver([reply('1', 'n', busy), reply('2', 'n', fine), read, reply('3', 'm', busy)]);
    expect(told.map(({ outcome }) => outcome)).toEqual(['retry', 'retry', 'done', 'retry']);
    expect(asked('/health')).toEqual([]);
    expect(asked('/busy')).toHaveLength(2);
  });

  test('only the server itself can refuse for good', async () => {
    await act('read', 'A');
    instead = (line) => (line.endsWith('/actions') ? answer(403, '<html>Proxy</html>') : null);
    expect(await stage.drain()).toEqual([{ outcome: 'retry' }]);
    const told = { error: { code: 'missing_ability', message: 'This token may only read.' } };
    instead = (line) => (line.endsWith('/actions') ? answer(403, told) : null);
    const entry = { ...{ id: '1', source: 's-team', notification_id: 'n', external_id: 'e' }, reply: null };
    expect(await stage.adapter().deliver([{ ...entry, action: 'read', attempts: 0 }])).toEqual([
      { outcome: 'refused', reason: refusal('not_allowed', {}) },
    ]);
  });

  test('signed out: everything waits, and the user sees it', async () => {
    token = () => '1|wrong';
    await act('read', 'A');
    await act('delete', 'B');
    expect((await stage.drain()).map(({ outcome }) => outcome)).toEqual(['retry', 'retry']);
    expect(stage.connection()).toMatchObject({ status: 'stopped', trouble: 'signed_out' });
  });
});

describe('replies', () => {
  const entry = { id: 'entry-1', source: 's-team', notification_id: 'n', external_id: 'e', attempts: 0 };
  const reply = (to: Reply) =>
    stage.adapter().deliver([{ ...entry, action: 'reply', reply: { to, text: 'Yes' } }]);

  test('go to the address in the notification, and without the token, on the own server too', async () => {
    const received: unknown[] = [];
    const desk = createServer((request, response) => {
      request.setEncoding('utf8');
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        const { authorization, 'idempotency-key': key } = request.headers;
        received.push({ authorization, key, ...JSON.parse(body) });
        response.writeHead(request.url === '/no' ? 422 : 200).end(request.url === '/no' ? '' : 'thanks');
      });
    });
    await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void desk.close());
    run();
    await online();
    const foreign = `http://127.0.0.1:${(desk.address() as AddressInfo).port}`;
    expect(await reply({ via: 'http', url: `${foreign}/answer` })).toEqual([{ outcome: 'done' }]);
    expect(received).toEqual([
      { authorization: undefined, key: 'entry-1', notification_id: 'e', text: 'Yes' },
    ]);
    expect(await reply({ via: 'http', url: `${foreign}/no` })).toMatchObject([{ outcome: 'refused' }]);
    expect(await reply({ via: 'http', url: `${team.url}/api/notifications/mark-all-read` })).toMatchObject([
      { outcome: 'refused', reason: { code: 'answered_without_token', params: { status: 401 } } },
    ]);
    instead = (line) => (line === 'POST /api/answer' ? answer(204, '') : null);
    expect(await reply({ via: 'http', url: `${team.url}/api/answer` })).toEqual([{ outcome: 'done' }]);
    expect(tokens.at(-1)).toBeUndefined();
  });

  test('by an event, while the channel is connected', async () => {
    run();
    await online();
    const channel = 'presence-online';
    const other = new Pusher(TEST_APP.key, {
      ...{ cluster: '', wsHost: '127.0.0.1', wsPort: Number(new URL(team.url).port), forceTLS: false },
      ...{ enabledTransports: ['ws'] },
      channelAuthorization: {
        ...{ transport: 'ajax', endpoint: `${team.url}/broadcasting/auth` },
        headers: { authorization: `Bearer ${team.token()}` },
      },
    });
    onTestFinished(() => other.disconnect());
    const heard: unknown[] = [];
    const presence = other.subscribe(channel);
    presence.bind('client-answer', (data: unknown) => heard.push(data));
    await new Promise((resolve) => presence.bind('pusher:subscription_succeeded', resolve));
    expect(await reply({ via: 'event', channel, event: 'client-answer' })).toEqual([{ outcome: 'done' }]);
    await eventually(() => heard).toEqual([{ id: 'entry-1', notification_id: 'e', text: 'Yes' }]);
    await team.stop();
    await eventually(() => stage.connection()?.status).toBe('waiting');
    expect(await reply({ via: 'event', channel, event: 'client-answer' })).toMatchObject([
      { outcome: 'retry' },
    ]);
  });

  test('do not count as delivered if the server relays no client events', async () => {
    await team.stop();
    await team.start({ settings: { clientEvents: false } });
    run();
    await online();
    expect(await reply({ via: 'event', channel: 'presence-online', event: 'client-answer' })).toEqual([
      {
        outcome: 'refused',
        reason: refusal('complained', {}, 'Client events are not enabled for this app.'),
      },
    ]);
  });

  test('into a channel that the source does not have are refused, and not repeated forever', async () => {
    run();
    await online();
    expect(await reply({ via: 'event', channel: 'private-elsewhere', event: 'client-answer' })).toMatchObject(
      [{ outcome: 'refused', reason: refusal('channel', { channel: 'private-elsewhere' }) }],
    );
  });
});

test('says who is there', async () => {
  run();
  await online();
  await eventually(() => stage.people.at(-1)).toEqual([
    { id: String(team.userId), name: 'Owner', avatar: null, me: true, typing: false },
  ]);
});
