/** What a toast offers to daemons that have or lack each ability, and what their signals mean, in any order. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type {
  Notifier,
  NotifierEvent,
  ToastButton,
} from '../../../../electron/delivery/notifiers/notifier.ts';
import { createDbusNotifier } from '../../../../electron/delivery/notifiers/notifier-dbus.ts';
import { createBusClient } from '../../../../electron/system/dbus/dbus.ts';
import { type BusDaemon, startBusDaemon } from '../../../support/bus.ts';
import { type NotificationDaemon, startNotificationDaemon } from '../../../support/notification-daemon.ts';
import { LOOKS, NO_FILE, READ, soundsOf, toast } from './linux-toasts.ts';

const DONE: ToastButton = { kind: 'command', command: 'inbox.done', label: 'Done' };
const SNOOZE: ToastButton = { kind: 'command', command: 'inbox.snoozeHour', label: 'Snooze for 1 hour' };
const APPROVE: ToastButton = { kind: 'sender', id: 'approve', label: 'Approve' };
const REPLY: ToastButton = { kind: 'reply', label: 'Reply', placeholder: 'Write a reply' };
const ALL = [APPROVE, REPLY, READ, DONE, SNOOZE];

const PLAIN = ['body', 'body-markup', 'actions'];
const WITH_REPLY = [...PLAIN, 'inline-reply'];
const OPEN = ['default', 'Open'];

let bus: BusDaemon;
let daemon: NotificationDaemon;
let notifier: Notifier;
let events: NotifierEvent[];
const ends: (() => unknown)[] = [];

beforeEach(async () => {
  bus = await startBusDaemon();
  ends.push(() => bus.stop());
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function startDaemon(capabilities: readonly string[]): Promise<void> {
  daemon = await startNotificationDaemon(bus.address, capabilities);
}

async function setUp(capabilities: readonly string[]): Promise<void> {
  await startDaemon(capabilities);
  const log = { info() {}, error() {} };
  const session = createBusClient({ address: bus.address, log });
  notifier = createDbusNotifier({ bus: session, looks: LOOKS, sounds: soundsOf(), file: NO_FILE, log });
  events = [];
  notifier.onEvent((event) => events.push(event));
  ends.push(
    () => daemon.stop(),
    () => session.dispose(),
    () => notifier.dispose(),
  );
  await expect.poll(() => events).toEqual([{ type: 'available' }]);
  events.length = 0;
}

const last = () => daemon.notified().at(-1);

describe('a toast offers', () => {
  test('three buttons, and Reply is one of them', async () => {
    await setUp(PLAIN);
    await notifier.show(toast('a', { buttons: ALL }));
    expect(last()).toMatchObject({
      actions: [...OPEN, 'sender:approve', 'Approve', 'compose', 'Reply', 'inbox.read', 'Mark as read'],
      hints: { resident: true },
    });
    expect(last()?.hints).not.toHaveProperty('x-kde-reply-placeholder-text');
  });

  test('a field for the answer beside three buttons, where the daemon has fields', async () => {
    await setUp(WITH_REPLY);
    await notifier.show(toast('a', { buttons: ALL }));
    expect(last()).toMatchObject({
      actions: [
        ...[...OPEN, 'inline-reply', 'Reply', 'sender:approve', 'Approve'],
        ...['inbox.read', 'Mark as read', 'inbox.done', 'Done'],
      ],
      hints: { 'x-kde-reply-placeholder-text': 'Write a reply' },
    });
  });

  test('no field if nobody is to answer, and does not stay for a result that cannot come', async () => {
    await setUp(WITH_REPLY);
    await notifier.show(toast('a', { buttons: [READ, DONE, SNOOZE] }));
    expect(last()?.actions).toEqual([
      ...[...OPEN, 'inbox.read', 'Mark as read', 'inbox.done', 'Done'],
      ...['inbox.snoozeHour', 'Snooze for 1 hour'],
    ]);
    expect(last()?.hints).not.toHaveProperty('x-kde-reply-placeholder-text');
  });

  test('nothing where the daemon draws no buttons', async () => {
    await setUp(['body', 'inline-reply']);
    await notifier.show(toast('a', { buttons: ALL }));
    expect(last()?.actions).toEqual([]);
    expect(last()?.hints).not.toHaveProperty('x-kde-reply-placeholder-text');
  });

  test('what the daemon can do now, not what an earlier one could', async () => {
    await setUp(WITH_REPLY);
    await daemon.stop();
    await startDaemon(['body']);
    await expect.poll(() => events.at(-1)).toEqual({ type: 'available' });
    await notifier.show(toast('a', { buttons: ALL }));
    expect(last()?.actions).toEqual([]);
  });

  test('its category, and that it need not be kept', async () => {
    await setUp(PLAIN);
    await notifier.show(toast('a', { category: 'im.received', isTransient: true }));
    expect(last()?.hints).toMatchObject({ category: 'im.received', transient: true });
  });
});

describe('signals', () => {
  const shown = async (): Promise<number> => {
    await notifier.show(toast('a', { buttons: ALL }));
    return last()?.id ?? 0;
  };

  test.each([
    ['inbox.done', { type: 'button', command: 'inbox.done' }],
    ['compose', { type: 'compose' }],
    ['inline-reply', { type: 'compose' }],
    ['default', { type: 'open' }],
  ] as const)('%s is the user’s click, and the toast closes', async (action, click) => {
    await setUp(WITH_REPLY);
    const id = await shown();
    daemon.invoke(id, action);
    await expect
      .poll(() => events)
      .toEqual([
        { key: 'a', ...click },
        { type: 'closed', key: 'a', by: 'user' },
      ]);
    await expect.poll(daemon.closed).toEqual([id]);
  });

  test('a button of the sender leaves the toast to the result, which replaces it', async () => {
    await setUp(PLAIN);
    const id = await shown();
    daemon.invoke(id, 'sender:approve');
    await expect.poll(() => events).toEqual([{ type: 'sender', key: 'a', action: 'approve' }]);
    expect(await notifier.update(toast('a', { title: 'Approved' }))).toBe('shown');
    expect(last()).toMatchObject({ id, replaces: id, title: 'Approved', hints: { 'suppress-sound': true } });
    expect(daemon.closed()).toEqual([]);
  });

  test('a token counts for the click after it, once', async () => {
    await setUp(PLAIN);
    const id = await shown();
    daemon.activate(id, 'token-1');
    daemon.invoke(id, 'sender:approve');
    daemon.invoke(id, 'default');
    await expect
      .poll(() => events.slice(0, 2))
      .toEqual([
        { type: 'sender', key: 'a', action: 'approve', token: 'token-1' },
        { type: 'open', key: 'a' },
      ]);
  });

  test('a token that comes too late does no harm', async () => {
    await setUp(PLAIN);
    const id = await shown();
    daemon.invoke(id, 'default');
    daemon.activate(id, 'token-1');
    await expect.poll(() => events.at(-1)).toEqual({ type: 'closed', key: 'a', by: 'user' });
    expect(events[0]).toEqual({ type: 'open', key: 'a' });
  });

  test.each(['before', 'after'] as const)('an answer counts %s the end of its toast', async (when) => {
    await setUp(WITH_REPLY);
    const id = await shown();
    if (when === 'after') daemon.dismiss(id);
    daemon.reply(id, 'On my way');
    if (when === 'before') daemon.dismiss(id);
    const reply = { type: 'reply', key: 'a', text: 'On my way' };
    const closed = { type: 'closed', key: 'a', by: 'user' };
    await expect.poll(() => events).toEqual(when === 'before' ? [reply, closed] : [closed, reply]);
  });

  test('an answer without words opens the composer', async () => {
    await setUp(WITH_REPLY);
    daemon.reply(await shown(), ' \n');
    await expect.poll(() => events[0]).toEqual({ type: 'compose', key: 'a' });
  });

  test('what is no toast or action of ours means nothing', async () => {
    await setUp(WITH_REPLY);
    const id = await shown();
    daemon.invoke(id, 'inbox.delete');
    daemon.reply(id + 7, 'to somebody else');
    daemon.invoke(id, 'default');
    await expect.poll(() => events[0]).toEqual({ type: 'open', key: 'a' });
  });
});

test('a toast that has left the screen does not come back with newer words', async () => {
  await setUp(PLAIN);
  await notifier.show(toast('a'));
  daemon.expire(last()?.id ?? 0);
  await expect.poll(() => events).toHaveLength(1);
  expect(await notifier.update(toast('a', { title: 'newer' }))).toBe('closed');
  expect(daemon.notified()).toHaveLength(1);
});
