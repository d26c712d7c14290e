import type { WebContents } from 'electron';
import { PUSH_CHANNEL } from '#app/channels';
import type { Pushes, PushName } from '#app/ipc';

export type Push = <P extends PushName>(name: P, payload: Pushes[P]) => void;

/** The only user of `webContents.send`; a window that is gone, dead or still loading is skipped: it asks for all it needs. */
export function createPush(
  contents: () => Pick<WebContents, 'isDestroyed' | 'isCrashed' | 'send'> | null,
): Push {
  return (name, payload) => {
    const target = contents();
    if (target !== null && !target.isDestroyed() && !target.isCrashed())
      target.send(PUSH_CHANNEL, name, payload);
  };
}
