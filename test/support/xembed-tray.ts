/// <reference path="../../electron/shell/tray/x11.d.ts" />
/**
 * A panel that takes tray icons by XEmbed and nothing else, as small as one can be.
 * https://specifications.freedesktop.org/systemtray-spec/latest/
 */
import fs from 'node:fs';
import x11, { type XClient, type XDisplay } from 'x11';
import type { DesktopEnv } from '../../build/desktop.ts';

declare module 'x11' {
  type ClientMessage = readonly [
    window: number,
    about: number,
    type: number,
    format: 32,
    data: readonly number[],
  ];
  interface XClient {
    AllocID(): number;
    CreateWindow(
      ...values: [
        id: number,
        parent: number,
        x: number,
        y: number,
        width: number,
        height: number,
        border: number,
        depth: number,
        kind: number,
        visual: number,
        values: Values,
      ]
    ): void;
    ConfigureWindow(window: number, values: Readonly<{ width: number; height: number }>): void;
    MapWindow(window: number): void;
    ReparentWindow(window: number, parent: number, x: number, y: number): void;
    SetSelectionOwner(owner: number, selection: number): void;
    SendClientMessage(...message: [...ClientMessage, mask: number]): void;
    sync(): Promise<void>;
    ChangeSaveSet(insert: 0 | 1, window: number): void;
  }
}

export const SIZE = 24;
const STRUCTURE_NOTIFY = 0x20000;
const DOCK = 0;
const EMBEDDED = 0;

export interface XEmbedTray {
  /** How many icons it holds. */
  readonly count: () => number;
  /** Middle of the newest icon on the screen. */
  readonly at: Readonly<{ x: number; y: number }>;
  /** Leaves, and gives its icons back. Idempotent. */
  readonly stop: () => Promise<void>;
}

/** @param colour of the panel, like 0x202020 */
export async function startXEmbedTray(env: DesktopEnv, colour: number): Promise<XEmbedTray> {
  const { x, display } = await connect(env);
  const atom = (name: string) =>
    new Promise<number>((resolve) => x.InternAtom(false, name, (_error, found) => resolve(found)));
  const [selection, manager, opcode, xembed] = await Promise.all(
    ['_NET_SYSTEM_TRAY_S0', 'MANAGER', '_NET_SYSTEM_TRAY_OPCODE', '_XEMBED'].map(atom),
  );
  if (selection === undefined || manager === undefined || opcode === undefined || xembed === undefined)
    throw new Error('no atoms');
  const screen = display.screen[0];
  if (screen === undefined) throw new Error('no screen');

  const bar = x.AllocID();
  const values = { backgroundPixel: colour, overrideRedirect: 1 };
  x.CreateWindow(bar, screen.root, 0, 0, SIZE, SIZE, 0, 0, 0, 0, values);
  x.MapWindow(bar);

  const icons = new Set<number>();
  // An icon may go while it is being taken in; so may the desktop.
  x.on('error', () => {});
  x.on('event', (event) => {
    const [, request, icon] = event.data ?? [];
    if (event.name === 'DestroyNotify') icons.delete(event.wid);
    if (event.name !== 'ClientMessage' || event.message_type !== opcode || request !== DOCK) return;
    x.ChangeWindowAttributes(icon, { eventMask: STRUCTURE_NOTIFY }, (gone) => {
      if (!gone) icons.add(icon);
      return true;
    });
    // It outlives this panel.
    x.ChangeSaveSet(1, icon);
    x.ConfigureWindow(icon, { width: SIZE, height: SIZE });
    x.ReparentWindow(icon, bar, 0, 0);
    x.SendClientMessage(icon, icon, xembed, 32, [0, EMBEDDED, 0, bar, 0], 0);
    x.MapWindow(icon);
  });
  x.SetSelectionOwner(bar, selection);
  x.SendClientMessage(screen.root, screen.root, manager, 32, [0, selection, bar, 0, 0], STRUCTURE_NOTIFY);
  await x.sync();

  let ended: Promise<void> | null = null;
  return {
    count: () => icons.size,
    at: { x: SIZE / 2, y: SIZE / 2 },
    stop: () => {
      ended ??= new Promise((resolve) => {
        // A desktop that has gone has closed it already.
        if (x.stream === undefined || x.stream.closed) resolve();
        else x.stream.once('close', resolve).destroy();
      });
      return ended;
    },
  };
}

function connect(env: DesktopEnv): Promise<{ x: XClient; display: XDisplay }> {
  // The cookie is the end of the file, which holds no other.
  const data = fs.readFileSync(env.XAUTHORITY).subarray(-16).toString('latin1');
  const options = { display: env.DISPLAY, disableBigRequests: true, shm: false };
  return new Promise((resolve, reject) => {
    const x = x11.createClient(
      { ...options, auth: { name: 'MIT-MAGIC-COOKIE-1', data } },
      (error, display) => {
        if (error) reject(error);
        else resolve({ x, display });
      },
    );
  });
}
