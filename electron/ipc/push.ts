import type { WebContents } from 'electron';
import type { Pushes, PushName } from '#app/ipc';
import { PUSH_CHANNEL } from '#app/ipc-channels';

/** Complete states: only the latest matters to a window that was hidden. */
const WHOLE: ReadonlySet<PushName> = new Set<PushName>(['status', 'sources', 'rules']);

export interface Push {
  <P extends PushName>(name: P, payload: Pushes[P]): void;
  /** Sends what waits: the window is about to be seen. */
  release(): void;
}

/**
 * The only user of `webContents.send`; a window that is gone, dead or still loading is skipped: it asks for all it needs. To draw
 * what nobody sees costs as much as to draw what is seen, so that states wait while the window is hidden.
 */
export function createPush(deps: {
  contents: () => Pick<WebContents, 'isDestroyed' | 'isCrashed' | 'send'> | null;
  isVisible: () => boolean;
}): Push {
  const waiting = new Map<PushName, Pushes[PushName]>();

  function send(name: PushName, payload: Pushes[PushName]): void {
    waiting.delete(name);
    const target = deps.contents();
    if (target !== null && !target.isDestroyed() && !target.isCrashed())
      target.send(PUSH_CHANNEL, name, payload);
  }

  function push<P extends PushName>(name: P, payload: Pushes[P]): void {
    if (WHOLE.has(name) && !deps.isVisible()) waiting.set(name, payload);
    else send(name, payload);
  }

  function release(): void {
    for (const [name, payload] of waiting) send(name, payload);
  }

  return Object.assign(push, { release });
}
