import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { XClient, XDisplay, XEvent } from 'x11';
import type { Log } from '../../system/log.ts';

/** A display that does not answer for so long counts as one without a tray, in milliseconds. */
const PATIENCE = 5_000;
/** https://www.x.org/releases/current/doc/xproto/x11protocol.html#event_masks */
const STRUCTURE_NOTIFY = 0x20000;
const NOBODY = 0;

/**
 * Watches whether a panel takes tray icons by XEmbed: somebody owns the selection `_NET_SYSTEM_TRAY_S` + screen, and says
 * so on the root window when it comes. Without a connection to X there is none.
 * https://specifications.freedesktop.org/systemtray-spec/latest/
 * @param deps.display like `:0`
 * @param deps.onChange called with the first finding and at each change
 */
export function watchXEmbed(deps: { display: string; log: Log; onChange: (present: boolean) => void }): {
  dispose(): void;
} {
  let client: XClient | null = null;
  let ended = false;
  let told: boolean | null = null;

  function tell(present: boolean): void {
    if (ended || present === told) return;
    told = present;
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
    tell(false);
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
          if (owner === NOBODY) return tell(false);
          x.ChangeWindowAttributes(owner, { eventMask: STRUCTURE_NOTIFY }, (left) => {
            // An owner that has left meanwhile announces nothing any more.
            if (left) look();
            else tell(true);
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
    // Its code is read only where there is no newer tray.
    const { default: x11 } = await import('x11');
    if (ended) return;
    const options = { display: deps.display, disableBigRequests: true, shm: false };
    const x = x11.createClient(options, (error, display) => {
      if (error) lose(error.message);
      // Ended while it connected: only now is there a stream to close.
      else if (ended) x.stream?.destroy();
      else watch(display, x);
    });
    client = x;
    // Without a listener an error event would end the process.
    x.on('error', (error: Error) => lose(error.message));
    x.on('end', () => lose('X has closed the connection'));
  }

  connect().catch((error: unknown) => lose(String(error)));
  return { dispose: end };
}

/** @throws where the library would throw out of a callback: a file that is there and cannot be read */
async function readAuthority(): Promise<void> {
  const file = process.env.XAUTHORITY || path.join(os.homedir(), '.Xauthority');
  await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}
