/**
 * The part of a desktop panel that shows tray icons: org.kde.StatusNotifierWatcher and a host, which look at what an app
 * announces and act on it as a user would.
 * https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/
 */
import type { Message } from '@particle/dbus-next';
import { PNG } from 'pngjs';
import { type Bus, connectBus, Variant } from './bus.ts';
import { until } from './poll.ts';
import { findEntry, type MenuEntry, readLayout } from './tray-menu.ts';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const WATCHER_PATH = '/StatusNotifierWatcher';
const ITEM = 'org.kde.StatusNotifierItem';
const GONE = ['org.freedesktop.DBus.Error.NoReply', 'org.freedesktop.DBus.Error.Failed'];

/** Each question and act waits until there is an item; after a restart of the app it is the new one. */
export interface Tray {
  /** What the panel shows now; null: it has no pixels. */
  readonly icon: () => Promise<PNG | null>;
  readonly tooltip: () => Promise<string>;
  /** How often the app has announced a new icon. */
  readonly iconChanges: () => number;
  readonly menu: () => Promise<readonly MenuEntry[]>;
  /** Clicks a menu entry, found by its labels from the top. @throws Error when there is none or it is disabled */
  readonly choose: (...labels: readonly string[]) => Promise<void>;
  /** The left click. */
  readonly activate: () => Promise<void>;
  /** How many items there are. */
  readonly count: () => number;
  /** The panel goes away, as when a desktop extension is switched off. */
  /** Idempotent. */
  readonly stop: () => Promise<void>;
}

type Item = Readonly<{ destination: string; path: string; interface: string }>;

export async function startTrayWatcher(address: string): Promise<Tray> {
  const bus = await connectBus(address);
  const registered = new Map<string, Item>();
  let iconChanges = 0;
  let ended: Promise<void> | null = null;

  async function end(): Promise<void> {
    await bus.disown(WATCHER);
    bus.disconnect();
  }

  const signal = (member: string, body: readonly string[]) =>
    bus.emit({
      path: WATCHER_PATH,
      interface: WATCHER,
      member,
      ...(body.length > 0 ? { signature: 's', body } : {}),
    });
  const register = (call: Message) => {
    const named = String(call.body[0]);
    // Either a bus name, or the path of an object of the caller (libappindicator).
    const service = named.startsWith('/') ? call.sender : named;
    const path = named.startsWith('/') ? named : '/StatusNotifierItem';
    registered.set(service, { destination: service, path, interface: ITEM });
    signal('StatusNotifierItemRegistered', [service]);
    return {};
  };

  bus.serve((call) => {
    if (call.path !== WATCHER_PATH) return undefined;
    if (call.member === 'RegisterStatusNotifierItem') return register(call);
    if (call.member === 'RegisterStatusNotifierHost') return {};
    if (call.interface !== 'org.freedesktop.DBus.Properties') return undefined;
    const values = {
      IsStatusNotifierHostRegistered: new Variant('b', true),
      ProtocolVersion: new Variant('i', 0),
      RegisteredStatusNotifierItems: new Variant('as', [...registered.keys()]),
    };
    if (call.member === 'GetAll') return { signature: 'a{sv}', body: [values] };
    return { signature: 'v', body: [values[call.body[1] as keyof typeof values]] };
  });
  await bus.onSignal({ interface: ITEM, member: 'NewIcon' }, () => {
    iconChanges += 1;
  });
  await bus.onSignal({ interface: 'org.freedesktop.DBus', member: 'NameOwnerChanged' }, (message) => {
    const [name, , owner] = message.body;
    if (owner === '') registered.delete(name);
  });
  await bus.own(WATCHER);
  signal('StatusNotifierHostRegistered', []);

  const item = () => until('a tray item', () => [...registered.values()].at(-1));
  // An item may be replaced by a new one while it is being asked.
  const read = (name: string) => until(`the tray's ${name}`, async () => bus.property(await item(), name));
  return {
    icon: async () => readPixmap(await read('IconPixmap')),
    tooltip: async () => readTooltip(await read('ToolTip')),
    iconChanges: () => iconChanges,
    menu: async () => readMenu(bus, await menuOf(bus, await item())),
    choose: async (...labels) => {
      const menu = await menuOf(bus, await item());
      const entry = findEntry(await readMenu(bus, menu), labels);
      if (!entry.enabled) throw new Error(`the tray menu's "${labels.join(' > ')}" is disabled`);
      const body = [entry.id, 'clicked', new Variant('i', 0), 0];
      await bus.call({ ...menu, member: 'Event', signature: 'isvu', body }).catch((error) => {
        // What was chosen may be to quit: the app is gone, or its item before it has answered.
        if (!GONE.includes(error.type)) throw error;
      });
    },
    activate: async () => {
      await bus.call({ ...(await item()), member: 'Activate', signature: 'ii', body: [10, 10] });
    },
    count: () => registered.size,
    stop: () => {
      ended ??= end();
      return ended;
    },
  };
}

async function menuOf(bus: Bus, item: Item) {
  return {
    destination: item.destination,
    path: String(await bus.property(item, 'Menu')),
    interface: 'com.canonical.dbusmenu',
  };
}

/** A host announces that it is about to show the menu, then reads all of it. */
async function readMenu(bus: Bus, menu: Item): Promise<readonly MenuEntry[]> {
  // Chromium answers this with an error for the root of the menu; panels go on regardless.
  await bus.call({ ...menu, member: 'AboutToShow', signature: 'i', body: [0] }).catch(() => {});
  const [, layout] = await bus.call({ ...menu, member: 'GetLayout', signature: 'iias', body: [0, -1, []] });
  return readLayout(layout);
}

/** `(sa(iiay)ss)`: icon name, icon, title, text. */
function readTooltip(value: unknown): string {
  const [, , title, text] = value as [string, unknown, string, string];
  return [title, text].filter((line) => line !== '').join('\n');
}

/** `a(iiay)`: widths, heights and ARGB bytes, big-endian; of several the largest. */
function readPixmap(value: unknown): PNG | null {
  const pixmaps = value as readonly [number, number, Buffer][];
  const largest = pixmaps.toSorted((a, b) => b[0] - a[0])[0];
  if (largest === undefined) return null;
  const [width, height, argb] = largest;
  const png = new PNG({ width, height });
  for (let at = 0; at < width * height * 4; at += 4) {
    png.data[at] = argb[at + 1] ?? 0;
    png.data[at + 1] = argb[at + 2] ?? 0;
    png.data[at + 2] = argb[at + 3] ?? 0;
    png.data[at + 3] = argb[at] ?? 0;
  }
  return png;
}
