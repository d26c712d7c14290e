import { app, powerMonitor } from 'electron';
import type { QuietHours } from '#server/rules/quiet-hours/quiet-hours';
import type { BusClient } from '../system/dbus/dbus.ts';
import type { Memory } from '../system/files/files.ts';
import { createFocus, UNKNOWN_FOCUS } from '../system/focus/focus.ts';
import { createIdle } from '../system/idle.ts';
import { createLock } from '../system/lock.ts';
import type { RegionWatch } from '../system/region.ts';
import { createRun } from '../system/run.ts';
import { createPause, createPresenting, type Pause, type Presenting, type SwitchMemory } from './pause.ts';
import { createQuietWatch, type QuietWatch } from './quiet.ts';
import { createSituation, type SituationWatch } from './situation.ts';
import { elapsed } from './timed-switch.ts';

/** Whether this is a moment to interrupt, with what each part needs of this operating system. */
export function composeSituation(deps: {
  memory: Memory<SwitchMemory>;
  region: Pick<RegionWatch, 'get' | 'now'>;
  quietHours: () => QuietHours;
  sessionBus: BusClient | null;
  systemBus: BusClient | null;
  log: (message: string) => void;
}): Readonly<{ situation: SituationWatch; pause: Pause; presenting: Presenting; quiet: QuietWatch }> {
  const { memory, region, sessionBus, systemBus } = deps;
  const switches = { memory, now: region.now, elapsed };
  const pause = createPause(switches);
  const presenting = createPresenting(switches);
  const quiet = createQuietWatch({
    hours: deps.quietHours,
    zone: () => region.get().timeZone ?? 'UTC',
    now: Date.now,
  });
  const lock = createLock({
    powerMonitor,
    sessionBus,
    systemBus,
    sessionId: process.env.XDG_SESSION_ID || null,
  });
  const idle = createIdle({ secondsIdle: () => powerMonitor.getSystemIdleTime() });
  const focus =
    sessionBus === null
      ? UNKNOWN_FOCUS
      : createFocus({
          bus: sessionBus,
          run: createRun(process.env),
          configHome: app.getPath('appData'),
          log: deps.log,
        });
  const situation = createSituation({ pause, presenting, quiet, focus, lock, idle });
  return { situation, pause, presenting, quiet };
}
