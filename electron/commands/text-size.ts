import type { Failure } from '#app/result';
import { DEFAULTS, SETTINGS } from '#app/rules/settings';
import type { SettingsService, SettingsStore } from '../settings/settings.ts';

/** How much a key changes it, in percent. */
const STEP = 10;

/** The new value was not accepted. */
export class SettingRefused extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.code);
    this.failure = failure;
  }
}

export interface TextSize {
  /** @throws SettingRefused */
  change(by: -1 | 0 | 1): void;
}

/** Changes the setting step by step within its bounds; 0 sets its default. */
export function createTextSize(
  settings: Pick<SettingsStore, 'get'> & Pick<SettingsService, 'patch'>,
): TextSize {
  const { min, max } = SETTINGS.textSize.bounds;
  return {
    change(by) {
      const size = by === 0 ? DEFAULTS.textSize : settings.get().textSize + by * STEP;
      const result = settings.patch({ textSize: Math.min(max, Math.max(min, size)) });
      if (!result.ok) throw new SettingRefused(result.error);
    },
  };
}
