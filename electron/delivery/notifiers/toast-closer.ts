import { type BusClient, BusError } from '../../system/dbus/dbus.ts';
import type { Log } from '../../system/log.ts';
import type { DaemonInfo } from './daemon.ts';
import { closeCall, expireCall, type Looks } from './notify-call.ts';

/** `owner`: the daemon that gave the id; another one's ids mean something else. */
export type Shown = Readonly<{ id: number; owner: string }>;

export interface Closer {
  /** @param onScreen as far as is known; else it may lie in a notification centre */
  close(toast: Shown, onScreen: boolean): void;
  /** What may bring a toast to the screen counts as unfinished until it ends. */
  follow<T>(work: Promise<T>): Promise<T>;
  /**
   * Waits for all that is unfinished.
   * @param patience at most so long, in milliseconds
   * @returns whether it has ended
   */
  finish(patience: number): Promise<boolean>;
}

/** Takes toasts off the screen, and knows when that is done. Nothing in it rejects. */
export function createCloser(deps: { bus: BusClient; daemon: DaemonInfo; looks: Looks; log: Log }): Closer {
  const { bus, daemon, looks, log } = deps;
  const unfinished = new Set<Promise<unknown>>();

  function follow<T>(work: Promise<T>): Promise<T> {
    const end: Promise<unknown> = work.catch(() => {}).then(() => unfinished.delete(end));
    unfinished.add(end);
    return work;
  }

  async function take({ id, owner }: Shown, onScreen: boolean): Promise<void> {
    let last = id;
    if (onScreen && (await daemon.get()).quirks.keepsClosed) {
      // Another one, where the daemon has none of this id any more.
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
      follow(take(toast, onScreen)).catch((error) => {
        // Daemons answer with an error when the toast is gone already.
        if (error instanceof BusError && error.code === 'timeout') log.error('closing a toast: no answer');
      });
    },
    follow,
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
