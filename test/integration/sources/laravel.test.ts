/** The Laravel adapter between an app that misbehaves and a real backend: nothing lost, nothing twice. */
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { CREATED_EVENT } from '#server/channel';
import { parseExact } from '#server/rules/json/exact-json';
import { refusal } from '#server/rules/refusals';
import { createLaravelAdapter } from '../../../electron/sources/adapters/laravel/laravel-adapter.ts';
import { type LaravelApp, type NewNotification, startLaravelApp } from '../../support/laravel-app.ts';
import { until } from '../../support/poll.ts';
import { type Stage, setStage } from './stage.ts';

let app: LaravelApp;
let stage: Stage;
let token: string | null;

const run = (overrides: Parameters<LaravelApp['source']>[0] = {}, checkEvery = 60_000, window = 60_000) =>
  stage.run((deps) => createLaravelAdapter(app.source(overrides), deps, { checkEvery, window }));
/** `expect.poll` with time for pauses. */
const eventually = <T>(ask: () => T) => expect.poll(ask);
const online = () => eventually(() => stage.connection()).toEqual({ status: 'online' });
const waiting = (trouble?: string) =>
  eventually(() => stage.connection()).toMatchObject({ status: 'waiting', ...(trouble && { trouble }) });
const titles = async () => (await stage.rows()).map((row) => row.title);
const requests = () => app.requests.map(({ line }) => line);

const missing = () =>
  app.rows.filter(({ id }) => !stage.created.includes(id)).map(({ data }) => data.message);

/** All that the app has is here, once, and as read as there. */
async function expectLevel(): Promise<void> {
  await eventually(async () => (await stage.rows()).length).toBe(app.rows.length);
  expect(await stage.unread()).toBe(app.rows.filter((row) => row.read_at === null).length);
  expect([...stage.created].sort()).toEqual(app.rows.map((row) => row.id).sort());
}

beforeEach(async () => {
  app = await startLaravelApp();
  onTestFinished(() => app.close());
  token = app.token;
  stage = await setStage({
    source: 's-laravel',
    kind: 'laravel',
    // Registered as if it could take all back, so that nothing waits for second thoughts: those are the backend's (`undo.test.ts`).
    actions: ['read', 'unread', 'delete', 'undelete', 'reply'],
    token: () => token,
  });
});

const message = (text: string) => ({ data: { message: text } });
const READ = { read_at: '2026-11-22T10:02:00.000000Z' };
const many = (count: number, given: NewNotification = {}): void => {
  for (let index = 0; index < count; index += 1) app.store({ ...message(`Number ${index}`), ...given });
};

/** Minutes apart, the newest an hour ago. */
const manyOld = (count: number): void => {
  for (let index = count; index > 0; index -= 1) {
    const created_at = new Date(Date.now() - (60 + index) * 60_000).toISOString();
    app.store({ ...message(`Old ${index}`), created_at: created_at.replace(/\.\d+Z$/, '.000000Z') });
  }
};
const gets = () => requests().filter((line) => line.startsWith('GET'));
const pages = (...numbers: readonly number[]) => numbers.map((page) => `GET /api/notifications?page=${page}`);
const COUNT = 'GET /api/notifications/unread-count';

describe('what arrives', () => {
  test('ids and numbers that JavaScript would round stay exact: in the list, live, and on the way back', async () => {
    const ids = ['9007199254740993', '9007199254740995', '9007199254740997', '9007199254740999'];
    // A row's id is a text to the types; as a number of any length it is what a `bigint` column gives.
    const [first, second, third, fourth] = ids.map((id) => ({
      id: parseExact(id) as string,
      data: { message: id, order: parseExact(id) },
    }));
    app.store(first);
    app.store(second);
    run();
    await online();
    await app.notify(third);
    await app.notify(fourth, 'flat');
    await eventually(async () => (await stage.rows()).map(({ message }) => message)).toEqual(
      ids.toReversed(),
    );
    expect(stage.created.toSorted()).toEqual(ids);
    const kept = stage.ingests.flatMap(({ items }) =>
      items.map(({ content }) => JSON.stringify(content?.data)),
    );
    for (const id of ids)
      expect(kept).toContainEqual(expect.stringContaining(`{"message":"${id}","order":${id}}`.slice(1)));
    const rows = await stage.rows();
    await stage.client.act({ action: 'read', ids: rows.map(({ id }) => id) });
    await stage.drain();
    expect(requests()).toEqual(expect.arrayContaining(ids.map((id) => `POST /api/notifications/${id}/read`)));
  });

  test('what is there already comes as it is, read or unread, and then what is broadcast, once', async () => {
    const old = app.store({ ...message('Read before'), read_at: '2026-11-22T10:02:00.000000Z' });
    app.store(message('Unread'));
    run();
    await online();
    await expectLevel();
    await app.notify(message('Live'));
    await app.notify(message('Flat'), 'flat');
    await expectLevel();
    expect((await stage.rows()).map((row) => [row.message, row.read_at !== null])).toEqual([
      ['Flat', false],
      ['Live', false],
      ['Unread', false],
      ['Read before', true],
    ]);
    expect((await stage.rows()).at(-1)?.created_at).toBe(old.created_at.replace('.000000', '.000000'));
    expect(stage.people).toEqual([null]);
    // As templates for them are called, and filled.
    expect(stage.events.map(({ event, data, mapped }) => [event, JSON.parse(data).message, mapped])).toEqual([
      ['App\\Notifications\\FriendRequest', 'Live', true],
      ['App\\Notifications\\FriendRequest', 'Flat', true],
    ]);
  });

  test('what the queue repeats is one notification, also after a restart and by the list', async () => {
    run();
    await online();
    const row = await app.notify(message('Once'));
    await app.broadcastAgain(row);
    await app.broadcast('marker', { message: 'End' });
    await eventually(() => stage.created.length).toBe(2);
    run();
    await app.broadcastAgain(row);
    await online();
    await app.broadcastAgain(row);
    await app.broadcast('marker 2', { message: 'End' });
    await eventually(() => stage.created.length).toBe(3);
    expect(stage.created.filter((id) => id === row.id)).toHaveLength(1);
  });

  test('an event of another name is a notification; repeated it is the same, with other data another', async () => {
    run({
      templates: [
        { event: 'comment.added', title: '{{author.name}} wrote', url: 'https://shop.example/c/{{id}}' },
      ],
    });
    await online();
    const comment = { id: 5, content: 'Nice', author: { name: 'Ada', avatar: 'https://x.example/a.png' } };
    await app.broadcast('comment.added', comment);
    await app.broadcast('comment.added', comment);
    await app.broadcast('comment.added', { ...comment, content: 'Very nice' });
    await app.broadcast('comment.removed', comment);
    // The word of another client, not of the app.
    await app.broadcast('client-comment', comment);
    await app.broadcast('comment.last', comment);
    await eventually(titles).toContain('Comment last');
    expect(await stage.rows()).toHaveLength(4);
    expect(await stage.rows()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          type: 'comment.added',
          title: 'Ada wrote',
          message: 'Nice',
          url: 'https://shop.example/c/5',
          icon: 'https://x.example/a.png',
          data: comment,
        }),
        expect.objectContaining({ type: 'comment.removed', title: 'Comment removed' }),
      ]),
    );
  });

  test('what the backend does not accept at once waits for later, although no list has it', async () => {
    run();
    await online();
    stage.breakIngest = 'before';
    await app.broadcast('order.shipped', {
      order_number: 'A-1',
      tracking_number: 'T',
      estimated_delivery: 'Monday',
    });
    await eventually(titles).toEqual(['Order A-1 shipped']);
    stage.breakIngest = 'answer lost';
    await app.broadcast('order.packed', { order_number: 'A-2' });
    await app.broadcast('order.paid', { order_number: 'A-3' });
    await eventually(titles).toHaveLength(3);
    expect(stage.created).toHaveLength(3);
  });

  test('a notification that the backend refuses does not hold up the others', async () => {
    let deep: object = {};
    for (let depth = 0; depth < 100; depth += 1) deep = { deep };
    app.store(message('Before'));
    app.store({ data: { message: 'Too deep', deep } });
    app.store(message('After'));
    run();
    await online();
    await expectLevel();
    expect((await stage.rows()).find((row) => row.message === 'Too deep')?.data).toEqual({});
  });
});

describe('what was missed', () => {
  test('comes after the app was away, down to the mark and not further', async () => {
    manyOld(90);
    run();
    await online();
    await expectLevel();
    await app.stop();
    await waiting();
    many(30);
    const before = gets().length;
    await app.start();
    stage.adapter().kick();
    await online();
    await expectLevel();
    expect(gets().slice(before, before + 5)).toEqual([...pages(1, 2, 1, 2), COUNT]);
  });

  test('comes after this computer was away', async () => {
    many(3);
    run();
    await online();
    stage.adapter().dispose();
    many(50);
    run();
    await online();
    await expectLevel();
  });

  test('a broadcast that got lost is found by the next check', async () => {
    run({}, 200);
    await online();
    app.store(message('Never broadcast'));
    await expectLevel();
  });

  test('a loop stands as the list has it, with its times, although some of it came live, late and in another order', async () => {
    run({}, 60_000);
    await online();
    const begun = Date.now() - 40_000;
    // Six a second; the database has no finer times.
    const rows = Array.from({ length: 100 }, (_, index) =>
      app.store({
        ...message(`Number ${index}`),
        created_at: new Date(begun + Math.floor(index / 6) * 1_000)
          .toISOString()
          .replace(/\.\d+Z$/, '.000000Z'),
      }),
    );
    for (const index of [3, 1, 80, 41, 40]) {
      const { id, type, data } = rows[index] ?? app.store();
      await app.broadcast(CREATED_EVENT, { ...data, id, type });
    }
    await eventually(() => stage.created.length).toBe(5);
    stage.adapter().kick();
    await expectLevel();
    await eventually(async () => (await stage.rows()).map(({ created_at }) => created_at)).toEqual(
      app.rows.map(({ created_at }) => created_at),
    );
    expect((await stage.rows()).map(({ message: text }) => text)).toEqual(
      app.rows.map(({ data }) => data.message),
    );
  });

  test('the mark moves with a completed reading only, not with what comes live', async () => {
    many(2);
    run();
    await online();
    const mark = await stage.cursor();
    expect(mark?.id).toBe(app.rows[0]?.id);
    app.store(message('Missed'));
    app.faults.status = 500;
    await app.notify(message('Live'));
    await eventually(() => stage.created.length).toBe(3);
    stage.adapter().kick();
    await waiting('server_error');
    expect(await stage.cursor()).toEqual(mark);
    app.faults.status = null;
    await online();
    await expectLevel();
    expect((await stage.cursor())?.id).toBe(app.rows[0]?.id);
  });

  test('a reading that breaks off goes on where it was', async () => {
    many(100);
    app.faults.onPage = (page) => {
      if (page === 3) app.faults.status = 503;
    };
    run();
    await waiting('server_error');
    expect(await stage.cursor()).toBeNull();
    expect(stage.created.length).toBe(60);
    app.faults.onPage = null;
    app.faults.status = null;
    const before = app.requests.length;
    await online();
    await expectLevel();
    expect(requests()[before]).toBe('GET /api/notifications?page=4');
  });

  test('what came while a reading was interrupted is not left to the next check', async () => {
    many(45);
    let pages = 0;
    app.faults.onPage = () => {
      pages += 1;
      // In the second reading, after its first page.
      if (pages === 6) app.faults.status = 503;
    };
    run();
    await waiting('server_error');
    app.store({ ...message('Meanwhile'), ...READ });
    app.faults.status = null;
    await online();
    await expectLevel();
  });

  test('a mark that was deleted in the app ends nothing', async () => {
    const old = '2026-11-20T10:00:00.000000Z';
    for (let index = 0; index < 60; index += 1) app.store({ ...message(`Old ${index}`), created_at: old });
    const mark = app.store(message('Mark'));
    run();
    await online();
    await expectLevel();
    stage.adapter().dispose();
    app.remove(mark.id);
    many(25);
    const before = gets().length;
    run();
    await online();
    expect(missing()).toEqual([]);
    // 25 new ones are on two pages, which are read twice.
    expect(gets().slice(before, before + 5)).toEqual([...pages(1, 2, 1, 2), COUNT]);
    // It is gone there: read here, and still listed.
    await eventually(() => stage.rows()).toContainEqual(
      expect.objectContaining({ message: 'Mark', read_at: expect.any(String) }),
    );
  });

  test('what a long transaction brings in below the mark is found', async () => {
    const before = (seconds: number): string =>
      new Date(Date.now() - seconds * 1_000).toISOString().replace(/\.\d+Z$/, '.000000Z');
    for (let index = 25; index > 0; index -= 1)
      app.store({ ...message(`${index}`), created_at: before(index) });
    run();
    await online();
    await expectLevel();
    // On the second page, and without a trace in the counts.
    app.store({ ...message('Late'), ...READ, created_at: before(30) });
    stage.adapter().kick();
    await expectLevel();
  });

  test('a date that lies ahead does not hide what comes until then', async () => {
    manyOld(5);
    app.store({ ...message('Scheduled'), created_at: '2099-01-01T00:00:00.000000Z' });
    run();
    await online();
    stage.adapter().dispose();
    // Read ones: the counts are equal and find nothing.
    many(45, READ);
    run();
    await online();
    await expectLevel();
  });
});

describe('rows that move while they are read', () => {
  test('arrivals push rows to later pages: each is taken once', async () => {
    many(60);
    app.faults.onPage = (page) => {
      if (page === 1 && app.rows.length < 90) many(7);
    };
    run();
    await online();
    await expectLevel();
  });

  test('deletions pull rows to pages that were read already: none is missed', async () => {
    many(70);
    let pulled = false;
    app.faults.onPage = (page) => {
      if (page !== 1 || pulled) return;
      pulled = true;
      for (const { id } of app.rows.slice(0, 5)) app.remove(id);
    };
    run();
    await online();
    expect(missing()).toEqual([]);
    expect(stage.created).toHaveLength(70);
  });
});

describe('an app that misbehaves', () => {
  test.each([
    ['answers 500', { status: 500 }, 'server_error'],
    ['sends half an answer', { truncate: 'cut off' }, undefined],
    ['sends half an answer as a whole one', { truncate: 'whole' }, 'bad_answer'],
    ['is not what it was', { status: 404 }, 'not_found'],
  ] as const)('%s: the mark stays, and all comes later', async (_how, faults, trouble) => {
    many(5);
    run();
    await online();
    const mark = await stage.cursor();
    Object.assign(app.faults, faults);
    many(5);
    stage.adapter().kick();
    await eventually(() => stage.connection()).toMatchObject({
      status: expect.stringMatching(/waiting|stopped/),
      ...(trouble && { trouble }),
    });
    expect(await stage.cursor()).toEqual(mark);
    Object.assign(app.faults, { status: null, truncate: null });
    stage.adapter().kick();
    await online();
    await expectLevel();
  });

  test.each([0, 3, 10_000])(
    'that says %i for every number of it loses nothing, and nothing is read by it',
    async (lie) => {
      many(45);
      app.faults.lie = lie;
      run({}, 100);
      await online();
      many(25);
      stage.adapter().kick();
      await eventually(() => stage.created.length).toBe(70);
      expect(await stage.unread()).toBe(70);
    },
  );

  test('that knows no pages is read to its end', async () => {
    many(20);
    app.faults.ignorePage = true;
    run();
    await online();
    await expectLevel();
    expect(gets().length).toBeLessThan(20);
  });

  test('that does not answer is given up for a while; neither reading nor telling hangs with it', async () => {
    stage = await setStage({
      ...{ source: 's-laravel', kind: 'laravel', actions: ['read', 'unread'], token: () => token },
      http: (real) => ({ request: (url, init) => real.request(url, { ...init, timeoutMs: 300 }) }),
    });
    many(2);
    run();
    await online();
    await expectLevel();
    const mark = await stage.cursor();
    app.faults.hang = true;
    many(2);
    await stage.client.act({ action: 'read', ids: (await stage.rows()).map(({ id }) => id) });
    expect((await stage.drain()).map(({ outcome }) => outcome)).toEqual(['retry', 'retry']);
    stage.adapter().kick();
    await waiting('timeout');
    expect(await stage.cursor()).toEqual(mark);
    app.faults.hang = false;
    await online();
    expect(missing()).toEqual([]);
    expect(stage.created).toHaveLength(4);
  });

  test.each([404, 405])(
    'whose unread count is a %s, and that has a row without an id, is read all the same',
    async (status) => {
      stage = await setStage({
        ...{ source: 's-laravel', kind: 'laravel', actions: [], token: () => token },
        http: (real) => ({
          request: async (url, init) =>
            url.endsWith('unread-count') ? { status, headers: {}, body: '' } : real.request(url, init),
        }),
      });
      many(2);
      app.store({ ...message('Nameless'), id: '' });
      many(2);
      run();
      await online();
      expect(stage.created).toHaveLength(4);
    },
  );

  test('is asked again when it said so, not earlier', async () => {
    many(1);
    Object.assign(app.faults, { status: 429, headers: { 'retry-after': '600' } });
    run();
    await waiting('rate_limited');
    const { length } = app.requests.filter(({ line }) => line.startsWith('GET'));
    app.faults.status = null;
    stage.adapter().kick();
    await eventually(() => stage.connection()).toMatchObject({ retryAt: expect.any(String) });
    expect(app.requests.filter(({ line }) => line.startsWith('GET'))).toHaveLength(length);
    expect(stage.created).toEqual([]);
  });
});

describe('what came live and is not in the list', () => {
  const checks = () => gets().filter((line) => line === COUNT).length;
  /** Several checks have passed since. */
  async function checked(): Promise<void> {
    const before = checks();
    await eventually(checks).toBeGreaterThan(before + 2);
  }
  const unreadTexts = async () =>
    (await stage.rows()).filter((row) => row.read_at === null).map((row) => row.message);

  test('stays unread: it was only broadcast, or is an event of another name', async () => {
    app.store(message('Listed'));
    run({}, 50);
    await online();
    await app.announce(message('Broadcast only'));
    await app.broadcast('order.shipped', { message: 'An event' });
    await eventually(() => stage.rows()).toHaveLength(3);
    await checked();
    expect((await unreadTexts()).sort()).toEqual(['An event', 'Broadcast only', 'Listed']);
    // Their number makes up for nothing.
    app.remove(app.rows[0]?.id ?? '');
    await eventually(unreadTexts).toHaveLength(2);
    await checked();
    expect((await unreadTexts()).sort()).toEqual(['An event', 'Broadcast only']);
  });

  test('is there later: unread as it is there, and read once it is gone from there', async () => {
    run({}, 50);
    await online();
    const row = await app.announce(message('Delayed'));
    await eventually(() => stage.rows()).toHaveLength(1);
    await checked();
    expect(await stage.unread()).toBe(1);
    app.put(row);
    await checked();
    expect(await stage.unread()).toBe(1);
    expect(stage.created).toHaveLength(1);
    app.remove(row.id);
    await eventually(() => stage.unread()).toBe(0);
  });

  test('a conclusion gives way to the list; what its user has read does not', async () => {
    const [gone, read] = [app.store(message('Gone')), app.store(message('Read'))];
    run({}, 50);
    await online();
    await expectLevel();
    app.remove(gone.id);
    await eventually(unreadTexts).toEqual(['Read']);
    app.faults.status = 500;
    const id = (await stage.rows()).find((row) => row.message === 'Read')?.id ?? '';
    await stage.client.act({ action: 'read', ids: [id] });
    expect(await stage.drain()).toMatchObject([{ outcome: 'retry' }]);
    app.faults.status = null;
    app.put(gone);
    stage.adapter().kick();
    await eventually(unreadTexts).toEqual(['Gone']);
    await checked();
    expect(app.rows.find((row) => row.id === read.id)?.read_at).toBeNull();
    expect(await unreadTexts()).toEqual(['Gone']);
  });
});

describe('what was done elsewhere', () => {
  test('read or deleted there is read here, and stays; more than a page down', async () => {
    manyOld(50);
    run({}, 200);
    await online();
    await expectLevel();
    const [deep, gone] = [app.rows[45], app.rows[48]];
    app.read(deep?.id ?? '');
    app.remove(gone?.id ?? '');
    await eventually(() => stage.unread()).toBe(48);
    const read = (await stage.rows()).filter((row) => row.read_at !== null);
    expect(read.map((row) => row.message).sort()).toEqual([deep?.data.message, gone?.data.message].sort());
    expect(await stage.rows()).toHaveLength(50);
  });

  test('nothing is marked read because of an empty list, while the app counts unread ones', async () => {
    many(3);
    run({}, 100);
    await online();
    const ids = app.rows.map(({ id }) => id);
    app.faults.lie = 2;
    for (const id of ids) app.remove(id);
    const before = app.requests.length;
    await eventually(() => app.requests.length).toBeGreaterThan(before + 12);
    expect(await stage.unread()).toBe(3);
    app.faults.lie = null;
    stage.adapter().kick();
    await eventually(() => stage.unread()).toBe(0);
  });

  test('a count that stays different is not looked into again and again', async () => {
    manyOld(60);
    run({}, 100);
    await online();
    const third = () => gets().filter((line) => line.endsWith('page=3')).length;
    const checks = () => gets().filter((line) => line === COUNT).length;
    const before = third();
    app.faults.lie = 7;
    await eventually(third).toBe(before + 2);
    const checked = checks();
    await eventually(checks).toBeGreaterThan(checked + 3);
    expect(third()).toBe(before + 2);
  });
});

describe('the token', () => {
  test('that ends: signed out, with nothing lost once there is another', async () => {
    many(2);
    run();
    await online();
    app.useToken('2|other');
    many(2);
    stage.adapter().kick();
    await eventually(() => stage.connection()).toMatchObject({ status: 'stopped', trouble: 'signed_out' });
    token = '2|other';
    stage.adapter().kick();
    await online();
    await expectLevel();
  });

  test('goes with the other headers', async () => {
    const seen: unknown[] = [];
    stage = await setStage({
      ...{
        source: 's-laravel',
        kind: 'laravel',
        actions: [],
        token: () => token,
        headers: { 'x-team': 'blue' },
      },
      http: (real) => ({
        request(url, init) {
          seen.push(init.headers?.['x-team']);
          return real.request(url, init);
        },
      }),
    });
    run();
    await online();
    expect(seen.length).toBeGreaterThan(2);
    expect(new Set(seen)).toEqual(new Set(['blue']));
  });
});

describe('the channel', () => {
  test('without it, what is in the list still comes', async () => {
    await app.stopSockets();
    app.store(message('By the list'));
    run({}, 200);
    await eventually(() => stage.created.length).toBe(1);
    app.store(message('By the next check'));
    await eventually(() => stage.created.length).toBe(2);
    await waiting();
    await app.startSockets();
    stage.adapter().kick();
    await online();
  });

  test('that may not be listened to is reported as such', async () => {
    app.faults.authStatus = 403;
    run();
    await eventually(() => stage.connection()).toMatchObject({ trouble: 'channel_forbidden' });
    app.faults.authStatus = null;
    stage.adapter().kick();
    await online();
  });

  const signings = () => requests().filter((line) => line.endsWith('/broadcasting/auth'));

  test.each(['/api/broadcasting/auth', '/broadcasting/auth'] as const)(
    'is signed at %s without its user having to know, and from then on there only',
    async (address) => {
      app.faults.tokensAt = address;
      run();
      await online();
      expect(new Set(stage.signed)).toEqual(new Set([address]));
      const before = signings().length;
      run({ foundAuth: address });
      await online();
      expect(signings().slice(before)).toEqual([`POST ${address}`]);
      // The app has moved it.
      app.faults.tokensAt =
        address === '/broadcasting/auth' ? '/api/broadcasting/auth' : '/broadcasting/auth';
      run({ foundAuth: address });
      await online();
      expect(stage.signed.at(-1)).toBe(app.faults.tokensAt);
    },
  );

  test('is asked for at the address that its user typed, and nowhere else', async () => {
    app.faults.tokensAt = '/broadcasting/auth';
    run({ auth: '/api/broadcasting/auth' });
    await eventually(() => stage.connection()).toMatchObject({ trouble: 'not_found' });
    expect(new Set(signings())).toEqual(new Set(['POST /api/broadcasting/auth']));
  });

  test('that no usual address signs: it says which were asked; one that signed before says why', async () => {
    app.faults.authStatus = 403;
    run();
    await eventually(() => stage.connection()).toMatchObject({
      ...{ status: 'stopped', trouble: 'channel_forbidden' },
      detail: {
        code: 'not_signed',
        params: { addresses: '/api/broadcasting/auth, /broadcasting/auth' },
        said: 'Forbidden.',
      },
    });
    run({ foundAuth: '/broadcasting/auth' });
    await eventually(() => stage.connection()).toMatchObject({
      ...{ status: 'stopped', trouble: 'channel_forbidden' },
      detail: { code: null, said: 'Forbidden.' },
    });
  });

  test('at an address that takes no POST is signed by nobody', async () => {
    Object.assign(app.faults, { authStatus: 405, authMessage: 'The POST method is not supported.' });
    run({ auth: '/custom/auth' });
    await eventually(() => stage.connection()).toMatchObject({
      trouble: 'not_found',
      detail: { code: 'not_signed', params: { addresses: `${app.url}/custom/auth` } },
    });
  });

  test('that the app does not find, without a word, is refused where channels were signed before, and else not signed', async () => {
    Object.assign(app.faults, { authStatus: 404, authMessage: '' });
    run();
    await eventually(() => stage.connection()).toMatchObject({ trouble: 'not_found' });
    app.faults.authStatus = null;
    stage.adapter().kick();
    await online();
    app.faults.authStatus = 404;
    stage.adapter().kick();
    const refused = { status: 'stopped', trouble: 'channel_forbidden', detail: { code: 'answered' } };
    await eventually(() => stage.connection()).toMatchObject(refused);
    run({ foundAuth: '/broadcasting/auth' });
    await eventually(() => stage.connection()).toMatchObject(refused);
  });

  test('says who is there, and who writes', async () => {
    const seen = () => stage.people.at(-1);
    run({ people: 'presence-online' });
    await online();
    await eventually(seen).toEqual([{ id: '7', name: 'User 7', avatar: null, me: true, typing: false }]);
    const other = app.join({ user_id: '8', user_info: { id: 8, name: 'Ada', avatar: '/ada.png' } });
    const ada = { id: '8', name: 'Ada', avatar: `${app.url}/ada.png`, me: false };
    await eventually(seen).toContainEqual({ ...ada, typing: false });
    await other.say('client-typing', { user_id: 7 });
    await eventually(seen).toContainEqual({ ...ada, typing: true });
    await eventually(seen).toContainEqual({ ...ada, typing: false });
    stage.adapter().typing('presence-online');
    await eventually(() => other.heard).toEqual([
      ['client-typing', { id: '7', user_id: '7', name: 'User 7' }],
    ]);
    other.leave();
    await eventually(seen).toHaveLength(1);
    await app.stopSockets();
    await eventually(seen).toEqual([]);
  });
});

describe('a page that takes its time', () => {
  let onPage: (number: number) => Promise<void>;
  beforeEach(async () => {
    let asked = 0;
    stage = await setStage({
      ...{ source: 's-laravel', kind: 'laravel', actions: [], token: () => token },
      http: (real) => ({
        async request(url, init) {
          const answer = await real.request(url, init);
          if (url.includes('?page=')) await onPage(++asked);
          return answer;
        },
      }),
    });
  });

  test('and was asked for before the subscription does not make it online', async () => {
    const known: string[] = [];
    onPage = async (number) => {
      if (number === 1) await until('the socket', () => stage.connection()?.status === 'catching_up');
      else known.push(...stage.connections.map(({ status }) => status));
    };
    run();
    await online();
    expect(known).toContain('catching_up');
    expect(known).not.toContain('online');
  });

  test('comes to nothing when the source is gone by then', async () => {
    app.store(message('Too late'));
    let release = () => {};
    let asked = false;
    onPage = () => {
      asked = true;
      return new Promise((resolve) => {
        release = resolve;
      });
    };
    const late: unknown[] = [];
    stage.run((deps) => {
      const ingest: typeof deps.ingest = async (items) => void late.push(items);
      return createLaravelAdapter(app.source(), { ...deps, ingest });
    });
    await until('the page', () => asked);
    stage.adapter().dispose();
    release();
    // A second one goes the whole way that the first would have gone.
    onPage = async () => {};
    run();
    await online();
    expect(stage.created).toHaveLength(1);
    expect(late).toEqual([]);
  });
});

describe('telling the app', () => {
  const idOf = async (text: string) => (await stage.rows()).find((row) => row.message === text)?.id ?? '';
  const act = async (action: 'read' | 'delete', ...texts: readonly string[]) => {
    await stage.client.act({ action, ids: await Promise.all(texts.map(idOf)) });
  };

  beforeEach(async () => {
    for (const text of ['A', 'B', 'C']) app.store(message(text));
    run();
    await online();
    await eventually(() => stage.rows()).toHaveLength(3);
  });

  test('reads and deletions, with the id of the own socket', async () => {
    await act('read', 'A');
    await act('delete', 'B');
    expect(await stage.drain()).toEqual([{ outcome: 'done' }, { outcome: 'done' }]);
    expect(app.rows.map((row) => [row.data.message, row.read_at !== null])).toEqual([
      ['C', false],
      ['A', true],
    ]);
    const told = app.requests.filter(({ line }) => /^(POST .*read|DELETE)/.test(line));
    expect(told.map(({ socketId }) => socketId)).toEqual([
      expect.stringMatching(/^\d+\.\d+$/),
      expect.stringMatching(/^\d+\.\d+$/),
    ]);
    expect(await stage.entries()).toEqual([]);
  });

  test('what is gone there is announced, and goes to the Bin', async () => {
    app.remove(app.rows.find((row) => row.data.message === 'A')?.id ?? '');
    await act('read', 'A');
    expect(await stage.drain()).toEqual([{ outcome: 'done', gone: true }]);
    const { items } = await stage.client.list({ view: 'bin' });
    expect(items).toMatchObject([{ message: 'A', ended: 'withdrawn' }]);
    expect(await stage.entries()).toEqual([]);
  });

  test.each(['', 'No query results for model [App\\\\Models\\\\Order].'])(
    'a deletion that meets a 404 (“%s”) is kept while the list has the row, and says why',
    async (words) => {
      app.faults.unrouted = { delete: words };
      app.read(app.rows.find((row) => row.data.message === 'A')?.id ?? '');
      await act('delete', 'A');
      await act('read', 'B');
      expect((await stage.drain()).map(({ outcome }) => outcome).sort()).toEqual(['done', 'retry']);
      expect(stage.undelivered.at(-1)).toMatchObject({
        trouble: 'not_found',
        detail: { code: 'no_route', params: { address: 'DELETE /api/notifications/{id}' } },
      });
      app.faults.unrouted = {};
      await eventually(async () => {
        await stage.drain();
        return app.rows.map((row) => row.data.message);
      }).toEqual(['C', 'B']);
      expect(stage.undelivered.at(-1)).toBeNull();
    },
  );

  test('what is already read there counts as delivered, whatever a missing route says', async () => {
    app.faults.unrouted = { read: 'The route could not be found.' };
    app.read(app.rows.find((row) => row.data.message === 'A')?.id ?? '');
    await act('read', 'A');
    expect(await stage.drain()).toEqual([{ outcome: 'done' }]);
  });

  test('a 404 that says nothing is believed of what the whole list lacks, and of nothing else', async () => {
    many(40);
    run();
    await online();
    await expectLevel();
    app.faults.unrouted = { read: '' };
    // Below the first page.
    app.remove(app.rows.find((row) => row.data.message === 'B')?.id ?? '');
    const [kept, gone] = [await idOf('A'), await idOf('B')];
    await stage.client.act({ action: 'read', ids: [kept] });
    expect(await stage.drain()).toMatchObject([{ outcome: 'retry', after_ms: expect.any(Number) }]);
    expect(stage.undelivered.at(-1)).toMatchObject({
      detail: { params: { address: 'POST /api/notifications/{id}/read' } },
    });
    await stage.client.act({ action: 'read', ids: [gone] });
    expect(await stage.drain()).toEqual([{ outcome: 'done' }]);
  });

  test.each([
    [403, 'Forbidden here', 'refused'],
    [422, 'Not this one', 'refused'],
    [500, 'Server Error', 'retry'],
    [503, 'Maintenance', 'retry'],
  ] as const)('%i, %s: %s', async (status, said, outcome) => {
    app.faults.status = status;
    app.faults.message = said;
    await act('read', 'A');
    expect(await stage.drain()).toEqual([
      outcome === 'retry' ? { outcome } : { outcome, reason: refusal('answered', { status }, said) },
    ]);
  });

  test.each([
    [429, 'later', 30, 25_000],
    [503, 'retry', 3_600, 3_500_000],
  ] as const)('%i with a pause: everything comes %s, after that', async (status, outcome, seconds, least) => {
    const until = new Date(Date.now() + seconds * 1_000).toUTCString();
    Object.assign(app.faults, { status, headers: { 'retry-after': until } });
    await act('read', 'A', 'B', 'C');
    const told = await stage.drain();
    expect(told).toHaveLength(3);
    for (const one of told) {
      expect(one).toMatchObject({ outcome, after_ms: expect.any(Number) });
      expect('after_ms' in one && one.after_ms).toBeGreaterThanOrEqual(least);
    }
  });

  test('many at once go as fast as the app takes them, the newest first, and leave room for reading', async () => {
    many(50);
    run({}, 60_000, 1_000);
    await online();
    await expectLevel();
    const throttle = { limit: 20, ms: 1_000, refused: 0 };
    app.faults.throttle = throttle;
    const newestFirst = (await stage.rows()).map((row) => row.message);
    await stage.client.act({ action: 'read', ids: (await stage.rows()).map(({ id }) => id) });
    const unread = () => app.rows.filter((row) => row.read_at === null);
    const attempts = new Set<number>();
    async function drain(): Promise<number> {
      for (const entry of await stage.entries()) attempts.add(entry.attempts);
      await stage.drain();
      return unread().length;
    }
    // The first window takes all but two.
    await drain();
    const left = unread().map((row) => row.data.message);
    expect(left.length).toBeGreaterThan(20);
    expect(left).toEqual(newestFirst.slice(-left.length));
    await eventually(drain).toBe(0);
    expect([throttle.refused, [...attempts]]).toEqual([0, [0]]);
    expect(await stage.entries()).toEqual([]);
  });

  test('an address that has no list any more has not deleted anything', async () => {
    app.faults.status = 404;
    await act('read', 'A', 'B');
    expect((await stage.drain()).map(({ outcome }) => outcome)).toEqual(['retry', 'retry']);
    app.faults.status = null;
    await eventually(async () => {
      await stage.drain();
      return app.rows.filter((row) => row.read_at !== null);
    }).toHaveLength(2);
  });

  test('an expired token stops everything, and the user sees it', async () => {
    token = 'wrong';
    await act('read', 'A', 'B', 'C');
    const told = await stage.drain();
    expect(told.map(({ outcome }) => outcome)).toEqual(['retry', 'retry', 'retry']);
    expect(stage.connection()).toMatchObject({ status: 'stopped', trouble: 'signed_out' });
  });

  test('without a network everything waits', async () => {
    await app.stop();
    await act('read', 'A', 'B');
    expect((await stage.drain()).map(({ outcome }) => outcome)).toEqual(['retry', 'retry']);
  });

  test('a page for people, of the network in between, is no answer', async () => {
    app.faults.page = '<html>Sign in to the hotel</html>';
    await act('read', 'A');
    expect(await stage.drain()).toEqual([{ outcome: 'retry' }]);
  });

  test('of one notification nothing overtakes', async () => {
    const [id, external_id] = [await idOf('A'), app.rows[2]?.id ?? ''];
    const base = { source: 's-laravel', notification_id: id, external_id, reply: null, attempts: 0 };
    app.faults.status = 500;
    const told = stage.adapter().deliver([
      { ...base, id: '1', action: 'read' },
      { ...base, id: '2', action: 'delete' },
    ]);
    expect((await told).map(({ outcome }) => outcome)).toEqual(['retry', 'retry']);
    expect(requests().filter((line) => line.startsWith('DELETE'))).toEqual([]);
  });

  test('at most four at a time', async () => {
    many(12);
    stage.adapter().kick();
    await eventually(() => stage.rows()).toHaveLength(15);
    await stage.client.act({ action: 'read', ids: (await stage.rows()).map(({ id }) => id) });
    app.faults.hang = true;
    const hasOutboxWorker = stage.drain();
    const posts = () => requests().filter((line) => line.endsWith('/read'));
    await eventually(posts).toHaveLength(4);
    app.faults.hang = false;
    await app.stop();
    expect((await hasOutboxWorker).every(({ outcome }) => outcome === 'retry')).toBe(true);
    expect(posts()).toHaveLength(4);
  });
});
