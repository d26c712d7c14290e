import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { XClient, XDisplay, XEvent } from 'x11';
import type { Log } from '../../system/log.ts';

/** A display that does not answer within this time counts as one without a tray, in milliseconds. */
const PATIENCE = 5_000;
/** https://www.x.org/releases/current/doc/xproto/x11protocol.html#event_masks */
const STRUCTURE_NOTIFY = 0x20000;
const NO_OWNER = 0;

/**
 * Watches whether a panel accepts tray icons by XEmbed: it owns the selection `_NET_SYSTEM_TRAY_S` + screen, and announces itself
 * on the root window. Without a connection to X there is none.
 * https://specifications.freedesktop.org/systemtray-spec/latest/
 * @param deps.display like `:0`
 * @param deps.onChange called with the first result and at each change
 */
export function watchXEmbed(deps: { display: string; log: Log; onChange: (present: boolean) => void }): {
  dispose(): void;
} {
  let client: XClient | null = null;
  let ended = false;
  let reported: boolean | null = null;

  function report(present: boolean): void {
    if (ended || present === reported) return;
    reported = present;
    deps.onChange(present);
  }

  function end(): void {
    ended = true;
    clearTimeout(patience);
    client?.stream?.destroy();
  }

  function lose(reason: string): void {
    if (ended) return;
    deps.log.error(`no XEmbed tray can be seen: ${reason}`);
    report(false);
    end();
  }

  const patience = setTimeout(lose, PATIENCE, 'X does not answer');

  function watch({ screen }: XDisplay, x: XClient): void {
    clearTimeout(patience);
    const root = screen[Number(x.screenNum)]?.root;
    if (root === undefined) {
      lose(`X has no screen ${x.screenNum}`);
      return;
    }
    x.InternAtom(false, `_NET_SYSTEM_TRAY_S${x.screenNum}`, (_error, selection) => {
      const look = (): void =>
        x.GetSelectionOwner(selection, (_gone, owner) => {
          if (owner === NO_OWNER) return report(false);
          x.ChangeWindowAttributes(owner, { eventMask: STRUCTURE_NOTIFY }, (left) => {
            // The owner has left meanwhile, and will not announce that.
            if (left) look();
            else report(true);
            return true;
          });
        });
      x.on('event', (event: XEvent) => {
        // ICCCM 2.8: the second word of MANAGER is the selection.
        const came = event.name === 'ClientMessage' && event.data?.[1] === selection;
        if (came || event.name === 'DestroyNotify') look();
      });
      x.ChangeWindowAttributes(root, { eventMask: STRUCTURE_NOTIFY });
      look();
    });
  }

  async function connect(): Promise<void> {
    await readAuthority();
    // Loaded only if there is no StatusNotifier panel.
    const { default: x11 } = await import('x11');
    if (ended) return;
    const options = { display: deps.display, disableBigRequests: true, shm: false };
    const x = x11.createClient(options, (error, display) => {
      if (error) lose(error.message);
      // The stream exists only now, so it is closed here if watching has ended meanwhile.
      else if (ended) x.stream?.destroy();
      else watch(display, x);
    });
    client = x;
    // An error event without a listener would end the process.
    x.on('error', (error: Error) => lose(error.message));
    x.on('end', () => lose('X has closed the connection'));
  }

  connect().catch((error: unknown) => lose(String(error)));
  return { dispose: end };
}

/** @throws if the file exists and cannot be read: the library would throw that out of a callback */
async function readAuthority(): Promise<void> {
  const file = process.env.XAUTHORITY || path.join(os.homedir(), '.Xauthority');
  await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}
