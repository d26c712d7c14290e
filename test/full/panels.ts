/** Panels of other desktops, as Debian has them; those with a configuration here have no usable default. */
import type { ChildProcess } from 'node:child_process';
import { serviceProgram } from '../../build/demo/scenery.ts';
import { type Desktop, untilOwned } from '../../build/desktop.ts';
import { type ForeignHome, foreignHome } from './foreign-desktop.ts';

export type Panel = Readonly<{
  name: string;
  /** It is the window manager too. */
  manages?: boolean;
  start: (desktop: Desktop) => Promise<ChildProcess>;
}>;

const XFCONF = 'org.xfce.Xfconf';

function panel(
  name: string,
  args: (home: ForeignHome) => readonly string[],
  more: Partial<Panel> = {},
): Panel {
  return {
    name,
    async start(desktop) {
      const home = foreignHome(desktop, name);
      return desktop.start(name, args(home), home.env);
    },
    ...more,
  };
}

export const XFCE = panel('xfce4-panel', () => [], {
  async start(desktop) {
    const { env } = foreignHome(desktop, 'XFCE');
    await untilOwned(desktop.env, XFCONF, desktop.start(serviceProgram(XFCONF), [], env));
    return desktop.start('xfce4-panel', ['--disable-wm-check'], env);
  },
});

/** Without the plugin that takes icons by XEmbed. */
export const LXQT = panel('lxqt-panel', ({ write }) => [
  '-c',
  write(
    'panel.conf',
    'panels=panel1\n[panel1]\nplugins=statusnotifier\nposition=Top\ndesktop=0\n[statusnotifier]\nalignment=Right\ntype=statusnotifier\n',
  ),
]);

export const TINT2 = panel('tint2', () => ['-c', '/etc/xdg/tint2/tint2rc']);

export const TRAYER = panel('trayer', () => [
  ...['--edge', 'top', '--align', 'right', '--widthtype', 'request', '--height', '24'],
  ...['--transparent', 'true', '--alpha', '0', '--tint', '0xececec'],
]);

export const PANELS: readonly Panel[] = [
  XFCE,
  LXQT,
  TINT2,
  TRAYER,
  panel('polybar', ({ write }) => [
    '-c',
    write(
      'polybar.ini',
      '[bar/main]\nwidth = 100%\nheight = 27\nbackground = #222\nfont-0 = DejaVu Sans:size=10\nmodules-left = date\ntray-position = right\n[module/date]\ntype = internal/date\ndate = %H:%M\n',
    ),
    'main',
  ]),
  panel(
    'i3',
    ({ write }) => ['-c', write('i3', '# i3 config file (v4)\nfont pango:DejaVu Sans 10\nbar {\n}\n')],
    {
      manages: true,
    },
  ),
  panel('awesome', () => [], { manages: true }),
];
