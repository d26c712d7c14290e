import { afterEach, expect, test, vi } from 'vitest';
import { type Command, onRows } from '#app/rules/commands';
import { ROW_COMMANDS, type RowCommandId } from '#server/rules/commands';
import { BackendError } from '../../../electron/backend/client.ts';
import { createCommands, createStart } from '../../../electron/commands/commands.ts';
import { PressError } from '../../../electron/commands/press.ts';
import { OpenError } from '../../../electron/system/opener.ts';
import { EMPTY } from '../../../server/client/reduce.ts';
import { notification } from '../../support/notification.ts';

const URL = 'https://ci.example/run/7';
const open: Command = { id: 'inbox.open', args: { id: 'id-1' } };

function setUp(url: string | null = URL) {
  const done: unknown[] = [];
  const trouble = { link: null as Error | null, act: null as Error | null };
  const note =
    (what: string) =>
    (...args: readonly unknown[]): void =>
      void done.push([what, ...args]);
  const never = vi.fn();
  const window = { open: note('window'), summon: note('summon'), hide: never, toggle: never };
  const run = createCommands({
    inbox: {
      act: async (request) => {
        if (trouble.act !== null) throw trouble.act;
        note('act')(request);
        return {
          batch: null,
          delta: { epoch: 'e', revision: 1, counts: { unread: 0, by_source: {} }, changed: [] },
        };
      },
      undoLast: async () => {
        note('undoLast')();
        return null;
      },
      state: () => ({ ...EMPTY, revision: 7 }),
    },
    window,
    pause: { until: never, start: never, end: never },
    presenting: { start: never, end: never },
    find: (id) => (id === 'id-1' ? notification(1, { url }) : undefined),
    unread: () => [notification(1, { id: 'id-1', source: 'local', type: 'ci.build', sender: 'CI "main"' })],
    opener: {
      link: async (link) => {
        if (trouble.link !== null) throw trouble.link;
        note('link')(link);
      },
    },
    presses: { press: async () => Promise.reject(new PressError('action_unknown')), allow: never },
    textSize: { change: never },
    sendTest: never,
    nextStep: never,
    reply: () => Promise.reject(new BackendError('unreachable', '')),
    typing: never,
    seen: note('seen'),
    retrySource: never,
    copy: note('copy'),
    endpoint: { get: () => ({ url: 'http://here', token: '2|secret' }), rotate: async () => {} },
    retry: never,
    dismissFile: never,
    openLogs: () => Promise.reject(new OpenError('open_failed', '')),
    saveReport: never,
    update: never,
    quit: never,
    log: never,
  });
  return { run, start: createStart({ run, open: window.open }), done, trouble };
}

const read = ['act', { action: 'read', ids: ['id-1'] }];
const NOW = Date.parse('2026-11-22T10:00:00Z');

afterEach(() => {
  vi.useRealTimers();
});

test('a click opens a notification’s link and marks it as read', async () => {
  const { run, done } = setUp();
  expect(await run(open)).toEqual({ ok: true, value: null });
  expect(done).toEqual([['link', URL], ['seen', ['id-1']], read]);
});

test('what has none is opened in the window', async () => {
  const { run, done } = setUp(null);
  await run(open);
  expect(done).toEqual([['window', { page: 'inbox', notificationId: 'id-1' }], ['seen', ['id-1']], read]);
});

test('the test of notifications is shown by the window, which begins it', async () => {
  const { run, done } = setUp();
  await run({ id: 'walk.start', args: {} });
  expect(done).toEqual([['window', { page: 'notifications', walk: true }]]);
});

test('a rule from a notification begins with its source, type and sender; an unknown one shows its row', async () => {
  const { run, done } = setUp();
  await run({ id: 'inbox.makeRule', args: { id: 'id-1' } });
  await run({ id: 'inbox.makeRule', args: { id: 'id-2' } });
  const draft = { name: 'CI "main"', filter: 'source:local type:"ci.build" from:"CI  main"' };
  expect(done).toEqual([
    ['window', { page: 'rules', rule: { draft } }],
    ['window', { page: 'inbox', notificationId: 'id-2' }],
  ]);
});

test.each(['link_refused', 'opener_missing', 'open_failed'] as const)(
  'a link that was not opened (%s) stays unread; asked for outside of the window, the window says why at the row',
  async (code) => {
    const { run, start, done, trouble } = setUp();
    trouble.link = new OpenError(code, 'no browser');
    const error = { code };
    expect(await run(open)).toEqual({ ok: false, error });
    expect(done).toEqual([]);
    await start(open);
    expect(done).toEqual([
      ['window', { page: 'inbox', notificationId: 'id-1', failed: { command: 'inbox.open', error } }],
    ]);
  },
);

test('a link that was opened is not said to have failed because the backend is away', async () => {
  const { start, done, trouble } = setUp();
  trouble.act = new BackendError('unreachable', '');
  await start(open);
  expect(done).toEqual([
    ['link', URL],
    ['seen', ['id-1']],
  ]);
});

test('the window reports a folder that the tray could not open', async () => {
  const { start, done } = setUp();
  await start({ id: 'logs.open', args: {} });
  expect(done).toMatchObject([
    ['window', { page: 'inbox', failed: { command: 'logs.open', error: { code: 'open_failed' } } }],
  ]);
});

test('what was done last is undone', async () => {
  const { run, done } = setUp();
  expect(await run({ id: 'inbox.undo', args: {} })).toEqual({ ok: true, value: null });
  expect(done).toEqual([['undoLast']]);
});

test('its link and the command line go into the clipboard', async () => {
  const { run, done } = setUp();
  await run({ id: 'inbox.copyLink', args: { id: 'id-1' } });
  await run({ id: 'curl.copy', args: {} });
  await run({ id: 'endpoint.copyUrl', args: {} });
  await run({ id: 'endpoint.copyToken', args: {} });
  expect(done).toEqual([
    ['copy', URL],
    ['copy', expect.stringContaining('Bearer 2|secret')],
    ['copy', 'http://here'],
    ['copy', '2|secret'],
  ]);
});

test('a click on a summary leads to unread rows; the tray asks for no particular place', async () => {
  const { run, done } = setUp();
  await run({ id: 'inbox.showUnread', args: {} });
  await run({ id: 'window.open', args: {} });
  expect(done).toEqual([['window', { page: 'inbox', view: 'unread' }], ['summon']]);
});

test.each(Object.entries(ROW_COMMANDS).filter(([id]) => id !== 'inbox.open'))(
  '%s does its action to all of its rows',
  async (id, { action }) => {
    vi.useFakeTimers({ now: NOW });
    const { run, done } = setUp();
    await run(onRows(id as RowCommandId, ['id-1', 'id-2']));
    const until = id === 'inbox.snoozeHour' ? { until: '2026-11-22T11:00:00.000Z' } : {};
    expect(done).toEqual([['act', { action: { kind: action, ...until }, ids: ['id-1', 'id-2'] }]]);
  },
);

test.each([
  ['inbox.readThread', 'read'],
  ['inbox.doneThread', 'done'],
] as const)('%s acts on what is unread of the thread by now', async (id, action) => {
  const thread = { source: 'local', key: 'build' };
  const { run, done } = setUp();
  await run({ id, args: { thread } });
  expect(done).toEqual([['act', { action, thread, view: 'unread', up_to_revision: 7 }]]);
});

test('the reply of a toast opens the composer; one that could not be passed on stands there, under its key', async () => {
  const { start, done } = setUp();
  await start({ id: 'inbox.compose', args: { id: 'id-1' } });
  await start({ id: 'inbox.reply', args: { id: 'id-1', text: 'Yes', key: 'k' } });
  const at = { page: 'inbox', notificationId: 'id-1' };
  const error = { code: 'backend_unavailable' };
  expect(done).toEqual([
    ['window', { ...at, composer: null }],
    ['window', { ...at, composer: { text: 'Yes', key: 'k' }, failed: { command: 'inbox.reply', error } }],
  ]);
});

test('the window says at the row what a button of a toast could not do', async () => {
  const { start, done, trouble } = setUp();
  trouble.act = new BackendError('not_supported', 'an older server cannot do this');
  await start({ id: 'inbox.snoozeHour', args: { ids: ['id-1'] } });
  expect(done).toEqual([
    [
      'window',
      {
        ...{ page: 'inbox', notificationId: 'id-1' },
        failed: { command: 'inbox.snoozeHour', error: { code: 'not_supported' } },
      },
    ],
  ]);
});

test('what the toast of a storm stands for is marked as read, however much it is; its source is muted for an hour', async () => {
  vi.useFakeTimers({ now: NOW });
  const { run, done } = setUp();
  const ids = Array.from({ length: 1_200 }, (_, index) => `id-${index}`);
  await run({ id: 'inbox.read', args: { ids } });
  const asked = done.map((each) => (each as [string, { ids: readonly string[] }])[1].ids);
  expect(asked.map((portion) => portion.length)).toEqual([500, 500, 200]);
  expect(asked.flat()).toEqual(ids);
  await run({ id: 'sources.muteHour', args: { id: 'shop' } });
  const until = '2026-11-22T11:00:00.000Z';
  expect(done.at(-1)).toEqual(['act', { action: { kind: 'mute', what: 'source', source: 'shop', until } }]);
});
