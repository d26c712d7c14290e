import type { IpcMainInvokeEvent } from 'electron';
import { expect, test, vi } from 'vitest';
import { type Handlers, handleCalls } from '../../../electron/ipc/handle.ts';

type Listener = (event: IpcMainInvokeEvent, ...args: unknown[]) => unknown;
type Frame = Readonly<{ url: string; parent: Frame | null }>;

const PAGE: Frame = { url: 'belfry-ui://app/index.html', parent: null };

function setUp(overrides: Partial<Handlers> = {}) {
  let listener: Listener = () => undefined;
  const run = vi.fn(async () => ({ ok: true, value: null }) as const);
  const unused = async () => ({ ok: false, error: { code: 'internal' } }) as const;
  const log = vi.fn();
  handleCalls({
    ipcMain: {
      handle: (_channel, given) => {
        listener = given;
      },
    },
    isWindow: (id) => id === 7,
    handlers: {
      'status.get': unused,
      'inbox.sync': unused,
      'inbox.list': unused,
      'inbox.act': unused,
      'inbox.undo': unused,
      'inbox.count': unused,
      'inbox.batches': unused,
      ...{ 'rules.get': unused, 'rules.save': unused, 'rules.remove': unused, 'rules.order': unused },
      ...{ 'rules.preview': unused, 'rules.apply': unused, 'mutes.get': unused },
      ...{ 'filters.get': unused, 'filters.save': unused, 'filters.remove': unused },
      'settings.patch': unused,
      'inbox.seen': unused,
      'walk.run': unused,
      'walk.settings': unused,
      'decisions.of': unused,
      'inbox.sight': unused,
      'sounds.play': unused,
      'sounds.choose': unused,
      'keys.export': unused,
      'keys.import': unused,
      'sources.get': unused,
      'sources.save': unused,
      'sources.remove': unused,
      'sources.test': unused,
      'sources.events': unused,
      'sources.preview': unused,
      'sources.revoke': unused,
      'command.run': run,
      ...overrides,
    },
    log,
  });
  const call = (name: unknown, args: unknown, from: { id?: number; frame?: Frame | null } = {}) => {
    const frame = from.frame === undefined ? PAGE : from.frame;
    // Of the event only the sender is looked at; Electron offers no way to make a whole one.
    return listener({ sender: { id: from.id ?? 7 }, senderFrame: frame } as IpcMainInvokeEvent, name, args);
  };
  return { call, run, log };
}

const READ = { id: 'inbox.read', args: { ids: ['a'] } };

test('a call with fitting arguments reaches its handler', async () => {
  const { call, run } = setUp();
  expect(await call('command.run', READ)).toEqual({ ok: true, value: null });
  expect(run).toHaveBeenCalledWith(READ);
});

test.each<[string, { id?: number; frame?: Frame | null }]>([
  ['another window', { id: 8 }],
  ['another origin', { frame: { url: 'https://example.org/', parent: null } }],
  ['a host that starts alike', { frame: { url: 'belfry-ui://application/index.html', parent: null } }],
  ['a frame inside the page', { frame: { url: PAGE.url, parent: PAGE } }],
  ['a frame that is gone', { frame: null }],
])('%s may not call', async (_who, from) => {
  const { call, run } = setUp();
  expect(await call('command.run', READ, from)).toMatchObject({
    ok: false,
    error: { code: 'refused_sender' },
  });
  expect(run).not.toHaveBeenCalled();
});

test.each([
  ['an unknown call', 'shell.exec', {}],
  ['a name from the prototype', 'constructor', {}],
  ['a name that is none', 7, {}],
  ['no arguments', 'command.run', undefined],
  ['an unknown command', 'command.run', { id: 'app.selfDestruct', args: {} }],
  ['arguments of another command', 'command.run', { id: 'inbox.open', args: { ids: ['a'] } }],
  ['an extra argument', 'command.run', { ...READ, more: true }],
  ['too many ids', 'command.run', { id: 'inbox.read', args: { ids: Array.from({ length: 501 }, String) } }],
  ['an unknown setting', 'settings.patch', { patch: { devtools: true } }],
  ['a setting of the wrong type', 'settings.patch', { patch: { sound: 'loud' } }],
  ['an unknown view', 'inbox.list', { view: 'trash' }],
  ['a page that is too long', 'inbox.list', { view: 'inbox', limit: 10_000 }],
  ['a sync from nowhere', 'inbox.sync', { since: -1 }],
  ['an unknown action', 'inbox.act', { action: 'burn', ids: ['a'] }],
  ['an action on nothing', 'inbox.act', { action: 'read', ids: [] }],
  ['a snooze without its end', 'inbox.act', { action: { kind: 'snooze' }, ids: ['a'] }],
  ['an undo of nothing', 'inbox.undo', { batch: '' }],
  ['an undo of what is too long for an id', 'inbox.undo', { batch: 'a'.repeat(65) }],
])('%s is refused with a reason', async (_what, name, args) => {
  const { call, run } = setUp();
  const answer = await call(name, args);
  expect(answer).toMatchObject({ ok: false, error: { code: 'invalid_arguments' } });
  expect(run).not.toHaveBeenCalled();
});

test('a handler that throws answers with data and leaves its trace in the log only', async () => {
  const { call, log } = setUp({
    'command.run': () => Promise.reject(new Error('secret detail')),
  });
  const answer = await call('command.run', READ);
  expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } });
  expect(JSON.stringify(answer)).not.toContain('secret detail');
  expect(log).toHaveBeenCalledWith(expect.stringContaining('secret detail'));
});
