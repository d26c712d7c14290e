import path from 'node:path';
import dbus from '@particle/dbus-next';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type Notifier,
  type NotifierEvent,
  REMEMBERED,
} from '../../../../electron/delivery/notifiers/notifier.ts';
import { createDbusNotifier } from '../../../../electron/delivery/notifiers/notifier-dbus.ts';
import type { Sounds } from '../../../../electron/delivery/sounds/sounds.ts';
import { createBusClient } from '../../../../electron/system/dbus/dbus.ts';
import { connectBus } from '../../../support/bus.ts';
import { type NotificationDaemon, startNotificationDaemon } from '../../../support/notification-daemon.ts';
import { LOOKS, NO_FILE, soundsOf, toast } from './linux-toasts.ts';
import { type MortalBus, startMortalBus } from './mortal-bus.ts';

/** A call that is never answered ends after five seconds. */
const HANG = { timeout: 9_000 };

const NAME = 'org.freedesktop.Notifications';
const PATH = '/org/freedesktop/Notifications';

let bus: MortalBus;
let daemon: NotificationDaemon;
let notifier: Notifier;
let events: NotifierEvent[];
const ends: (() => void | Promise<void>)[] = [];

beforeEach(async () => {
  bus = await startMortalBus();
  ends.push(() => bus.stop());
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function startDaemon(capabilities?: readonly string[]): Promise<void> {
  daemon = await startNotificationDaemon(bus.address, capabilities);
  const mine = daemon;
  // Not awaited: the test may have stopped it, or its bus.
  ends.push(() => void mine.stop().catch(() => {}));
}

function createNotifier(sounds = soundsOf()): void {
  const log = { info() {}, error() {} };
  const session = createBusClient({ address: bus.address, log });
  notifier = createDbusNotifier({ bus: session, looks: LOOKS, sounds, file: NO_FILE, log });
  events = [];
  notifier.onEvent((event) => events.push(event));
  ends.push(
    () => session.dispose(),
    () => notifier.dispose(),
  );
}

/** With a daemon that is known to be there. */
async function setUp(capabilities?: readonly string[], sounds?: Sounds): Promise<void> {
  await startDaemon(capabilities);
  await createReadyNotifier(sounds);
}

async function createReadyNotifier(sounds?: Sounds): Promise<void> {
  createNotifier(sounds);
  await expect.poll(() => events).toEqual([{ type: 'available' }]);
  events.length = 0;
}

const shown = (): readonly string[] => daemon.shown().map(({ title }) => title);

describe('a toast', () => {
  test('arrives with words, icon, buttons and hints', async () => {
    await setUp();
    expect(await notifier.show(toast('a'))).toBe('shown');
    expect(daemon.notified()).toEqual([
      {
        id: 1,
        app: 'Belfry',
        replaces: 0,
        icon: '/icons/256.png',
        title: 'title a',
        body: 'a &lt;b&gt;bold&lt;/b&gt; &amp; risky body',
        actions: ['default', 'Open', 'inbox.read', 'Mark as read'],
        hints: { urgency: 1, 'desktop-entry': 'belfry', 'suppress-sound': true },
        timeout: -1,
      },
    ]);
  });

  test('is plain, and has no buttons, where the daemon knows neither markup nor actions', async () => {
    await setUp(['body']);
    await notifier.show(toast('a'));
    expect(daemon.notified()[0]).toMatchObject({ body: 'a <b>bold</b> & risky body', actions: [] });
  });

  test.each([
    ['low', 0, 'for as long as the daemon likes', -1],
    ['normal', 1, 'for as long as the daemon likes', -1],
    ['critical', 2, 'until somebody acts', 0],
  ] as const)('of urgency %s (%i) stays %s', async (urgency, level, _howLong, timeout) => {
    await setUp();
    await notifier.show(toast('a', { urgency }));
    expect(daemon.notified()[0]).toMatchObject({ hints: { urgency: level }, timeout });
  });

  test('is silent, has a picture and no button to mark it read', async () => {
    await setUp();
    const image = path.join('/images', 'a b.png');
    await notifier.show(toast('a', { sound: 'none', image, buttons: [] }));
    expect(daemon.notified()[0]).toMatchObject({
      actions: ['default', 'Open'],
      hints: { 'suppress-sound': true, 'image-path': 'file:///images/a%20b.png' },
    });
  });

  test('asks for a sound where the daemon can play one, unless it is silent', async () => {
    await setUp(['body', 'sound']);
    await notifier.show(toast('a'));
    await notifier.show(toast('b', { sound: 'none' }));
    expect(daemon.notified().map(({ hints }) => hints)).toEqual([
      { urgency: 1, 'desktop-entry': 'belfry', 'sound-name': 'message-new-instant' },
      { urgency: 1, 'desktop-entry': 'belfry', 'suppress-sound': true },
    ]);
  });

  test('has the sound of its kind, or the one that a rule names', async () => {
    await setUp(['body', 'sound'], soundsOf({ soundForAll: 'drop', soundForUrgent: 'none' }));
    for (const sound of ['all', 'urgent', 'knock'] as const) await notifier.show(toast(sound, { sound }));
    expect(daemon.notified().map(({ hints }) => hints)).toMatchObject([
      { 'sound-file': '/sounds/drop.wav' },
      { 'suppress-sound': true },
      { 'sound-file': '/sounds/knock.wav' },
    ]);
  });

  test.each([
    ['a daemon that plays none', ['body'], 100],
    ['less than the full volume', ['body', 'sound'], 30],
  ] as const)('is heard from Belfry itself, after it has appeared: %s', async (_why, can, volume) => {
    const played: unknown[] = [];
    const sounds = soundsOf({ soundForAll: 'drop', volume }, async (...what) => {
      played.push(...what, daemon.notified().length);
      return 'played';
    });
    await setUp([...can], sounds);
    await notifier.show(toast('a'));
    await notifier.show(toast('b', { sound: 'none' }));
    expect(daemon.notified().map(({ hints }) => hints['suppress-sound'])).toEqual([true, true]);
    expect(played).toEqual([{ kind: 'file', file: '/sounds/drop.wav' }, volume, 1]);
  });

  test('that did not appear is not heard', async () => {
    const played = vi.fn(async () => 'played' as const);
    createNotifier(soundsOf({}, played));
    await expect.poll(() => notifier.show(toast('a'))).toBe('unavailable');
    expect(played).not.toHaveBeenCalled();
  });

  test('takes the place of the one with its key', async () => {
    await setUp();
    await notifier.show(toast('a'));
    await notifier.show(toast('b'));
    await notifier.show(toast('a', { title: 'newer' }));
    expect(shown()).toEqual(['title b', 'newer']);
  });

  test('closes, and only that one', async () => {
    await setUp();
    await notifier.show(toast('a'));
    await notifier.show(toast('b'));
    notifier.close('a');
    notifier.close('unknown');
    await expect.poll(shown).toEqual(['title b']);
    await notifier.show(toast('a'));
    expect(daemon.notified().at(-1)?.replaces).toBe(0);
  });
});

test('taken back at once it never appears', async () => {
  await setUp();
  const outcome = notifier.show(toast('a'));
  notifier.close('a');
  expect(await outcome).toBe('closed');
  expect(daemon.notified()).toEqual([]);
});

describe('what people do', () => {
  test('click, button and dismissal carry the key', async () => {
    await setUp();
    await notifier.show(toast('a'));
    await notifier.show(toast('b'));
    await notifier.show(toast('c'));
    daemon.invoke(1, 'something else');
    daemon.invoke(99, 'default');
    daemon.invoke(2, 'default');
    daemon.invoke(1, 'inbox.read');
    daemon.dismiss(3);
    await expect
      .poll(() => events)
      .toEqual([
        { type: 'open', key: 'b' },
        { type: 'closed', key: 'b', by: 'user' },
        { type: 'button', key: 'a', command: 'inbox.read' },
        { type: 'closed', key: 'a', by: 'user' },
        { type: 'closed', key: 'c', by: 'user' },
      ]);
    await expect.poll(shown).toEqual([]);
  });

  test.each(['expire', 'dismiss'] as const)('a click counts after %s, as often as it comes', async (end) => {
    await setUp();
    await notifier.show(toast('a'));
    daemon[end](1);
    daemon.invoke(1, 'default');
    daemon.invoke(1, 'inbox.read');
    await expect
      .poll(() => events)
      .toEqual([
        { type: 'closed', key: 'a', by: end === 'expire' ? 'expired' : 'user' },
        { type: 'open', key: 'a' },
        { type: 'button', key: 'a', command: 'inbox.read' },
      ]);
  });

  test('one that has left the screen is no longer replaced, and is taken out of the list by its key', async () => {
    await setUp();
    await notifier.show(toast('a'));
    daemon.expire(1);
    await expect.poll(() => events).toEqual([{ type: 'closed', key: 'a', by: 'expired' }]);
    await notifier.show(toast('b'));
    notifier.close('a');
    await expect.poll(daemon.closed).toEqual([1]);
    daemon.invoke(1, 'default');
    daemon.invoke(2, 'default');
    await expect
      .poll(() => events.slice(1))
      .toEqual([
        { type: 'open', key: 'b' },
        { type: 'closed', key: 'b', by: 'user' },
      ]);
  });

  test('of many that have left the screen the oldest is forgotten, and none that is on it', async () => {
    await setUp();
    await notifier.show(toast('stays'));
    for (let index = 2; index <= REMEMBERED + 1; index++) {
      await notifier.show(toast(`${index}`));
      daemon.expire(index);
    }
    for (const id of [2, 1, 3]) daemon.invoke(id, 'default');
    await expect.poll(() => events.at(-1)).toEqual({ type: 'open', key: '3' });
    expect(events.filter(({ type }) => type === 'open')).toMatchObject([{ key: 'stays' }, { key: '3' }]);
  });

  test('what we close ourselves is not reported back', async () => {
    await setUp();
    await notifier.show(toast('a'));
    await notifier.show(toast('b'));
    notifier.close('a');
    daemon.dismiss(2);
    await expect.poll(() => events).toEqual([{ type: 'closed', key: 'b', by: 'user' }]);
  });
});

describe('a daemon', () => {
  test('that is absent', async () => {
    createNotifier();
    await expect.poll(() => notifier.show(toast('a'))).toBe('unavailable');
    expect(events).toEqual([]);
    await startDaemon();
    await expect.poll(() => events).toEqual([{ type: 'available' }]);
    expect(await notifier.show(toast('a'))).toBe('shown');
  });

  test('that is restarted: its toasts are gone, the ids of the new one are its own', async () => {
    await setUp();
    await notifier.show(toast('a'));
    await daemon.stop();
    await expect.poll(() => events).toEqual([{ type: 'closed', key: 'a', by: 'daemon' }]);
    expect(await notifier.show(toast('b'))).toBe('unavailable');
    await startDaemon(['body']);
    await expect.poll(() => events.at(-1)).toEqual({ type: 'available' });

    await notifier.show(toast('c'));
    expect(daemon.notified()[0]).toMatchObject({ id: 1, replaces: 0, body: 'a <b>bold</b> & risky body' });
    notifier.close('a');
    events.length = 0;
    daemon.dismiss(1);
    await expect.poll(() => events).toEqual([{ type: 'closed', key: 'c', by: 'user' }]);
  });

  test('that refuses', async () => {
    let refuses = true;
    const service = await connectBus(bus.address);
    ends.push(() => service.disconnect());
    service.serve(({ member }) => {
      if (member === 'GetCapabilities') return { signature: 'as', body: [['body']] };
      return refuses ? undefined : { signature: 'u', body: [1] };
    });
    await service.own(NAME);
    await createReadyNotifier();
    expect(await notifier.show(toast('a'))).toBe('failed');
    refuses = false;
    expect(await notifier.show(toast('a'))).toBe('shown');
  });

  test('gets text only, whatever a notification is made of', async () => {
    await setUp();
    const bad = 'x\uffff\ufdd0\u{1fffe}\ud83d\0\u0007y';
    expect(await notifier.show(toast('a', { title: bad, body: `${bad}\n${bad}` }))).toBe('shown');
    const clean = 'x\ufffd\ufffd\ufffd\ufffdy';
    expect(daemon.notified()).toMatchObject([{ title: clean, body: `${clean}\n${clean}` }]);
  });

  test('that refuses to close', async () => {
    const { closed } = await startSlowDaemon(2);
    await createReadyNotifier();
    await notifier.show(toast('a'));
    notifier.close('a');
    await expect.poll(() => closed).toEqual([7]);
    expect(await notifier.show(toast('a'))).toBe('shown');
  });

  test('that closes a toast while its successor is under way', async () => {
    const { answer, dismiss } = await startSlowDaemon(1);
    await createReadyNotifier();
    await notifier.show(toast('a'));
    const successor = notifier.show(toast('a'));
    dismiss(7);
    answer();
    expect(await successor).toBe('shown');
    dismiss(8);
    await expect.poll(() => events).toEqual([{ type: 'closed', key: 'a', by: 'user' }]);
  });

  test('that reports a click before it has answered', async () => {
    const { answer, act, closed, taken } = await startSlowDaemon();
    await createReadyNotifier();
    const outcome = notifier.show(toast('a'));
    await expect.poll(taken).toBe(1);
    act(7);
    answer();
    expect(await outcome).toBe('shown');
    await expect.poll(() => events[0]).toEqual({ type: 'open', key: 'a' });
    await expect.poll(() => closed).toEqual([7]);
  });

  test('that uses an id again: it means the newer toast', async () => {
    const { act, closed } = await startSlowDaemon(2, () => 7);
    await createReadyNotifier();
    await notifier.show(toast('a'));
    await notifier.show(toast('b'));
    act(7);
    await expect
      .poll(() => events)
      .toEqual([
        { type: 'closed', key: 'a', by: 'unknown' },
        { type: 'open', key: 'b' },
        { type: 'closed', key: 'b', by: 'user' },
      ]);
    await expect.poll(() => closed).toEqual([7]);
  });

  test('is believed, and nobody who pretends to be it', async () => {
    const { client, dismiss } = await startSlowDaemon(2);
    await createReadyNotifier();
    await notifier.show(toast('a'));
    await notifier.show(toast('b'));
    const impostor = dbus.sessionBus({ busAddress: bus.address });
    impostor.on('error', () => {});
    ends.push(() => impostor.disconnect());
    const click = dbus.Message.newSignal(PATH, NAME, 'ActionInvoked', 'us', [7, 'default']);
    click.destination = client();
    await new Promise<void>((resolve) => impostor.once('connect', resolve));
    impostor.send(click);
    // Its answer comes after the bus has passed the signal on.
    await impostor.requestName('app.belfry.Impostor');
    dismiss(8);
    await expect.poll(() => events).toEqual([{ type: 'closed', key: 'b', by: 'user' }]);
  });

  test('that hangs from the start is given what nearly all understand', HANG, async () => {
    await startDaemon();
    daemon.hang();
    createNotifier();
    await expect.poll(() => events).toEqual([{ type: 'available' }]);
    void notifier.show(toast('a'));
    await expect.poll(() => daemon.notified(), { timeout: 8_000 }).toHaveLength(1);
    expect(daemon.notified()[0]).toMatchObject({
      body: 'a &lt;b&gt;bold&lt;/b&gt; &amp; risky body',
      actions: ['default', 'Open', 'inbox.read', 'Mark as read'],
    });
  });

  test('that answers too late: the toast counts from then on', HANG, async () => {
    const { answer, closed, dismiss } = await startSlowDaemon();
    await createReadyNotifier();
    expect(await notifier.show(toast('a'))).toBe('timeout');
    answer();
    await expect
      .poll(() => {
        dismiss(7);
        return events;
      })
      .toContainEqual({ type: 'closed', key: 'a', by: 'user' });
    expect(closed).toEqual([]);
  });

  test('that answers too late: what has been read meanwhile closes', HANG, async () => {
    const { answer, closed } = await startSlowDaemon();
    await createReadyNotifier();
    expect(await notifier.show(toast('a'))).toBe('timeout');
    notifier.close('a');
    answer();
    await expect.poll(() => closed).toEqual([7]);
  });

  test('that answers too late: of two with one key the older closes', HANG, async () => {
    const { answer, closed } = await startSlowDaemon();
    await createReadyNotifier();
    const both = await Promise.all([notifier.show(toast('b')), notifier.show(toast('a'))]);
    expect(both).toEqual(['timeout', 'timeout']);
    const newer = notifier.show(toast('a', { title: 'newer' }));
    answer();
    expect(await newer).toBe('shown');
    await expect.poll(() => closed).toEqual([8]);
  });
});

/**
 * Accepts toasts and gives them ids from 7 on. It answers the first `prompt` toasts at once, the others only when the test asks. It
 * refuses every close as unknown.
 */
async function startSlowDaemon(
  prompt = 0,
  idOf = (nth: number): number => nth + 6,
): Promise<{
  answer(): void;
  /** Toasts that it was given so far. */
  taken(): number;
  dismiss(id: number): void;
  act(id: number): void;
  /** Ids that it was asked to close. */
  closed: number[];
  /** The bus name of the notifier. */
  client(): string;
}> {
  const service = await connectBus(bus.address);
  const closed: number[] = [];
  let taken = 0;
  let client = '';
  let answer = (): void => {};
  const gate = new Promise<void>((resolve) => {
    answer = resolve;
  });
  service.serve((call) => {
    switch (call.member) {
      case 'GetCapabilities':
        return { signature: 'as', body: [['body']] };
      case 'Notify': {
        client = call.sender;
        taken += 1;
        const reply = { signature: 'u', body: [idOf(taken)] };
        return taken <= prompt ? reply : gate.then(() => reply);
      }
      case 'CloseNotification':
        closed.push(call.body[0]);
        return undefined;
      default:
        return undefined;
    }
  });
  await service.own(NAME);
  ends.push(() => service.disconnect());
  const emit = (member: string, signature: string, ...body: readonly unknown[]): void =>
    service.emit({ path: PATH, interface: NAME, member, signature, body });
  return {
    answer,
    closed,
    client: () => client,
    taken: () => taken,
    dismiss: (id) => emit('NotificationClosed', 'uu', id, 2),
    act: (id) => emit('ActionInvoked', 'us', id, 'default'),
  };
}

test('a bus that disappears and comes back', HANG, async () => {
  await setUp();
  await notifier.show(toast('a'));
  await bus.kill();
  await expect.poll(() => events).toEqual([{ type: 'closed', key: 'a', by: 'daemon' }]);
  expect(await notifier.show(toast('b'))).toBe('unavailable');
  await bus.start();
  await startDaemon();
  await expect.poll(() => events.at(-1), { timeout: 8_000 }).toEqual({ type: 'available' });
  expect(await notifier.show(toast('b'))).toBe('shown');
  daemon.invoke(1, 'default');
  await expect.poll(() => events).toContainEqual({ type: 'open', key: 'b' });
});
