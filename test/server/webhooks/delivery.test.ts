import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AppEvent } from '../../../server/apps/apps.ts';
import { NOBODY, steps } from '../../../server/storage/storage.ts';
import { DRIVERS } from '../../support/drivers.ts';
import { until } from '../../support/poll.ts';
import {
  makeApp,
  names,
  occupied,
  openReceiver,
  openStage,
  type Receiver,
  read,
  type Stage,
} from './stage.ts';

const EVENTS: readonly AppEvent[] = [
  { name: 'channel_occupied', channel: 'presence-room' },
  { name: 'member_added', channel: 'presence-room', user_id: '5' },
  {
    ...{ name: 'client_event', channel: 'presence-room', event: 'client-typing', data: '{"on":true}' },
    ...{ socket_id: '1.2', user_id: '5' },
  },
  { name: 'client_event', channel: 'private-a', event: 'client-x', data: '"Grüße"', socket_id: '1.2' },
  { name: 'cache_miss', channel: 'cache-weather' },
  { name: 'subscription_count', channel: 'news', subscription_count: 3 },
  { name: 'member_removed', channel: 'presence-other', user_id: 'x' },
  { name: 'channel_vacated', channel: 'presence-other' },
];

describe.each(DRIVERS)('webhooks on %s', (driver) => {
  let receiver: Receiver;
  let stage: Stage;
  beforeEach(async () => {
    receiver = await openReceiver();
  });
  afterEach(async () => {
    await stage.close();
    await receiver.close();
  });

  test('all seven kinds arrive, one each, in order, in the form that the SDK accepts', async () => {
    const app = makeApp([{ url: receiver.url }]);
    stage = await openStage({ driver, apps: [app] });
    for (const event of EVENTS) stage.webhooks.onEvent(app, event);
    await until('all requests', () => receiver.requests.length === EVENTS.length);
    expect(receiver.requests.map((request) => read(request))).toEqual(EVENTS.map((event) => [event]));
  });

  test('headers and body are those of the protocol, to the byte', async () => {
    const app = makeApp([{ url: receiver.url }]);
    stage = await openStage({ driver, apps: [app], deps: { now: () => 1_700_000_000_000 } });
    stage.webhooks.onEvent(app, occupied('news'));
    const request = await until('the request', () => receiver.requests[0]);
    expect(request.rawBody).toBe(
      '{"time_ms":1700000000000,"events":[{"name":"channel_occupied","channel":"news"}]}',
    );
    expect(request.headers).toMatchObject({
      'content-type': 'application/json',
      'x-pusher-key': 'hook-key',
      'x-pusher-signature': createHmac('sha256', 'hook-secret').update(request.rawBody).digest('hex'),
    });
  });

  test('the log has the outcome of each, newest first and by app, without its content', async () => {
    const app = makeApp([{ url: receiver.url }]);
    const other = makeApp([{ url: `${receiver.url}/other` }], { id: '8' });
    stage = await openStage({ driver, apps: [app, other] });
    stage.webhooks.onEvent(app, occupied('a'));
    stage.webhooks.onEvent(other, occupied('b'));
    const both = await until('both in the log', async () => {
      const rows = await stage.webhooks.log(null, 10);
      return rows.length === 2 && rows.every(({ state }) => state === 'delivered') ? rows : null;
    });
    expect(both).toMatchObject([
      { app_id: '8', url: `${receiver.url}/other` },
      {
        app_id: '7',
        url: receiver.url,
        events: '{"channel_occupied":1}',
        attempts: 1,
        next_at: null,
        last_status: 200,
        last_error: null,
      },
    ]);
    expect(await stage.webhooks.log('8', 10)).toEqual([both[0]]);
    expect(await stage.webhooks.log(null, 1)).toEqual([both[0]]);
    expect(stage.storage.db.all('SELECT body FROM deliveries')).toEqual([{ body: '' }, { body: '' }]);
  });

  test('the log keeps the newest 1,000 of an app and nothing over seven days old', async () => {
    const app = makeApp([{ url: receiver.url }]);
    stage = await openStage({ driver, apps: [app] });
    const { storage, dataDir } = stage;
    const { work, read, deliveries } = storage;
    const done = steps('done', function* (appId: string, now: number) {
      const id = yield* deliveries.insert({ appId, url: 'http://x/', body: '{}', events: '{}', now });
      yield* deliveries.finish(id, { attempts: 1, status: 200, error: null });
    });
    await work(NOBODY, function* () {
      for (let i = 0; i < 1_050; i += 1) yield* done('7', Date.now());
      for (let i = 0; i < 10; i += 1) yield* done('8', Date.now() - 8 * 24 * 3_600_000);
      yield* done('8', Date.now());
    });
    const newest = (await read(() => deliveries.log('7', 1)))[0]?.id;
    await stage.stop();
    stage = await openStage({ driver, apps: [app], dataDir });
    await until('the trimmed log', async () => (await stage.webhooks.log(null, 5_000)).length === 1_001);
    expect(await stage.webhooks.log('8', 100)).toHaveLength(1);
    expect((await stage.webhooks.log('7', 1))[0]?.id).toBe(newest);
  });
});

describe('filtering and batching', () => {
  let receiver: Receiver;
  let stage: Stage;
  beforeEach(async () => {
    receiver = await openReceiver();
  });
  afterEach(async () => {
    await stage.close();
    await receiver.close();
  });
  const at = (path: string) => receiver.requests.filter((request) => request.path === `/hook${path}`);

  test('each webhook gets the kinds it asked for, and nothing else, batched or not', async () => {
    const app = makeApp([
      { url: `${receiver.url}/one`, events: ['cache_miss'] },
      { url: `${receiver.url}/many`, events: ['channel_occupied', 'client_event'], batching: true },
    ]);
    stage = await openStage({ apps: [app] });
    for (const event of EVENTS) stage.webhooks.onEvent(app, event);
    await until('both', () => at('/one').length === 1 && at('/many').length === 1);
    expect(at('/one').flatMap(read)).toEqual([EVENTS[4]]);
    expect(at('/many').flatMap(read)).toEqual([EVENTS[0], EVENTS[2], EVENTS[3]]);
  });

  test('a batch ends at 100 events, and the rest follows', async () => {
    const app = makeApp([{ url: receiver.url, batching: true }]);
    stage = await openStage({ apps: [app] });
    for (let i = 0; i < 250; i += 1) stage.webhooks.onEvent(app, occupied(`c${i}`));
    await until('all', () => receiver.requests.length === 3);
    const sizes = receiver.requests.map((request) => read(request).length);
    expect(sizes).toEqual([100, 100, 50]);
    expect(receiver.requests.flatMap(read).map(({ channel }) => channel)).toEqual(
      Array.from({ length: 250 }, (_, i) => `c${i}`),
    );
    expect((await stage.webhooks.log('7', 1))[0]?.events).toBe('{"channel_occupied":50}');
  });

  test('a batch ends before it gets too long', async () => {
    const app = makeApp([{ url: receiver.url, batching: true }]);
    stage = await openStage({ apps: [app] });
    const data = JSON.stringify('x'.repeat(9_000));
    for (let i = 0; i < 20; i += 1) {
      stage.webhooks.onEvent(app, {
        ...{ name: 'client_event', channel: 'private-a', event: 'client-x' },
        ...{ data, socket_id: '1.2' },
      });
    }
    await until('all', () => receiver.requests.flatMap(read).length === 20);
    for (const { rawBody } of receiver.requests) expect(rawBody.length).toBeLessThan(80_000);
  });

  test('batches of different apps are never one', async () => {
    const app = makeApp([{ url: receiver.url, batching: true }]);
    const other = makeApp([{ url: receiver.url, batching: true }], { id: '8', key: 'other', secret: 'x' });
    stage = await openStage({ apps: [app, other] });
    stage.webhooks.onEvent(app, occupied('mine'));
    stage.webhooks.onEvent(other, occupied('theirs'));
    await until('both', () => receiver.requests.length === 2);
    const byKey = new Map(receiver.requests.map((one) => [one.headers['x-pusher-key'], one.rawBody]));
    expect(byKey.get('hook-key')).toContain('mine');
    expect(byKey.get('hook-key')).not.toContain('theirs');
    expect(byKey.get('other')).toContain('theirs');
  });

  test('an app without webhooks costs nothing', async () => {
    const app = makeApp([]);
    stage = await openStage({ apps: [app] });
    for (const event of EVENTS) stage.webhooks.onEvent(app, event);
    await stage.webhooks.stop();
    expect(await stage.webhooks.log(null, 10)).toEqual([]);
  });

  test('first attempts at one address are made one after another; another address does not wait', async () => {
    const waiting: (() => void)[] = [];
    receiver.answer((response, { path }) => {
      if (path === '/hook/slow') waiting.push(() => response.end());
      else response.end();
    });
    const app = makeApp([{ url: `${receiver.url}/slow` }, { url: `${receiver.url}/quick` }]);
    stage = await openStage({ apps: [app] });
    for (const channel of ['a', 'b', 'c']) stage.webhooks.onEvent(app, occupied(channel));
    await until('the quick one', () => at('/quick').length === 3);
    expect(at('/slow')).toHaveLength(1);
    for (let count = 1; count <= 3; count += 1) {
      const answer = await until('the next', () => waiting.shift());
      expect(at('/slow')).toHaveLength(count);
      answer();
    }
    expect(at('/slow').flatMap(read)).toEqual(['a', 'b', 'c'].map(occupied));
  });

  test('at most eight requests of an app are open at a time', async () => {
    const waiting: (() => void)[] = [];
    receiver.answer((response) => waiting.push(() => response.end()));
    const app = makeApp(Array.from({ length: 12 }, (_, i) => ({ url: `${receiver.url}/${i}` })));
    stage = await openStage({ apps: [app] });
    stage.webhooks.onEvent(app, occupied('a'));
    await until('the first eight', () => receiver.requests.length === 8);
    await until('the others', () => {
      waiting.shift()?.();
      return receiver.requests.length === 12;
    });
    expect(receiver.peak).toBe(8);
    await until('all answered', async () => {
      waiting.shift()?.();
      return (await stage.webhooks.log(null, 20)).every(({ state }) => state === 'delivered');
    });
    expect(new Set(receiver.requests.map(({ path }) => path)).size).toBe(12);
    expect(names(receiver)).toEqual(Array(12).fill('channel_occupied'));
  });
});
