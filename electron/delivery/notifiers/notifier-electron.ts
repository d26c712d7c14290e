import type {
  ActivationArguments,
  Notification as ElectronNotification,
  NotificationCloseEventParams,
  NotificationConstructorOptions,
} from 'electron';
import type { Log } from '../../system/log.ts';
import { nativeText } from '../../system/native-text.ts';
import type { Sound, Sounds } from '../sounds/sounds.ts';
import {
  type Click,
  type ClosedBy,
  type Notifier,
  type NotifierEvent,
  REMEMBERED,
  type ShowOutcome,
  type Toast,
  type ToastButton,
} from './notifier.ts';
import { answerOf, fitted } from './toast-actions.ts';

/** How long the system may take to confirm a toast, in milliseconds. */
const TIMEOUT = 10_000;

/** The part of Electron's Notification that is used. */
export type NativeNotification = Pick<ElectronNotification, 'on' | 'once' | 'show' | 'close'>;

/** The place of a single notification's toast, in Windows' words for a click. */
const PLACE = /item:[\w-]+/;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function pressed(button: ToastButton): Click {
  switch (button.kind) {
    case 'command':
      return { type: 'button', command: button.command };
    case 'sender':
      return { type: 'sender', action: button.id };
    case 'reply':
      return { type: 'compose' };
    case 'mute':
      return { type: 'mute' };
    default:
      return button satisfies never;
  }
}

/** Windows says why, since Electron 41; macOS only reports what its user has closed. */
function closedBy(reason: NotificationCloseEventParams['reason']): ClosedBy {
  switch (reason) {
    case 'userCanceled':
      return 'user';
    case 'timedOut':
      return 'expired';
    case 'applicationHidden':
      return 'program';
    case undefined:
      return 'unknown';
    default:
      return reason satisfies never;
  }
}

/** What this system and this version of Electron can do; null: not that. */
export type NativeSystem = Readonly<{
  create: (options: NotificationConstructorOptions) => NativeNotification;
  isSupported: () => boolean;
  /** Whether toasts have a field for an answer. */
  hasFields: boolean;
  /** Windows: tells of clicks, also of the one that has started the app. */
  onActivation: ((listener: (details: ActivationArguments) => void) => void) | null;
  /** macOS: empties the notification centre of Belfry's toasts. */
  removeAll: (() => void) | null;
}>;

/**
 * Toasts on Windows and macOS. Since Electron 42 a toast replaces the one with the same `id`; older versions ignore the id,
 * so the earlier toast is closed first.
 */
export function createElectronNotifier(deps: {
  system: NativeSystem;
  /** File of Belfry's icon, for Windows; macOS shows the app's. */
  icon: string;
  sounds: Pick<Sounds, 'of' | 'play'>;
  log: Log;
}): Notifier {
  // Referenced here: a Notification that is garbage-collected loses its events (https://github.com/electron/electron/issues/12690).
  const shown = new Map<string, NativeNotification>();
  /** Off the screen, but still in the notification centre, where they can be clicked. */
  const left = new Map<string, NativeNotification>();
  const listeners = new Set<(event: NotifierEvent) => void>();
  const { system } = deps;
  let hasShown = false;
  let hasStarted = false;

  function emit(event: NotifierEvent): void {
    for (const listener of [...listeners]) listener(event);
  }

  function options(toast: Toast, sound: Sound): NotificationConstructorOptions {
    const { field, drawn } = fitted(toast.buttons, system.hasFields);
    return {
      // Both contain what a sender or a user chose.
      id: nativeText(toast.place),
      ...(toast.group !== undefined && { groupId: nativeText(toast.group) }),
      title: nativeText(toast.title),
      body: nativeText(toast.body),
      silent: sound.kind !== 'system',
      icon: toast.image ?? deps.icon,
      urgency: toast.urgency,
      timeoutType: toast.urgency === 'critical' ? 'never' : 'default',
      actions: drawn.map(({ label }) => ({ type: 'button', text: nativeText(label) })),
      ...(field !== undefined && { hasReply: true, replyPlaceholder: nativeText(field.placeholder) }),
    };
  }

  /** Of an earlier run: those of this run have events of their own, and Windows tells of them as well. */
  function activated({ type, reply, arguments: said }: ActivationArguments): void {
    if (hasShown) return;
    const place = PLACE.exec(decoded(said))?.[0] ?? null;
    // Nobody listens yet to what a click has to do.
    setImmediate(() =>
      emit({ type: 'activated', place, reply: type === 'reply' && reply !== undefined ? reply : null }),
    );
  }

  /** What a run has left that ended without closing its toasts. */
  function start(): void {
    if (hasStarted) return;
    hasStarted = true;
    system.removeAll?.();
    system.onActivation?.(activated);
  }

  function forget(key: string, notification: NativeNotification): boolean {
    return shown.get(key) === notification && shown.delete(key);
  }

  function show(toast: Toast): Promise<ShowOutcome> {
    if (!system.isSupported()) return Promise.resolve('unavailable');
    const { key } = toast;
    const previous = shown.get(key);
    const sound = deps.sounds.of(toast.sound);
    const notification = system.create(options(toast, sound));
    hasShown = true;
    shown.set(key, notification);
    if (previous !== undefined && !('id' in previous)) previous.close();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, TIMEOUT, 'timeout');
      const settle = (outcome: ShowOutcome): void => {
        clearTimeout(timer);
        resolve(outcome);
      };
      notification.once('show', () => {
        settle('shown');
        // The system plays its own.
        if (sound.kind === 'file') void deps.sounds.play(sound);
      });
      notification.once('failed', (_event, error) => {
        deps.log.error(`the system refused a toast: ${error}`);
        forget(key, notification);
        settle('failed');
      });
      notification.on('click', () => emit({ type: 'open', key }));
      notification.on('reply', (details, text) => emit({ key, ...answerOf(details.reply ?? text) }));
      notification.on('action', (details, index) => {
        const button = fitted(toast.buttons, system.hasFields).drawn[details.actionIndex ?? index];
        if (button !== undefined) emit({ key, ...pressed(button) });
      });
      notification.once('close', ({ reason }) => {
        if (!forget(key, notification)) return;
        left.set(key, notification);
        for (const oldest of left.keys()) {
          if (left.size <= REMEMBERED) break;
          left.delete(oldest);
        }
        emit({ type: 'closed', key, by: closedBy(reason) });
      });
      notification.show();
    });
  }

  return {
    show,
    async update(toast) {
      return shown.has(toast.key) ? show({ ...toast, sound: 'none' }) : 'closed';
    },
    close(key) {
      const notification = shown.get(key) ?? left.get(key);
      shown.delete(key);
      left.delete(key);
      notification?.close();
    },
    idOf: () => null,
    onEvent(listener) {
      listeners.add(listener);
      start();
      return () => listeners.delete(listener);
    },
    async dispose() {
      listeners.clear();
      for (const notification of [...shown.values(), ...left.values()]) notification.close();
      shown.clear();
      left.clear();
    },
  };
}
