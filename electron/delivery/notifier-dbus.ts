import { pathToFileURL } from 'node:url';
import dbus from '@particle/dbus-next';
import { BusError, type BusReply, type SessionBus } from '../dbus.ts';
import type { Log } from '../log.ts';
import { type Notifier, type NotifierEvent, REMEMBERED, type ShowOutcome, type Toast } from './notifier.ts';

const { Variant } = dbus;

const NAME = 'org.freedesktop.Notifications';
const SERVICE = { destination: NAME, path: '/org/freedesktop/Notifications', interface: NAME };
const URGENCY = { low: 0, normal: 1, critical: 2 } as const;
/** https://specifications.freedesktop.org/sound-naming-spec/latest/ */
const SOUND = 'message-new-instant';
/** The daemon decides how long a toast stays. */
const DEFAULT_EXPIRY = -1;
/** What nearly every daemon can do; believed of one that does not answer. */
const USUAL: ReadonlySet<string> = new Set(['body', 'body-markup', 'actions']);

/** As many signals wait at most for the answer that tells which toast they are about. */
const MOST_EARLY = 100;

/** Answers of the bus itself that nobody is there, nor can be started. */
const ABSENT = /^org\.freedesktop\.(DBus\.Error\.(ServiceUnknown|NameHasNoOwner|Spawn\..*)|systemd1\..*)$/;

/** `owner`: the daemon that gave the id; another one's ids mean something else. */
type Shown = Readonly<{ id: number; owner: string }>;
type Given = Shown & Readonly<{ key: string }>;
/** One call of Notify. Its answer counts only while it is the last one for its key. */
type Attempt = { answered: boolean };

function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Daemons play nothing that they are not asked for; the few that do by themselves are asked not to. */
function soundHints({ silent }: Toast, can: ReadonlySet<string>) {
  if (silent) return { 'suppress-sound': new Variant('b', true) };
  return can.has('sound') ? { 'sound-name': new Variant('s', SOUND) } : {};
}

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
  bus: SessionBus;
  appName: string;
  /** File of Belfry's icon. */
  icon: string;
  /** Name of the .desktop file, without its ending. */
  desktopEntry: string;
  labels: Readonly<{ open: string; read: string }>;
  log: Log;
}): Notifier {
  const { bus, log } = deps;
  const shown = new Map<string, Shown>();
  /** What an id stands for, on the screen and after: daemons keep toasts, and tell of clicks on them whenever they like. */
  const given = new Map<number, Given>();
  const early: Array<() => void> = [];
  const attempts = new Map<string, Attempt>();
  const listeners = new Set<(event: NotifierEvent) => void>();
  let capabilities: ReadonlySet<string> | null = null;

  function emit(event: NotifierEvent): void {
    for (const listener of [...listeners]) listener(event);
  }

  function learn({ body }: BusReply): void {
    if (Array.isArray(body[0])) capabilities = new Set(body[0].map(String));
  }

  async function abilities(): Promise<ReadonlySet<string>> {
    if (capabilities === null)
      await bus.call({ ...SERVICE, member: 'GetCapabilities' }, learn).then(learn, () => {});
    return capabilities ?? USUAL;
  }

  function notification(toast: Toast, can: ReadonlySet<string>): readonly unknown[] {
    const hints = {
      urgency: new Variant('y', URGENCY[toast.urgency]),
      'desktop-entry': new Variant('s', deps.desktopEntry),
      ...soundHints(toast, can),
      ...(toast.image === null ? {} : { 'image-path': new Variant('s', pathToFileURL(toast.image).href) }),
    };
    const actions = ['default', deps.labels.open, ...(toast.readable ? ['read', deps.labels.read] : [])];
    return [
      deps.appName,
      shown.get(toast.key)?.id ?? 0,
      deps.icon,
      toast.title,
      can.has('body-markup') ? escapeMarkup(toast.body) : toast.body,
      can.has('actions') ? actions : [],
      hints,
      DEFAULT_EXPIRY,
    ];
  }

  /** Takes the id of a toast that has appeared, now or long after the timeout; one that nobody wants any more closes. */
  function settle(key: string, attempt: Attempt, { sender, body }: BusReply): void {
    const toast = { id: Number(body[0]), owner: sender };
    attempt.answered = true;
    if (attempts.get(key) === attempt) {
      remember({ ...toast, key });
      shown.set(key, toast);
    } else if (shown.get(key)?.id !== toast.id) closeToast(toast);
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
  }

  const isShown = ({ id, key }: Given): boolean => shown.get(key)?.id === id;

  function closeToast({ id, owner }: Shown): void {
    bus
      .call({ ...SERVICE, destination: owner, member: 'CloseNotification', signature: 'u', body: [id] })
      .catch((error) => {
        // Daemons answer with an error when the toast is gone already.
        if (failure(error) === 'timeout') log.error('closing a toast: no answer');
      });
  }

  async function show(toast: Toast): Promise<ShowOutcome> {
    const attempt: Attempt = { answered: false };
    attempts.set(toast.key, attempt);
    const can = await abilities();
    if (attempts.get(toast.key) !== attempt) return 'closed';
    try {
      const call = {
        ...SERVICE,
        member: 'Notify',
        signature: 'susssasa{sv}i',
        body: notification(toast, can),
      };
      settle(toast.key, attempt, await bus.call(call, (reply) => settle(toast.key, attempt, reply)));
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
    if (action !== 'default' && action !== 'read') return;
    emit({ type: action === 'read' ? 'read' : 'open', key: toast.key });
    if (given.get(toast.id) !== toast) return;
    leave(toast);
    // Not every daemon takes a toast away that has been acted on.
    closeToast(toast);
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
  function onOwner(owner: string | null): void {
    capabilities = null;
    for (const toast of [...given.values()]) leave(toast);
    given.clear();
    early.length = 0;
    if (owner === null) return;
    void abilities();
    emit({ type: 'available' });
  }

  const ends = [
    bus.onSignal({ sender: NAME, interface: NAME, member: 'ActionInvoked' }, onToast(onAction)),
    bus.onSignal({ sender: NAME, interface: NAME, member: 'NotificationClosed' }, onToast(leave)),
    bus.watchName(NAME, onOwner),
  ];

  return {
    show,
    close(key) {
      attempts.delete(key);
      shown.delete(key);
      for (const toast of [...given.values()].filter((each) => each.key === key)) {
        given.delete(toast.id);
        closeToast(toast);
      }
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      for (const end of ends) end();
      listeners.clear();
    },
  };
}
