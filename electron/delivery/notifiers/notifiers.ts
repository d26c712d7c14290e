/** The ways to a native notification: over D-Bus on Linux, by Electron on Windows and macOS. `notifier.ts` says what each must do. */
export { SERVICE } from './daemon.ts';
export type {
  ClosedBy,
  Notifier,
  NotifierEvent,
  Toast,
  ToastButton,
} from './notifier.ts';
export { REMEMBERED } from './notifier.ts';
export { createDbusNotifier } from './notifier-dbus.ts';
export { createElectronNotifier, type NativeSystem } from './notifier-electron.ts';
export type { Looks } from './notify-call.ts';
export { openToastIds } from './toast-ids.ts';
