import { type BusClient, BusError, type BusReply } from '../../system/dbus/dbus.ts';
import type { Log } from '../../system/log.ts';
import type { Sounds } from '../sounds/sounds.ts';
import { createDaemonInfo, NAME } from './daemon.ts';
import { watchDaemonSignals } from './daemon-signals.ts';
import {
  type Click,
  type ClosedBy,
  type Notifier,
  type NotifierEvent,
  REMEMBERED,
  type ShowOutcome,
  type Toast,
} from './notifier.ts';
import { type Looks, notifyCall } from './notify-call.ts';
import { createCloser, type DaemonToast } from './toast-closer.ts';
import type { ToastIdsFile } from './toast-ids.ts';

/** Belfry waits at most this long for the daemon when it quits, in milliseconds. */
const PARTING = 1_000;

/** https://dbus.freedesktop.org/doc/dbus-specification.html#bus-messages-get-id */
const BUS_ID = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
  member: 'GetId',
};

/** Errors by which the bus says that no daemon runs, and that it cannot start one. */
const ABSENT = /^org\.freedesktop\.(DBus\.Error\.(ServiceUnknown|NameHasNoOwner|Spawn\..*)|systemd1\..*)$/;

const NO_SOUND = { kind: 'none' } as const;

type Known = DaemonToast & Readonly<{ key: string }>;
/** One call of Notify. Its answer counts only while it is the latest call for its key. */
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
 * Toasts over org.freedesktop.Notifications. Electron's own block the main process while a daemon hangs, and can neither
 * replace a toast nor have buttons (https://github.com/electron/electron/issues/24333).
 * https://specifications.freedesktop.org/notification-spec/latest/
 */
export function createDbusNotifier(deps: {
  bus: BusClient;
  looks: Looks;
  sounds: Pick<Sounds, 'of' | 'isDaemons' | 'play'>;
  file: ToastIdsFile;
  log: Log;
}): Notifier {
  const { bus, looks, sounds, file, log } = deps;
  const daemon = createDaemonInfo(bus);
  const closer = createCloser({ bus, daemon, looks, log });
  const shown = new Map<string, DaemonToast>();
  /** What an id stands for, also after the toast has left the screen: daemons report clicks in their notification centre. */
  const known = new Map<number, Known>();
  const attempts = new Map<string, Attempt>();
  const listeners = new Set<(event: NotifierEvent) => void>();
  /** The daemon's unique name; null: no daemon runs. */
  let owner: string | null = null;
  /** The GUID of its bus; null: not known yet. */
  let busId: string | null = null;
  /** Toasts of the previous run, until it is known whether its daemon still runs. */
  let leftBehind = file.left();
  let disposed = false;

  function emit(event: NotifierEvent): void {
    for (const listener of [...listeners]) listener(event);
  }

  /** For the next run, in case this one crashes. */
  function saveIds(): void {
    if (busId !== null && owner !== null) file.write({ bus: busId, owner, ids: [...known.keys()] });
  }

  /** Notes the id of a toast that has appeared, now or long after the timeout; closes it if it is no longer wanted. */
  function settle(key: string, attempt: Attempt, { sender, body }: BusReply): void {
    const toast = { id: Number(body[0]), owner: sender };
    attempt.answered = true;
    if (attempts.get(key) === attempt) {
      remember({ ...toast, key });
      shown.set(key, toast);
    } else if (shown.get(key)?.id !== toast.id) closer.close(toast, true);
    signals.known();
  }

  function remember(toast: Known): void {
    const before = known.get(toast.id);
    // The daemon has reused the id: the toast that had it is gone.
    if (before !== undefined && before.key !== toast.key) leave(before, 'unknown');
    known.delete(toast.id);
    known.set(toast.id, toast);
    for (const oldest of known.values()) {
      if (known.size <= REMEMBERED) break;
      if (!isShown(oldest)) known.delete(oldest.id);
    }
    saveIds();
  }

  const isShown = ({ id, key }: Known): boolean => shown.get(key)?.id === id;

  async function show(toast: Toast): Promise<ShowOutcome> {
    if (disposed) return 'closed';
    const attempt: Attempt = { answered: false };
    attempts.set(toast.key, attempt);
    const about = await daemon.get();
    if (attempts.get(toast.key) !== attempt) return 'closed';
    try {
      const sound = sounds.of(toast.sound);
      const [daemons, ours] = sounds.isDaemons(about.can) ? [sound, NO_SOUND] : [NO_SOUND, sound];
      const call = notifyCall(toast, daemons, shown.get(toast.key)?.id ?? 0, about, looks);
      const onAnswer = (reply: BusReply): void => settle(toast.key, attempt, reply);
      await closer.track(bus.call(call, onAnswer).then(onAnswer));
      void sounds.play(ours);
      return 'shown';
    } catch (error) {
      const outcome = failure(error);
      if (outcome !== 'timeout' && attempts.get(toast.key) === attempt) attempts.delete(toast.key);
      if (outcome === 'failed') log.error(`the notification daemon refused a toast: ${error}`);
      return outcome;
    }
  }

  function onClick(toast: Known, click: Click): void {
    emit({ key: toast.key, ...click });
    if (click.type === 'sender' || known.get(toast.id) !== toast) return;
    leave(toast, 'user');
    // Some daemons leave a toast on the screen after a click.
    closer.close(toast, false);
  }

  /** It is off the screen, but still known. If another toast is on its way under this key, the key stays in use. */
  function leave(toast: Known, by: ClosedBy): void {
    const { key } = toast;
    if (!isShown(toast)) return;
    shown.delete(key);
    if (attempts.get(key)?.answered === false) return;
    attempts.delete(key);
    emit({ type: 'closed', key, by });
  }

  /** Toasts end with their daemon. */
  function onOwner(next: string | null): void {
    daemon.forget();
    owner = next;
    busId = null;
    for (const toast of [...known.values()]) leave(toast, 'daemon');
    known.clear();
    signals.forget();
    if (owner === null) return;
    void daemon.get();
    void closeLeftovers(owner);
    emit({ type: 'available' });
  }

  /** Closes the toasts that a crashed run has left: no click on them does anything. */
  async function closeLeftovers(asked: string): Promise<void> {
    const reply = await bus.call(BUS_ID).catch(() => null);
    if (reply === null || owner !== asked || disposed) return;
    busId = String(reply.body[0]);
    const before = leftBehind;
    leftBehind = null;
    if (before?.bus === busId && before.owner === owner) {
      for (const id of before.ids) closer.close({ id, owner }, true);
    }
    saveIds();
  }

  const signals = watchDaemonSignals<Known>({
    bus,
    toast: (id) => known.get(id),
    isWaiting: () => [...attempts.values()].some(({ answered }) => !answered),
    onClick,
    onClosed: leave,
  });
  const endName = bus.watchName(NAME, onOwner);

  return {
    show,
    async update(toast) {
      return attempts.has(toast.key) ? show({ ...toast, sound: 'none' }) : 'closed';
    },
    close(key) {
      const onScreen = shown.get(key)?.id;
      attempts.delete(key);
      shown.delete(key);
      for (const toast of [...known.values()].filter((each) => each.key === key)) {
        known.delete(toast.id);
        closer.close(toast, toast.id === onScreen);
      }
      saveIds();
    },
    idOf: (key) => shown.get(key)?.id ?? null,
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async dispose() {
      disposed = true;
      listeners.clear();
      signals.dispose();
      endName();
      // A toast that appears only now closes at once.
      attempts.clear();
      for (const toast of known.values()) closer.close(toast, isShown(toast));
      if (!(await closer.finish(PARTING))) return;
      known.clear();
      saveIds();
      await file.written();
    },
  };
}
