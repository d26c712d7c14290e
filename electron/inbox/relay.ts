import type { InboxPush } from '#app/state';
import { type Delta, PAGE_BYTES } from '#server/inbox';
import type { Change } from '#server/notification';
import type { InboxChange, InboxState } from '../../server/client/client.ts';
import { throttle } from '../system/throttle.ts';

/** A window that is seen follows at most this often, in milliseconds: a frame of a screen. */
const FRAME = 16;
/** With more changed rows than a page of a sync has, or larger ones, the window asks for them. */
const ROWS = 500;

export interface Relay {
  take(change: InboxChange): void;
  /** Sends what waits, also to a window that is not seen yet. */
  flush(): void;
}

/**
 * From main's inbox to the window's: one push for however many changes, as a busy inbox has more of them than a screen has
 * frames. A hidden window gets nothing until it is shown.
 */
export function createRelay(deps: {
  state: () => Pick<InboxState, 'epoch' | 'revision' | 'counts'>;
  isVisible: () => boolean;
  push: (payload: InboxPush) => void;
}): Relay {
  let { epoch: epochTold, revision: since } = deps.state();
  let waiting = new Map<string, Change>();
  let behind = false;
  const frame = throttle(flush, FRAME);

  function flush(): void {
    const { epoch, revision, counts } = deps.state();
    // Between the pages of a sync nobody can say how far the rows go.
    if (epoch === null || (epoch === epochTold && revision === since)) return;
    const delta: Delta = { epoch, revision, counts, changed: [...waiting.values()] };
    const fits = !behind && epoch === epochTold && JSON.stringify(delta).length <= PAGE_BYTES;
    deps.push(fits ? { kind: 'delta', since, delta } : { kind: 'behind' });
    epochTold = epoch;
    since = revision;
    behind = false;
    waiting = new Map();
  }

  return {
    take({ changed, reset }) {
      behind ||= reset;
      for (const change of behind ? [] : changed) {
        if ((waiting.get(change.id)?.revision ?? -1) < change.revision) waiting.set(change.id, change);
      }
      behind ||= waiting.size > ROWS;
      if (behind) waiting.clear();
      if (deps.isVisible()) frame.call();
    },
    flush,
  };
}
