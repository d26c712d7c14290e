import { type BusClient, BusError } from '../../system/dbus/dbus.ts';
import type { Log } from '../../system/log.ts';
import type { DaemonInfo } from './daemon.ts';
import { closeCall, expireCall, type Looks } from './notify-call.ts';

/** `owner`: the daemon that gave the id; the same id means something else to another daemon. */
export type DaemonToast = Readonly<{ id: number; owner: string }>;

export interface Closer {
  /** @param onScreen as far as is known; false: it may be in a notification centre */
  close(toast: DaemonToast, onScreen: boolean): void;
  /** Counts work that may put a toast on the screen as unfinished until it settles. */
  track<T>(work: Promise<T>): Promise<T>;
  /**
   * Waits for all unfinished work.
   * @param patience in milliseconds
   * @returns whether all of it has settled in that time
   */
  finish(patience: number): Promise<boolean>;
}

/** Takes toasts off the screen, and knows when they are gone. Nothing in it rejects. */
export function createCloser(deps: { bus: BusClient; daemon: DaemonInfo; looks: Looks; log: Log }): Closer {
  const { bus, daemon, looks, log } = deps;
  const unfinished = new Set<Promise<unknown>>();

  function track<T>(work: Promise<T>): Promise<T> {
    const end: Promise<unknown> = work.catch(() => {}).then(() => unfinished.delete(end));
    unfinished.add(end);
    return work;
  }

  async function remove({ id, owner }: DaemonToast, onScreen: boolean): Promise<void> {
    let last = id;
    if (onScreen && (await daemon.get()).quirks.ignoresClose) {
      // A new toast, if the daemon no longer has one with this id.
      last = Number((await bus.call(expireCall(id, owner, looks))).body[0]);
    }
    await bus.call(closeCall(last, owner));
  }

  async function all(): Promise<true> {
    while (unfinished.size > 0) await Promise.all(unfinished);
    return true;
  }

  return {
    close(toast, onScreen) {
      track(remove(toast, onScreen)).catch((error) => {
        // Daemons answer with an error if the toast is already gone.
        if (error instanceof BusError && error.code === 'timeout') log.error('closing a toast: no answer');
      });
    },
    track,
    async finish(patience) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<false>((resolve) => {
        timer = setTimeout(resolve, patience, false);
      });
      const finished = await Promise.race([all(), late]);
      clearTimeout(timer);
      return finished;
    },
  };
}
