import { EventEmitter } from 'node:events';
import type { ActivationArguments, NotificationConstructorOptions } from 'electron';
import { afterEach, expect, test, vi } from 'vitest';
import type { NotifierEvent, Toast, ToastButton } from '../../../../electron/delivery/notifiers/notifier.ts';
import {
  createElectronNotifier,
  type NativeNotification,
  type NativeSystem,
} from '../../../../electron/delivery/notifiers/notifier-electron.ts';
import { soundsOf } from './linux-toasts.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** One of Electron's, in its older form; the newer one knows its `id`. */
class Fake extends EventEmitter {
  readonly options: NotificationConstructorOptions;
  readonly show = vi.fn();
  readonly close = vi.fn();
  constructor(options: NotificationConstructorOptions) {
    super();
    this.options = options;
  }
}
class NewFake extends Fake {
  get id(): string {
    return this.options.id ?? '';
  }
}

function setUp(Kind = Fake, system: Partial<NativeSystem> = {}, sounds = soundsOf()) {
  const created: Fake[] = [];
  const notifier = createElectronNotifier({
    system: {
      create: (options) => {
        const fake = new Kind(options);
        created.push(fake);
        return fake satisfies Pick<NativeNotification, 'show' | 'close'> as Fake & NativeNotification;
      },
      isSupported: () => true,
      hasFields: false,
      onActivation: null,
      removeAll: null,
      ...system,
    },
    icon: '/icons/256.png',
    sounds,
    log: { info() {}, error() {} },
  });
  const events: NotifierEvent[] = [];
  notifier.onEvent((event) => events.push(event));
  return { notifier, created, events };
}

const READ: ToastButton = { kind: 'command', command: 'inbox.read', label: 'Mark as read' };

const toast = (fields: Partial<Toast> = {}): Toast => ({
  key: 'a',
  place: 'a-place',
  title: 'title',
  body: 'a <b>plain</b> body',
  urgency: 'critical',
  sound: 'none',
  buttons: [READ],
  image: null,
  ...fields,
});

test('shows it and says so', async () => {
  const { notifier, created } = setUp();
  const outcome = notifier.show(toast());
  expect(created[0]?.show).toHaveBeenCalledOnce();
  expect(created[0]?.options).toEqual({
    id: 'a-place',
    title: 'title',
    body: 'a <b>plain</b> body',
    silent: true,
    icon: '/icons/256.png',
    urgency: 'critical',
    timeoutType: 'never',
    actions: [{ type: 'button', text: 'Mark as read' }],
  });
  created[0]?.emit('show');
  expect(await outcome).toBe('shown');
});

test('gives the system text only, whatever a notification is made of', () => {
  const { notifier, created } = setUp();
  const bad = 'x\uffff\ufdd0\u{1fffe}\ud83d\0\u0007y';
  const clean = 'x\ufffd\ufffd\ufffd\ufffdy';
  void notifier.show(toast({ place: bad, title: bad, body: bad }));
  expect(created[0]?.options).toMatchObject({ id: clean, title: clean, body: clean });
});

test('a summary has no button; a picture replaces the icon', () => {
  const { notifier, created } = setUp();
  void notifier.show(toast({ buttons: [], image: '/images/a.png' }));
  expect(created[0]?.options).toMatchObject({ actions: [], icon: '/images/a.png' });
});

test('reports click, button and end', () => {
  const { notifier, created, events } = setUp();
  void notifier.show(toast());
  created[0]?.emit('click');
  created[0]?.emit('action', { actionIndex: 0 }, 0);
  created[0]?.emit('close', {});
  expect(events).toEqual([
    { type: 'open', key: 'a' },
    { type: 'button', key: 'a', command: 'inbox.read' },
    { type: 'closed', key: 'a', by: 'unknown' },
  ]);
});

test('is clicked in the notification centre after it has left the screen, until it is taken back', () => {
  const { notifier, created, events } = setUp();
  void notifier.show(toast());
  created[0]?.emit('close', {});
  created[0]?.emit('click');
  created[0]?.emit('click');
  expect(events.map(({ type }) => type)).toEqual(['closed', 'open', 'open']);
  notifier.close('a');
  expect(created[0]?.close).toHaveBeenCalledOnce();
});

test.each([
  ['an old Electron closes the one before itself', Fake, 1],
  ['a new one lets the system replace it', NewFake, 0],
] as const)('%s', (_name, Kind, closed) => {
  const { notifier, created, events } = setUp(Kind);
  void notifier.show(toast());
  void notifier.show(toast());
  expect(created[0]?.close).toHaveBeenCalledTimes(closed);
  created[0]?.emit('close', {});
  expect(events).toEqual([]);
  notifier.close('a');
  expect(created[1]?.close).toHaveBeenCalledOnce();
});

test('when the app ends, all go, also those in the notification centre', async () => {
  const { notifier, created, events } = setUp();
  void notifier.show(toast());
  void notifier.show(toast({ key: 'b' }));
  created[0]?.emit('close', {});
  events.length = 0;
  await notifier.dispose();
  for (const one of created) expect(one.close).toHaveBeenCalledOnce();
  expect(events).toEqual([]);
});

test('refused by the system', async () => {
  const { notifier, created } = setUp();
  const outcome = notifier.show(toast());
  created[0]?.emit('failed', {}, 'not signed');
  expect(await outcome).toBe('failed');
  notifier.close('a');
  expect(created[0]?.close).not.toHaveBeenCalled();
});

test('never heard of again', async () => {
  vi.useFakeTimers();
  const { notifier } = setUp();
  const outcome = notifier.show(toast());
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await outcome).toBe('timeout');
});

test('a system without notifications', async () => {
  const { notifier, created } = setUp(Fake, { isSupported: () => false });
  expect(await notifier.show(toast())).toBe('unavailable');
  expect(created).toEqual([]);
});

test.each([
  ['userCanceled', 'user'],
  ['timedOut', 'expired'],
  ['applicationHidden', 'program'],
] as const)('Windows says %s: closed by %s', (reason, by) => {
  const { notifier, created, events } = setUp();
  void notifier.show(toast());
  created[0]?.emit('close', { reason });
  expect(events).toEqual([{ type: 'closed', key: 'a', by }]);
});

test('the system plays its own sound; any other is played once the toast has appeared', () => {
  const played = vi.fn(async () => 'played' as const);
  const { notifier, created } = setUp(Fake, {}, soundsOf({ soundForUrgent: 'chime', volume: 40 }, played));
  void notifier.show(toast({ sound: 'all' }));
  created[0]?.emit('show');
  void notifier.show(toast({ key: 'b', sound: 'urgent' }));
  expect(created.map(({ options }) => options.silent)).toEqual([false, true]);
  expect(played).not.toHaveBeenCalled();
  created[1]?.emit('show');
  expect(played).toHaveBeenCalledExactlyOnceWith({ kind: 'file', file: '/sounds/chime.wav' }, 40);
});

const DONE: ToastButton = { kind: 'command', command: 'inbox.done', label: 'Done' };
const SNOOZE: ToastButton = { kind: 'command', command: 'inbox.snoozeHour', label: 'Snooze for 1 hour' };
const REPLY: ToastButton = { kind: 'reply', label: 'Reply', placeholder: 'Write a reply' };
const APPROVE: ToastButton = { kind: 'sender', id: 'approve', label: 'Approve' };
const ALL = [APPROVE, REPLY, READ, DONE, SNOOZE];
const labels = (fake: Fake | undefined) => fake?.options.actions?.map(({ text }) => text);

test('with a field for the answer, an old Electron tells the button or the words beside its event', () => {
  const { notifier, created, events } = setUp(Fake, { hasFields: true });
  void notifier.show(toast({ buttons: ALL, group: 'shop' }));
  expect(created[0]?.options).toMatchObject({
    hasReply: true,
    replyPlaceholder: 'Write a reply',
    groupId: 'shop',
  });
  expect(labels(created[0])).toEqual(['Approve', 'Mark as read', 'Done']);
  created[0]?.emit('action', {}, 2);
  created[0]?.emit('action', { actionIndex: 0 }, 0);
  created[0]?.emit('reply', {}, 'On my way');
  created[0]?.emit('reply', { reply: ' ' }, ' ');
  expect(events).toEqual([
    { type: 'button', key: 'a', command: 'inbox.done' },
    { type: 'sender', key: 'a', action: 'approve' },
    { type: 'reply', key: 'a', text: 'On my way' },
    { type: 'compose', key: 'a' },
  ]);
});

test('without such a field Reply is a button', () => {
  const { notifier, created, events } = setUp();
  void notifier.show(toast({ buttons: ALL }));
  expect(created[0]?.options).not.toHaveProperty('hasReply');
  expect(labels(created[0])).toEqual(['Approve', 'Reply', 'Mark as read']);
  created[0]?.emit('action', { actionIndex: 1 }, 1);
  expect(events).toEqual([{ type: 'compose', key: 'a' }]);
});

test('newer words make no sound, and do not bring back what has left the screen', async () => {
  const { notifier, created } = setUp();
  void notifier.show(toast({ sound: 'all' }));
  void notifier.update(toast({ title: 'newer', sound: 'all' }));
  expect(created[1]?.options).toMatchObject({ title: 'newer', silent: true });
  created[1]?.emit('close', {});
  expect(await notifier.update(toast())).toBe('closed');
  expect(created).toHaveLength(2);
});

test('macOS is rid of what an earlier run has left', () => {
  const removeAll = vi.fn();
  setUp(Fake, { removeAll });
  expect(removeAll).toHaveBeenCalledOnce();
});

test.each([
  ['click', 'type=click&tag=item%3A0190-ab', { place: 'item:0190-ab', reply: null }],
  ['action', 'type=action&action=1&tag=1234567', { place: null, reply: null }],
  ['reply', 'type=reply&tag=item:0190-ab', { place: 'item:0190-ab', reply: 'Yes' }],
  ['click', '%', { place: null, reply: null }],
])(
  'a %s (%s) that has started the app on Windows is about a toast of an earlier run',
  async (type, said, expected) => {
    const details: ActivationArguments = { type, arguments: said, reply: 'Yes' };
    const { events } = setUp(Fake, { onActivation: (listener) => listener(details) });
    expect(events).toEqual([]);
    await expect.poll(() => events).toEqual([{ type: 'activated', ...expected }]);
  },
);

test('what Windows says about the toasts of this run comes from themselves', async () => {
  let tell = (_details: ActivationArguments): void => {};
  const { notifier, created, events } = setUp(Fake, {
    onActivation: (listener) => {
      tell = listener;
    },
  });
  void notifier.show(toast());
  tell({ type: 'click', arguments: 'type=click&tag=item:0190-ab' });
  created[0]?.emit('click');
  await new Promise(setImmediate);
  expect(events).toEqual([{ type: 'open', key: 'a' }]);
});
