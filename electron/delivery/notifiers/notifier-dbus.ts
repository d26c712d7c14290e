import { commandsAt, ROW_COMMANDS } from '#server/rules/commands';
import { type BusClient, BusError, type BusReply } from '../../system/dbus/dbus.ts';
import type { Log } from '../../system/log.ts';
import { createDaemonInfo, NAME } from './daemon.ts';
import { type Notifier, type NotifierEvent, REMEMBERED, type ShowOutcome, type Toast } from './notifier.ts';
import { type Looks, notifyCall } from './notify-call.ts';
import { createCloser, type Shown } from './toast-closer.ts';
import type { ToastIdsFile } from './toast-ids.ts';

/** The end of the app waits no longer than this for the daemon, in milliseconds. */
const PARTING = 1_000;

/** As many signals wait at most for the answer that tells which toast they are about. */
const MOST_EARLY = 100;

/** https://dbus.freedesktop.org/doc/dbus-specification.html#bus-messages-get-id */
const BUS_ID = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
  member: 'GetId',
};

/** Answers of the bus itself that nobody is there, nor can be started. */
const ABSENT = /^org\.freedesktop\.(DBus\.Error\.(ServiceUnknown|NameHasNoOwner|Spawn\..*)|systemd1\..*)$/;

const BUTTONS = commandsAt(ROW_COMMANDS, 'toast');

type Given = Shown & Readonly<{ key: string }>;
/** One call of Notify. Its answer counts only while it is the last one for its key. */
type Attempt = { answered: boolean };

function failure(error: unknown): ShowOutcome {
  if (!(error instanceof BusError)) return 'failed';
  switch (error.code) {
    case 'timeout':
      return 'timeout';
    case 'no_bus':
      return 'unavailable';
    case 'refused':
      return ABSENT.test(error.type) ? 'unavailable' : 'failed';
    default:
      return error.code satisfies never;
  }
}

/**
 * Toasts over org.freedesktop.Notifications. Electron's own would block the main process while a daemon hangs, and knows
 * neither replacing nor buttons (https://github.com/electron/electron/issues/24333).
 * https://specifications.freedesktop.org/notification-spec/latest/
 */
export function createDbusNotifier(deps: {
  bus: BusClient;
  looks: Looks;
  file: ToastIdsFile;
  log: Log;
}): Notifier {
  const { bus, looks, file, log } = deps;
  const daemon = createDaemonInfo(bus);
  const closer = createCloser({ bus, daemon, looks, log });
  const shown = new Map<string, Shown>();
  /** What an id stands for, on the screen and after: daemons keep toasts, and tell of clicks on them whenever they like. */
  const given = new Map<number, Given>();
  const early: Array<() => void> = [];
  const attempts = new Map<string, Attempt>();
  const listeners = new Set<(event: NotifierEvent) => void>();
  /** The daemon's unique name; null: there is none. */
  let owner: string | null = null;
  /** The GUID of its bus; null: not known yet. */
  let busId: string | null = null;
  /** By the run before, until it is known whether its daemon is this one. */
  let leftBehind = file.left();
  let disposed = false;

  function emit(event: NotifierEvent): void {
    for (const listener of [...listeners]) listener(event);
  }

  /** For the next run, should this one crash. */
  function note(): void {
    if (busId !== null && owner !== null) file.write({ bus: busId, owner, ids: [...given.keys()] });
  }

  /** Takes the id of a toast that has appeared, now or long after the timeout; one that nobody wants any more closes. */
  function settle(key: string, attempt: Attempt, { sender, body }: BusReply): void {
    const toast = { id: Number(body[0]), owner: sender };
    attempt.answered = true;
    if (attempts.get(key) === attempt) {
      remember({ ...toast, key });
      shown.set(key, toast);
    } else if (shown.get(key)?.id !== toast.id) closer.close(toast, true);
    for (const again of early.splice(0)) again();
  }

  function remember(toast: Given): void {
    const before = given.get(toast.id);
    // The daemon uses the id again: what had it is gone.
    if (before !== undefined && before.key !== toast.key) leave(before);
    given.delete(toast.id);
    given.set(toast.id, toast);
    for (const oldest of given.values()) {
      if (given.size <= REMEMBERED) break;
      if (!isShown(oldest)) given.delete(oldest.id);
    }
    note();
  }

  const isShown = ({ id, key }: Given): boolean => shown.get(key)?.id === id;

  async function show(toast: Toast): Promise<ShowOutcome> {
    if (disposed) return 'closed';
    const attempt: Attempt = { answered: false };
    attempts.set(toast.key, attempt);
    const about = await daemon.get();
    if (attempts.get(toast.key) !== attempt) return 'closed';
    try {
      const call = notifyCall(toast, shown.get(toast.key)?.id ?? 0, about, looks);
      const onAnswer = (reply: BusReply): void => settle(toast.key, attempt, reply);
      await closer.follow(bus.call(call, onAnswer).then(onAnswer));
      return 'shown';
    } catch (error) {
      const outcome = failure(error);
      if (outcome !== 'timeout' && attempts.get(toast.key) === attempt) attempts.delete(toast.key);
      if (outcome === 'failed') log.error(`the notification daemon refused a toast: ${error}`);
      return outcome;
    }
  }

  /** The signal's toast is handed on, once it is known which one that is: a signal may overtake the answer to Notify. */
  function onToast(handle: (toast: Given, signal: BusReply) => void): (signal: BusReply) => void {
    return function receive(signal) {
      const toast = given.get(Number(signal.body[0]));
      if (toast?.owner === signal.sender) return handle(toast, signal);
      if (![...attempts.values()].some(({ answered }) => !answered)) return;
      early.push(() => receive(signal));
      if (early.length > MOST_EARLY) early.shift();
    };
  }

  function onAction(toast: Given, { body: [, action] }: BusReply): void {
    const { key } = toast;
    const command = BUTTONS.find((id) => id === action);
    if (command !== undefined) emit({ type: 'button', key, command });
    else if (action === 'default') emit({ type: 'open', key });
    else return;
    if (given.get(toast.id) !== toast) return;
    leave(toast);
    // Not every daemon takes a toast away that has been acted on.
    closer.close(toast, false);
  }

  /** Off the screen, but not forgotten. A successor under way keeps its key alive. */
  function leave(toast: Given): void {
    const { key } = toast;
    if (!isShown(toast)) return;
    shown.delete(key);
    if (attempts.get(key)?.answered === false) return;
    attempts.delete(key);
    emit({ type: 'closed', key });
  }

  /** Toasts end with their daemon. */
  function onOwner(next: string | null): void {
    daemon.forget();
    owner = next;
    busId = null;
    for (const toast of [...given.values()]) leave(toast);
    given.clear();
    early.length = 0;
    if (owner === null) return;
    void daemon.get();
    void closeLeftovers(owner);
    emit({ type: 'available' });
  }

  /** What a run that crashed has left on the screen is dead, and goes. */
  async function closeLeftovers(asked: string): Promise<void> {
    const reply = await bus.call(BUS_ID).catch(() => null);
    if (reply === null || owner !== asked || disposed) return;
    busId = String(reply.body[0]);
    const before = leftBehind;
    leftBehind = null;
    if (before?.bus === busId && before.owner === owner) {
      for (const id of before.ids) closer.close({ id, owner }, true);
    }
    note();
  }

  const ends = [
    bus.onSignal({ sender: NAME, interface: NAME, member: 'ActionInvoked' }, onToast(onAction)),
    bus.onSignal({ sender: NAME, interface: NAME, member: 'NotificationClosed' }, onToast(leave)),
    bus.watchName(NAME, onOwner),
  ];

  return {
    show,
    close(key) {
      const onScreen = shown.get(key)?.id;
      attempts.delete(key);
      shown.delete(key);
      for (const toast of [...given.values()].filter((each) => each.key === key)) {
        given.delete(toast.id);
        closer.close(toast, toast.id === onScreen);
      }
      note();
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async dispose() {
      disposed = true;
      listeners.clear();
      for (const end of ends) end();
      // One that appears only now closes at once.
      attempts.clear();
      for (const toast of given.values()) closer.close(toast, isShown(toast));
      if (!(await closer.finish(PARTING))) return;
      given.clear();
      note();
      await file.written();
    },
  };
}
