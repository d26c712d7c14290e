/** Hands on the keyboard and mouse of a test's desktop, by xdotool. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { DesktopEnv } from '../../build/desktop.ts';

const run = promisify(execFile);

export interface Hands {
  /** e.g. `ctrl+shift+b`, in xdotool's names; a number is the code of a key, whatever is printed on it. */
  readonly key: (combination: string) => Promise<void>;
  /** What is printed on the keyboard: `us`, `ru`. */
  readonly layout: (name: string) => Promise<void>;
  /** Numbered from 0. */
  readonly goToWorkspace: (workspace: number) => Promise<void>;
  readonly workspaceOf: (title: string) => Promise<number>;
  readonly pointAt: (x: number, y: number) => Promise<void>;
  readonly clickAt: (x: number, y: number) => Promise<void>;
  /** `slip`: how far the hand moves between the two, in pixels. */
  readonly doubleClickAt: (x: number, y: number, slip?: number) => Promise<void>;
  /** Title of the window with the focus; empty when none has it. */
  readonly activeWindow: () => Promise<string>;
  /** Titles of the windows on the screen. */
  readonly windows: () => Promise<readonly string[]>;
}

export function createHands(env: DesktopEnv): Hands {
  const xdotool = async (...args: readonly string[]) =>
    (await run('xdotool', args, { env: { ...process.env, ...env } })).stdout.trim();
  return {
    key: async (combination) => {
      await xdotool('key', '--clearmodifiers', combination);
    },
    layout: async (name) => {
      await run('setxkbmap', [name], { env: { ...process.env, ...env } });
    },
    goToWorkspace: async (workspace) => {
      await xdotool('set_desktop', `${workspace}`);
    },
    workspaceOf: async (title) => {
      const [id = ''] = (await xdotool('search', '--name', `^${title}$`)).split('\n').slice(-1);
      return Number(await xdotool('get_desktop_for_window', id));
    },
    pointAt: async (x, y) => {
      await xdotool('mousemove', `${x}`, `${y}`);
    },
    clickAt: async (x, y) => {
      await xdotool('mousemove', `${x}`, `${y}`, 'click', '1');
    },
    doubleClickAt: async (x, y, slip = 0) => {
      const second = ['sleep', '0.15', 'mousemove_relative', '--', `${slip}`, '0', 'click', '1'];
      await xdotool('mousemove', `${x}`, `${y}`, 'click', '1', ...second);
    },
    activeWindow: () => xdotool('getactivewindow', 'getwindowname').catch(() => ''),
    windows: async () => {
      const ids = (await xdotool('search', '--onlyvisible', '--name', '.')).split('\n').filter(Boolean);
      return Promise.all(ids.map((id) => xdotool('getwindowname', id)));
    },
  };
}
