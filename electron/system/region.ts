import type { HourCycle, Region } from '#app/rules/region';
import { localeOf } from '#app/rules/region';
import { createSignal } from './signal.ts';

/** How often the time zone is checked while times are on the screen, in milliseconds: main gets no event for its changes. */
const LOOK_EVERY = 60_000;

type Env = Record<string, string | undefined>;

/** A language tag from the variables that the C library reads for times, like `de_DE.UTF-8@euro`. `C` names no country. */
function posixLocale(env: Env): string | null {
  const name = (env.LC_ALL || env.LC_TIME || env.LANG || '').replace(/[.@].*$/, '');
  return /^(C|POSIX)?$/.test(name) ? null : name.replaceAll('_', '-');
}

export interface RegionWatch {
  get(): Region;
  /** The time, after a check of the time zone. */
  now(): Date;
  look(): void;
  /** Checks the time zone regularly, while times are on the screen. */
  watchZone(isOn: boolean): void;
  /** The time zone has changed. @returns its unsubscribe */
  onChange(listener: () => void): () => void;
  dispose(): void;
}

/**
 * The locale and time zone for everything that writes a time. Chromium tells its pages about another time zone, but not V8 in main.
 * Only a change of `TZ` makes V8 ask the system again; deleting `TZ`, even if it is not set, counts as a change.
 */
export function createRegion(deps: {
  language: string;
  platform: NodeJS.Platform;
  env: Env;
  /** Not used on Linux, where it does not give the format of times. */
  systemLocale: () => string;
  /** The user's own choice; null: that of the country. */
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
    watchZone(isOn) {
      clearInterval(timer);
      if (!isOn) return;
      look();
      timer = setInterval(look, LOOK_EVERY);
    },
    onChange: changed.on,
    dispose: () => clearInterval(timer),
  };
}
