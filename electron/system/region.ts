import type { HourCycle, Region } from '#app/rules/region';
import { localeOf } from '#app/rules/region';
import { createSignal } from './signal.ts';

/** How often the time zone is looked at while times are on the screen, in milliseconds: nothing tells main of its changes. */
const LOOK_EVERY = 60_000;

type Env = Record<string, string | undefined>;

/** A language tag from what the C library reads for times, like `de_DE.UTF-8@euro`. `C` says nothing of any country. */
function posixLocale(env: Env): string | null {
  const name = (env.LC_ALL || env.LC_TIME || env.LANG || '').replace(/[.@].*$/, '');
  return /^(C|POSIX)?$/.test(name) ? null : name.replaceAll('_', '-');
}

export interface RegionWatch {
  get(): Region;
  /** The time, after a look at the time zone: what is made of it is of today's. */
  now(): Date;
  look(): void;
  /** Whether times are on the screen. */
  setShown(isShown: boolean): void;
  /** Another time zone. @returns its unsubscribe */
  onChange(listener: () => void): () => void;
  dispose(): void;
}

/**
 * Where this computer is, for everybody who writes a time. Chromium tells its pages of another time zone, but not V8 in main; only
 * a change of `TZ` makes that ask the system again, and the removal of one that is not there is such a change.
 */
export function createRegion(deps: {
  language: string;
  platform: NodeJS.Platform;
  env: Env;
  /** Of everything but Linux, where it does not tell of the format of times. */
  systemLocale: () => string;
  /** What its user has set beside the country; null: nothing. */
  hourCycle: () => HourCycle | null;
}): RegionWatch {
  const { env } = deps;
  const system = deps.platform === 'linux' ? posixLocale(env) : deps.systemLocale();
  const locale = localeOf(deps.language, system, deps.hourCycle());
  const zone = (): string | undefined => Intl.DateTimeFormat().resolvedOptions().timeZone;
  let region: Region = { locale, timeZone: zone() };
  const changed = createSignal();
  let timer: NodeJS.Timeout | undefined;

  function look(): void {
    if (env.TZ === undefined) delete env.TZ;
    const timeZone = zone();
    if (timeZone === region.timeZone) return;
    region = { locale, timeZone };
    changed.emit();
  }

  return {
    get: () => region,
    now() {
      look();
      return new Date();
    },
    look,
    setShown(isShown) {
      clearInterval(timer);
      if (!isShown) return;
      look();
      timer = setInterval(look, LOOK_EVERY);
    },
    onChange: changed.on,
    dispose: () => clearInterval(timer),
  };
}
