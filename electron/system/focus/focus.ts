import type { BusClient, BusReply } from '../dbus/dbus.ts';
import { createSignal } from '../signal.ts';
import { dunstProbe, makoProbe, plasmaProbe, swayncProbe, xfceProbe } from './bus-probes.ts';
import { cinnamonProbe, gnomeProbe, lxqtProbe, mateProbe } from './file-probes.ts';
import type { Ports, Probe } from './probe.ts';

const NAME = 'org.freedesktop.Notifications';
const SERVICE = { destination: NAME, path: '/org/freedesktop/Notifications', interface: NAME };
/** A probe without an answer after this time, in milliseconds, is unknown. */
const PATIENCE = 1_000;
/**
 * While notifications are held back, it is asked again after so many milliseconds: not all reports arrive, and dunst makes none if a signal
 * (`SIGUSR2`) ends its pause.
 */
const ASK_AGAIN = 15_000;

type Desktop = Readonly<{
  /** How it is called. */
  by: string;
  /** Vendor and name of its daemon, as GetServerInformation answers them. */
  daemon: RegExp;
  probe: (ports: Ports) => Probe;
}>;

/** The daemon says which desktop it is. The environment only says which one was started: people replace daemons. */
const DESKTOPS: readonly Desktop[] = [
  { by: 'GNOME', daemon: /\/gnome-shell$/, probe: gnomeProbe },
  { by: 'Unity', daemon: /\/notify-osd$/, probe: gnomeProbe },
  { by: 'Budgie', daemon: /budgie/i, probe: gnomeProbe },
  { by: 'KDE Plasma', daemon: /^KDE\/Plasma$/, probe: plasmaProbe },
  { by: 'Cinnamon', daemon: /\/cinnamon$/i, probe: cinnamonProbe },
  { by: 'MATE', daemon: /^MATE\//, probe: mateProbe },
  { by: 'Xfce', daemon: /^Xfce\//i, probe: xfceProbe },
  { by: 'dunst', daemon: /\/dunst$/, probe: dunstProbe },
  { by: 'SwayNC', daemon: /\/(SwayNotificationCenter|swaync)$/i, probe: swayncProbe },
  { by: 'mako', daemon: /\/mako$/, probe: makoProbe },
  { by: 'LXQt', daemon: /\/lxqt-notificationd$/, probe: lxqtProbe },
];

/** `by`: the desktop or notification daemon that holds notifications back. */
export type Disturbed = Readonly<{ by: string }>;

export interface Focus {
  /** null: notifications may appear, or nobody says that they may not. Never waits: it is what was last heard. */
  now(): Disturbed | null;
  /** @returns its unsubscribe */
  onChange(listener: () => void): () => void;
  dispose(): void;
}

/**
 * Windows and macOS: their shells hold toasts back themselves, and tell no program of ours about it. Windows' answer is an undocumented
 * state (https://stackoverflow.com/q/53407374), macOS' is for messengers with an entitlement.
 */
export const UNKNOWN_FOCUS: Focus = { now: () => null, onChange: () => () => {}, dispose() {} };

/**
 * The desktop's do-not-disturb, by the notification daemon that runs now. It is asked when the daemon appears, and at each change
 * that the desktop reports, and now and then while it holds something back; what does not answer within a second is unknown, and then nothing is held back.
 */
export function createFocus(
  deps: Ports & Readonly<{ bus: BusClient; log: (message: string) => void }>,
): Focus {
  const changed = createSignal();
  let disturbed: Disturbed | null = null;
  let endProbe: (() => void) | null = null;

  function set(next: Disturbed | null): void {
    if (next?.by === disturbed?.by) return;
    disturbed = next;
    changed.emit();
  }

  /** @returns its end */
  function follow({ by, probe: open }: Desktop): () => void {
    const probe = open(deps);
    let latest = 0;
    let isKnown = true;
    let timer: NodeJS.Timeout | undefined;

    function unknown(why: string): void {
      if (isKnown) deps.log(`the do-not-disturb of ${by} is unknown: ${why}`);
      isKnown = false;
      set(null);
    }
    /** @param isNews false: what is known counts until there is an answer */
    function ask(isNews: boolean): void {
      latest += 1;
      const question = latest;
      clearTimeout(timer);
      if (isNews) timer = setTimeout(() => unknown('no answer'), PATIENCE);
      // The newest question counts: its answer is at least as new as the change.
      const isLatest = (): boolean => question === latest;
      probe.ask().then(
        (is) => {
          if (!isLatest()) return;
          clearTimeout(timer);
          isKnown = true;
          set(is ? { by } : null);
          if (is) timer = setTimeout(ask, ASK_AGAIN, false);
        },
        (error: unknown) => {
          if (!isLatest()) return;
          clearTimeout(timer);
          unknown(error instanceof Error ? error.message : String(error));
        },
      );
    }
    const end = probe.watch(() => ask(true));
    ask(true);
    return () => {
      latest += 1;
      clearTimeout(timer);
      end();
    };
  }

  function leave(): void {
    endProbe?.();
    endProbe = null;
  }

  let owner: string | null = null;
  const endName = deps.bus.watchName(NAME, (next) => {
    owner = next;
    leave();
    set(null);
    if (next === null) return;
    const choose = ({ sender, body: [name, vendor] }: BusReply): void => {
      if (sender !== owner) return;
      leave();
      const desktop = DESKTOPS.find(({ daemon }) => daemon.test(`${vendor}/${name}`));
      if (desktop !== undefined) endProbe = follow(desktop);
    };
    // An answer after the timeout is as good.
    deps.bus.call({ ...SERVICE, member: 'GetServerInformation' }, choose).then(choose, () => {});
  });

  return {
    now: () => disturbed,
    onChange: changed.on,
    dispose() {
      endName();
      owner = null;
      leave();
    },
  };
}
