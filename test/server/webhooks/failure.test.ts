import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AppError } from '../../../server/errors.ts';
import { NOBODY } from '../../../server/storage/storage.ts';
import { DRIVERS } from '../../support/drivers.ts';
import { until } from '../../support/poll.ts';
import {
  makeApp,
  occupied,
  openReceiver,
  openStage,
  type Receiver,
  read,
  type Stage,
  vacated,
} from './stage.ts';

let receiver: Receiver;
let stage: Stage;
beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(async () => {
  await stage.close();
  await receiver.close();
});

const newest = async () => (await stage.webhooks.log(null, 1))[0];
const channels = (from: Receiver) => from.requests.flatMap(read).map(({ channel }) => channel);

describe.each(DRIVERS)('after a restart on %s', (driver) => {
  test('what was not delivered is delivered, unchanged and in order', async () => {
    await receiver.close();
    const app = makeApp([{ url: receiver.url }]);
    stage = await openStage({ driver, apps: [app] });
    for (const channel of ['a', 'b', 'c']) stage.webhooks.onEvent(app, occupied(channel));
    await until('a failure', async () =>
      (await stage.webhooks.log(null, 5)).some(({ attempts }) => attempts > 0),
    );
    await stage.stop();

    const { port } = new URL(receiver.url);
    receiver = await openReceiver(Number(port));
    const before = Date.now();
    stage = await openStage({ driver, apps: [app], dataDir: stage.dataDir });
    await until('all three', async () =>
      (await stage.webhooks.log(null, 5)).every(({ state }) => state === 'delivered'),
    );
    expect([...channels(receiver)].sort()).toEqual(['a', 'b', 'c']);
    for (const { rawBody } of receiver.requests) expect(JSON.parse(rawBody).time_ms).toBeLessThan(before);
  });

  test('stopping sends what was still held or collected, and repeats what was in progress', async () => {
    receiver.answer(() => {});
    const app = makeApp([{ url: receiver.url, batching: true }]);
    stage = await openStage({ driver, apps: [app] });
    stage.webhooks.onEvent(app, occupied('first'));
    await until('the first request', () => receiver.requests.length === 1);
    stage.webhooks.onEvent(app, vacated('held'));
    stage.webhooks.onEvent(app, occupied('collected'));
    await stage.stop();

    receiver.answer((response) => void response.end());
    stage = await openStage({ driver, apps: [app], dataDir: stage.dataDir });
    await until('the rest', async () =>
      (await stage.webhooks.log(null, 5)).every(({ state }) => state === 'delivered'),
    );
    expect(channels(receiver)).toEqual(['first', 'first', 'collected', 'held']);
    expect((await stage.webhooks.log(null, 5)).map(({ attempts }) => attempts)).toEqual([1, 1]);
  });

  test('a stop waits for an answer that is on its way, and notes it', async () => {
    const answers: ((response: Response) => void)[] = [];
    const fetch = () => new Promise<Response>((resolve) => answers.push(resolve));
    const app = makeApp([{ url: receiver.url }]);
    stage = await openStage({ driver, apps: [app], deps: { fetch } });
    stage.webhooks.onEvent(app, occupied('a'));
    const answer = await until('the request', () => answers[0]);
    const stopped = stage.webhooks.stop();
    setImmediate(() => answer(new Response()));
    await stopped;
    expect(await newest()).toMatchObject({ state: 'delivered', last_status: 200 });
  });

  test('what waited too long while the server was away gets one attempt', async () => {
    receiver.answer((response) => response.writeHead(500).end());
    const app = makeApp([{ url: receiver.url }]);
    stage = await openStage({ driver, apps: [app] });
    await stage.storage.work(NOBODY, () =>
      stage.storage.deliveries.insert({
        ...{ appId: '7', url: receiver.url, body: '{"time_ms":1,"events":[]}', events: '{}' },
        now: Date.now() - 3_600_000,
      }),
    );
    await stage.stop();
    stage = await openStage({ driver, apps: [app], dataDir: stage.dataDir });
    await until('the end', async () => (await newest())?.state === 'failed');
    expect(receiver.requests).toHaveLength(1);
  });
});

describe('a receiver that', () => {
  test('answers 500 gets it again, the same bytes, until it takes it', async () => {
    let refusals = 2;
    receiver.answer((response) => {
      refusals -= 1;
      response.writeHead(refusals >= 0 ? 500 : 204).end();
    });
    const app = makeApp([{ url: receiver.url }]);
    stage = await openStage({ apps: [app], deps: { random: () => 0 } });
    stage.webhooks.onEvent(app, occupied('a'));
    await until('the delivery', async () => (await newest())?.state === 'delivered');
    expect(await newest()).toMatchObject({ attempts: 3, last_status: 204, last_error: null });
    expect(new Set(receiver.requests.map(({ rawBody }) => rawBody)).size).toBe(1);
  });

  test('redirects is not followed', async () => {
    const elsewhere = await openReceiver();
    receiver.answer((response) => response.writeHead(307, { location: elsewhere.url }).end());
    const app = makeApp([{ url: receiver.url }]);
    stage = await openStage({ apps: [app] });
    stage.webhooks.onEvent(app, occupied('a'));
    await until('the failure', async () => (await newest())?.attempts === 1);
    expect(await newest()).toMatchObject({ state: 'pending', last_status: 307, last_error: 'status' });
    expect(elsewhere.requests).toEqual([]);
    await elsewhere.close();
  });

  test('closes the connection is tried again', async () => {
    let first = true;
    receiver.answer((response) => {
      if (first) response.socket?.destroy();
      else response.end();
      first = false;
    });
    const app = makeApp([{ url: receiver.url }]);
    stage = await openStage({ apps: [app], deps: { random: () => 0 } });
    stage.webhooks.onEvent(app, occupied('a'));
    await until('the failure', async () => (await newest())?.last_error === 'unreachable');
    await until('the delivery', async () => (await newest())?.state === 'delivered');
  });

  test('answers but never ends its body has taken it', async () => {
    receiver.answer((response) => void response.writeHead(200).write('and so on'));
    const app = makeApp([{ url: receiver.url }]);
    stage = await openStage({ apps: [app] });
    stage.webhooks.onEvent(app, occupied('a'));
    stage.webhooks.onEvent(app, occupied('b'));
    await until(
      'both',
      async () =>
        (await stage.webhooks.log(null, 5)).filter(({ state }) => state === 'delivered').length === 2,
    );
  });

  test('hangs is given up after five seconds, and tried again', async () => {
    const timeouts = vi.spyOn(AbortSignal, 'timeout');
    // The real one, only sooner.
    timeouts.mockImplementation((ms) => {
      const soon = new AbortController();
      setTimeout(() => soon.abort(new DOMException('late', 'TimeoutError')), ms / 50);
      return soon.signal;
    });
    receiver.answer(() => {});
    const app = makeApp([{ url: receiver.url }]);
    stage = await openStage({ apps: [app] });
    stage.webhooks.onEvent(app, occupied('a'));
    await until('the failure', async () => (await newest())?.attempts === 1);
    expect(await newest()).toMatchObject({ state: 'pending', last_status: null, last_error: 'timeout' });
    expect(timeouts).toHaveBeenCalledWith(5_000);
  });

  test('fails does not hold up another', async () => {
    receiver.answer((response, { path }) => {
      if (path === '/hook/well') response.end();
    });
    const app = makeApp([{ url: `${receiver.url}/ill` }, { url: `${receiver.url}/well` }]);
    stage = await openStage({ apps: [app] });
    for (let i = 0; i < 20; i += 1) stage.webhooks.onEvent(app, occupied(`c${i}`));
    const well = () => receiver.requests.filter(({ path }) => path === '/hook/well');
    await until('all of the well one', () => well().length === 20);
    expect(receiver.requests.filter(({ path }) => path === '/hook/ill')).toHaveLength(1);
  });

  test('hangs on repetition leaves room for the first attempts of others', async () => {
    const seen = new Set<string>();
    receiver.answer((response, { path }) => {
      // The first attempt fails at once, the second is never answered.
      if (path === '/hook/well' || !seen.has(path))
        response.writeHead(path === '/hook/well' ? 200 : 500).end();
      seen.add(path);
    });
    const ill = Array.from({ length: 8 }, (_, i) => ({
      url: `${receiver.url}/${i}`,
      events: ['channel_occupied'] as const,
    }));
    const well = { url: `${receiver.url}/well`, events: ['cache_miss'] as const };
    const app = makeApp([...ill, well]);
    stage = await openStage({ apps: [app], deps: { random: () => 0 } });
    stage.webhooks.onEvent(app, occupied('a'));
    await until('four repetitions', () => receiver.requests.length === 12);
    stage.webhooks.onEvent(app, { name: 'cache_miss', channel: 'cache-a' });
    await until('the well one', () => seen.has('/hook/well'));
    expect(receiver.requests.filter(({ path }) => path !== '/hook/well')).toHaveLength(8 + 4);
  });

  test('is logged once, without its address, and again when it is back', async () => {
    let ill = true;
    receiver.answer((response) => response.writeHead(ill ? 503 : 200).end());
    const lines: unknown[][] = [];
    const note = (...line: unknown[]) => void lines.push(line);
    const app = makeApp([{ url: `${receiver.url}?token=hidden` }]);
    stage = await openStage({
      apps: [app],
      deps: { random: () => 0, log: { info: note, warn: note, error: note } },
    });
    for (let i = 0; i < 5; i += 1) stage.webhooks.onEvent(app, occupied(`c${i}`));
    await until('five failures', () => receiver.requests.length >= 5);
    ill = false;
    await until('all', async () =>
      (await stage.webhooks.log(null, 9)).every(({ state }) => state === 'delivered'),
    );
    expect(lines.map(([, message]) => message)).toEqual([
      'a webhook does not answer',
      'a webhook answers again',
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/hidden|hook-secret|c0/);
  });
});

describe('the time between attempts', () => {
  /** Plays the clock; answers of the receiver come at once. */
  async function play(random: number) {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
    const at: number[] = [];
    const begin = Date.now();
    const app = makeApp([{ url: 'http://receiver.test/' }]);
    stage = await openStage({
      apps: [app],
      deps: {
        random: () => random,
        fetch: async () => {
          at.push(Date.now() - begin);
          return new Response(null, { status: 500 });
        },
      },
    });
    stage.webhooks.onEvent(app, occupied('a'));
    const settled = () =>
      new Promise((resolve) => setImmediate(() => setImmediate(() => setImmediate(resolve))));
    while ((await newest())?.state !== 'failed' && Date.now() - begin < 1_000_000) {
      await vi.advanceTimersByTimeAsync(25);
      await settled();
    }
    const end = await newest();
    vi.useRealTimers();
    return { at, waits: at.slice(1).map((time, i) => Math.round((time - (at[i] ?? 0)) / 100) / 10), end };
  }
  afterEach(() => {
    vi.useRealTimers();
  });

  test('doubles from one second, up to a minute, and ends after five', async () => {
    const { at, waits, end } = await play(0.5);
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    expect(at.at(-1)).toBeLessThanOrEqual(300_000);
    expect(end).toMatchObject({
      state: 'failed',
      attempts: 10,
      last_status: 500,
      last_error: 'status',
      next_at: null,
    });
  });

  test('varies by a quarter', async () => {
    expect((await play(0)).waits.slice(0, 4)).toEqual([0.8, 1.5, 3, 6]);
    await stage.close();
    expect((await play(0.999)).waits.slice(0, 4)).toEqual([1.3, 2.5, 5, 10]);
  });
});

test('entries that waited five minutes behind failures are given up with them, and the rest continues', async () => {
  let clock = Date.now();
  const waiting: ((status: number) => void)[] = [];
  receiver.answer((response) => waiting.push((status) => response.writeHead(status).end()));
  const app = makeApp([{ url: receiver.url }]);
  stage = await openStage({ apps: [app], deps: { now: () => clock } });
  for (const channel of ['a', 'b', 'c']) stage.webhooks.onEvent(app, occupied(channel));
  const first = await until('the first', () => waiting.shift());
  clock += 301_000;
  stage.webhooks.onEvent(app, occupied('late'));
  await until('all on disk', async () => (await newest())?.id === 4);
  first(500);
  const late = await until('the late one', () => waiting.shift());
  late(200);
  await until('the end', async () =>
    (await stage.webhooks.log(null, 5)).every(({ state }) => state !== 'pending'),
  );
  expect((await stage.webhooks.log(null, 5)).map(({ last_error }) => last_error)).toEqual([
    ...[null, 'expired', 'expired', 'status'],
  ]);
  expect(channels(receiver)).toEqual(['a', 'late']);
});

describe('a change of the app', () => {
  test.each([
    ['removed', []],
    ['without this webhook', [makeApp([{ url: 'http://127.0.0.1:1/other' }])]],
  ])('%s: what is left is not sent', async (_, later) => {
    receiver.answer((response) => response.writeHead(500).end());
    const app = makeApp([{ url: receiver.url }]);
    stage = await openStage({ apps: [app], deps: { random: () => 0 } });
    stage.webhooks.onEvent(app, occupied('a'));
    await until('the failure', async () => (await newest())?.attempts === 1);
    stage.setApps(...later);
    await until('the end', async () => (await newest())?.state === 'failed');
    expect(await newest()).toMatchObject({ attempts: 1, last_error: 'not_configured' });
    expect(receiver.requests).toHaveLength(1);
  });

  test('rotated: the next attempt is signed with the new secret', async () => {
    let ill = true;
    receiver.answer((response) => response.writeHead(ill ? 500 : 200).end());
    const old = makeApp([{ url: receiver.url }], { key: 'old-key', secret: 'old-secret' });
    stage = await openStage({ apps: [old], deps: { random: () => 0 } });
    stage.webhooks.onEvent(old, occupied('a'));
    await until('the failure', async () => (await newest())?.attempts === 1);
    ill = false;
    stage.setApps(makeApp([{ url: receiver.url }]));
    await until('the delivery', async () => (await newest())?.state === 'delivered');
    expect(receiver.requests.slice(1).flatMap(read)).toEqual([occupied('a')]);
  });
});

describe('the disk', () => {
  test('that is full for a moment delays, and loses nothing', async () => {
    let full = true;
    let failures = 0;
    const app = makeApp([{ url: receiver.url }]);
    stage = await openStage({
      apps: [app],
      wrap: (storage) => ({
        ...storage,
        work: (...unit) => {
          if (!full) return storage.work(...unit);
          failures += 1;
          return Promise.reject(new AppError('storage_failed', 'full'));
        },
      }),
    });
    stage.webhooks.onEvent(app, occupied('a'));
    stage.webhooks.onEvent(app, occupied('b'));
    await until('a failure', () => failures > 1);
    full = false;
    await until('both', () => receiver.requests.length === 2);
    expect(channels(receiver)).toEqual(['a', 'b']);
  });
});

test('a dead receiver cannot fill the database: beyond 10,000 waiting the rest is dropped, said once', async () => {
  receiver.answer(() => {});
  const warnings: string[] = [];
  const silent = () => {};
  const app = makeApp([{ url: receiver.url }]);
  stage = await openStage({
    apps: [app],
    deps: { log: { info: silent, error: silent, warn: (_, message) => warnings.push(message) } },
  });
  for (let round = 0; round < 24; round += 1) {
    for (let i = 0; i < 500; i += 1) stage.webhooks.onEvent(app, occupied(`c${round}-${i}`));
    await until(
      'them on disk',
      async () => ((await newest())?.id ?? 0) >= Math.min((round + 1) * 500, 10_000),
    );
  }
  expect((await newest())?.id).toBe(10_000);
  expect(warnings.filter((message) => message === 'webhook events are lost')).toHaveLength(1);
});

test('an address without a listener, or an invalid one, is a failure like any other', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const app = makeApp([{ url: `http://127.0.0.1:${port}/` }, { url: 'not an address' }]);
  stage = await openStage({ apps: [app] });
  stage.webhooks.onEvent(app, occupied('a'));
  const rows = await until('both failures', async () => {
    const found = await stage.webhooks.log(null, 5);
    return found.length === 2 && found.every(({ attempts }) => attempts >= 1) ? found : null;
  });
  for (const row of rows) expect(row).toMatchObject({ state: 'pending', last_error: 'unreachable' });
});
