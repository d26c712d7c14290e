import type {
  Notification as ElectronNotification,
  NotificationCloseEventParams,
  NotificationConstructorOptions,
} from 'electron';
import type { Log } from '../../system/log.ts';
import { nativeText } from '../../system/native-text.ts';
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

/** How long the system may take to confirm a toast, in milliseconds. */
const TIMEOUT = 10_000;

/** The part of Electron's Notification that is used. */
export type NativeNotification = Pick<ElectronNotification, 'on' | 'once' | 'show' | 'close'>;

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

/**
 * Toasts on Windows and macOS. Since Electron 42 a toast replaces the one with the same `id`; older versions ignore the id,
 * so the earlier toast is closed first.
 */
export function createElectronNotifier(deps: {
  create: (options: NotificationConstructorOptions) => NativeNotification;
  isSupported: () => boolean;
  /** File of Belfry's icon, for Windows; macOS shows the app's. */
  icon: string;
  log: Log;
}): Notifier {
  // Referenced here: a Notification that is garbage-collected loses its events (https://github.com/electron/electron/issues/12690).
  const shown = new Map<string, NativeNotification>();
  /** Off the screen, but still in the notification centre, where they can be clicked. */
  const left = new Map<string, NativeNotification>();
  const listeners = new Set<(event: NotifierEvent) => void>();

  function emit(event: NotifierEvent): void {
    for (const listener of [...listeners]) listener(event);
  }

  function options(toast: Toast): NotificationConstructorOptions {
    return {
      // It contains a key that the sender chose.
      id: nativeText(toast.place),
      title: nativeText(toast.title),
      body: nativeText(toast.body),
      silent: toast.sound === 'none',
      icon: toast.image ?? deps.icon,
      urgency: toast.urgency,
      actions: toast.buttons.map(({ label }) => ({ type: 'button', text: nativeText(label) })),
    };
  }

  function forget(key: string, notification: NativeNotification): boolean {
    return shown.get(key) === notification && shown.delete(key);
  }

  function show(toast: Toast): Promise<ShowOutcome> {
    if (!deps.isSupported()) return Promise.resolve('unavailable');
    const { key } = toast;
    const previous = shown.get(key);
    const notification = deps.create(options(toast));
    shown.set(key, notification);
    if (previous !== undefined && !('id' in previous)) previous.close();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, TIMEOUT, 'timeout');
      const settle = (outcome: ShowOutcome): void => {
        clearTimeout(timer);
        resolve(outcome);
      };
      notification.once('show', () => settle('shown'));
      notification.once('failed', (_event, error) => {
        deps.log.error(`the system refused a toast: ${error}`);
        forget(key, notification);
        settle('failed');
      });
      notification.on('click', () => emit({ type: 'open', key }));
      notification.on('action', (_event, index) => {
        const button = toast.buttons[index];
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
    onEvent(listener) {
      listeners.add(listener);
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
