import type { BusClient, BusReply } from '../../system/dbus/dbus.ts';
import { NAME } from './daemon.ts';
import type { Click, ClosedBy } from './notifier.ts';
import { answerOf, clickOf } from './toast-actions.ts';
import type { DaemonToast } from './toast-closer.ts';

/** At most this many signals wait for the answer that says which toast they are about. */
const MOST_EARLY = 100;

/** By the reason of NotificationClosed. https://specifications.freedesktop.org/notification-spec/latest/protocol.html#signal-notification-closed */
const CLOSED_BY: Readonly<Record<number, ClosedBy>> = { 1: 'expired', 2: 'user', 3: 'program' };

export interface DaemonSignals {
  /** Another toast is known: signals about it that came earlier count now. */
  known(): void;
  /** The daemon is gone, with all that it has not finished. */
  forget(): void;
  dispose(): void;
}

/**
 * What the daemon says about toasts. Its signals may come in any order, and before the answer to Notify, which tells the id.
 * @param deps.toast what an id stands for; undefined: nothing that is known
 * @param deps.isWaiting whether an answer to Notify may still come
 */
export function watchDaemonSignals<T extends DaemonToast>(deps: {
  bus: Pick<BusClient, 'onSignal'>;
  toast: (id: number) => T | undefined;
  isWaiting: () => boolean;
  onClick: (toast: T, click: Click) => void;
  onClosed: (toast: T, by: ClosedBy) => void;
}): DaemonSignals {
  const early: Array<() => void> = [];
  /** Of toasts, by their ids, for the click that follows. */
  const tokens = new Map<number, string>();

  function on(member: string, handle: (toast: T, argument: unknown) => void): () => void {
    function receive(signal: BusReply): void {
      const toast = deps.toast(Number(signal.body[0]));
      if (toast?.owner === signal.sender) {
        handle(toast, signal.body[1]);
        return;
      }
      if (!deps.isWaiting()) return;
      early.push(() => receive(signal));
      if (early.length > MOST_EARLY) early.shift();
    }
    return deps.bus.onSignal({ sender: NAME, interface: NAME, member }, receive);
  }

  function click(toast: T, what: Click | null): void {
    if (what === null) return;
    const token = tokens.get(toast.id);
    tokens.delete(toast.id);
    deps.onClick(toast, { ...what, ...(token !== undefined && { token }) });
  }

  const ends = [
    on('ActivationToken', ({ id }, token) => void tokens.set(id, String(token))),
    on('ActionInvoked', (toast, key) => click(toast, clickOf(String(key)))),
    on('NotificationReplied', (toast, words) => {
      click(toast, answerOf(String(words)));
    }),
    on('NotificationClosed', (toast, reason) => deps.onClosed(toast, CLOSED_BY[Number(reason)] ?? 'unknown')),
  ];

  return {
    known() {
      for (const again of early.splice(0)) again();
    },
    forget() {
      early.length = 0;
      tokens.clear();
    },
    dispose() {
      for (const end of ends) end();
    },
  };
}
