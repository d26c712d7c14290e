import { app, systemPreferences } from 'electron';
import type { HourCycle } from '#app/rules/region';
import { createRegion, type RegionWatch } from './region/region.ts';

/** The switch for 24 hours of macOS, which no locale tells. */
function hourCycle(): HourCycle | null {
  if (process.platform !== 'darwin') return null;
  if (systemPreferences.getUserDefault('AppleICUForce24HourTime', 'boolean')) return 'h23';
  return systemPreferences.getUserDefault('AppleICUForce12HourTime', 'boolean') ? 'h12' : null;
}

/** The region as this operating system tells it, for words of that language. */
export const wireRegion = (language: string, onChange: () => void): RegionWatch =>
  createRegion({
    language,
    platform: process.platform,
    env: process.env,
    systemLocale: () => app.getSystemLocale(),
    hourCycle,
    onChange,
  });
