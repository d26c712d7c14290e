import { EventEmitter } from 'node:events';
import type { NotificationConstructorOptions } from 'electron';
import { afterEach, expect, test, vi } from 'vitest';
import type { NotifierEvent, Toast, ToastButton } from '../../../../electron/delivery/notifiers/notifier.ts';
import {
  createElectronNotifier,
  type NativeNotification,
} from '../../../../electron/delivery/notifiers/notifier-electron.ts';

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

function setUp(Kind = Fake, isSupported = true) {
  const created: Fake[] = [];
  const notifier = createElectronNotifier({
    create: (options) => {
      const fake = new Kind(options);
      created.push(fake);
      return fake satisfies Pick<NativeNotification, 'show' | 'close'> as Fake & NativeNotification;
    },
    isSupported: () => isSupported,
    icon: '/icons/256.png',
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
  created[0]?.emit('action', {}, 0);
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
  const { notifier, created } = setUp(Fake, false);
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
