/** The real notification daemon of a test's desktop: what it shows, and clicks on it. */
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import { type Desktop, dunstMenu, endProcess, startDunst } from '../../build/desktop.ts';
import { connectBus, monitorCalls, Variant } from './bus.ts';

const NAME = 'org.freedesktop.Notifications';
const AT = { destination: NAME, path: '/org/freedesktop/Notifications' };
const COMMANDS = 'org.dunstproject.cmd0';

/** One call of Notify, as it went over the bus, whether it was answered or not. */
export type Toast = Readonly<{
  replaces: number;
  title: string;
  body: string;
  /** Key and label in turns. */
  actions: readonly string[];
}>;

export interface Dunst {
  /** All toasts asked for since the start, of all daemons. */
  readonly notified: () => readonly Toast[];
  /** How many are on the screen. */
  readonly displayed: () => Promise<number>;
  /** Runs the default action of a toast on the screen; 0 is the topmost. */
  readonly click: (position?: number) => Promise<void>;
  /** Chooses this line of the menu of all toasts' buttons. */
  readonly press: (label: string) => Promise<void>;
  readonly closeAll: () => Promise<void>;
  /** As `dunstctl set-paused` does. */
  readonly setPaused: (is: boolean) => Promise<void>;
  /** The daemon hangs: it keeps its name and answers nothing. */
  readonly hang: () => void;
  readonly wake: () => void;
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export async function startWatchedDunst(desktop: Desktop): Promise<Dunst> {
  const address = desktop.env.DBUS_SESSION_BUS_ADDRESS;
  const notified: Toast[] = [];
  const endMonitor = await monitorCalls(address, NAME, (call) => {
    if (call.member !== 'Notify') return;
    const [, replaces, , title, body, actions] = call.body;
    notified.push({ replaces, title, body, actions });
  });
  const bus = await connectBus(address);
  const command = (member: string, ...position: readonly number[]) =>
    bus.call({
      ...AT,
      interface: COMMANDS,
      member,
      ...(position.length > 0 ? { signature: 'u', body: position } : {}),
    });
  let child: ChildProcess | null = await startDunst(desktop);
  const kill = async () => {
    if (child !== null) await endProcess(child);
    child = null;
  };
  return {
    notified: () => notified,
    displayed: async () => Number(await bus.property({ ...AT, interface: COMMANDS }, 'displayedLength')),
    click: async (position = 0) => {
      await command('NotificationAction', position);
    },
    press: async (label) => {
      // A line also names the toast.
      const script = `#!/bin/sh\nexec grep -F -m 1 '#${label} '\n`;
      fs.writeFileSync(dunstMenu(desktop), script, { mode: 0o755 });
      await command('ContextMenuCall');
    },
    closeAll: async () => {
      await command('NotificationCloseAll');
    },
    setPaused: async (is) => {
      await bus.call({
        ...AT,
        interface: 'org.freedesktop.DBus.Properties',
        member: 'Set',
        signature: 'ssv',
        body: [COMMANDS, 'paused', new Variant('b', is)],
      });
    },
    hang: () => child?.kill('SIGSTOP'),
    wake: () => child?.kill('SIGCONT'),
    kill,
    start: async () => {
      child = await startDunst(desktop);
    },
    stop: async () => {
      await kill();
      endMonitor();
      bus.disconnect();
    },
  };
}
