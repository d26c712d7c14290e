import { app, systemPreferences } from 'electron';
import type { HourCycle } from '#app/rules/region';
import { createRegion, type RegionWatch } from './region.ts';

/** The 24-hour switch of macOS, which is not part of the locale. */
function hourCycle(): HourCycle | null {
  if (process.platform !== 'darwin') return null;
  if (systemPreferences.getUserDefault('AppleICUForce24HourTime', 'boolean')) return 'h23';
  return systemPreferences.getUserDefault('AppleICUForce12HourTime', 'boolean') ? 'h12' : null;
}

/** The region as this operating system has it, for words of that language. */
export const composeRegion = (language: string): RegionWatch =>
  createRegion({
    language,
    platform: process.platform,
    env: process.env,
    systemLocale: () => app.getSystemLocale(),
    hourCycle,
  });
