import type { Bridge } from '#app/ipc';
import type { Result } from '#app/result';
import type { FormKey, Settings, SettingsPatch } from '#app/rules/settings';
import type { Status } from './status.ts';

/** Changes of settings. What main answers counts at once, so that the next change is made on top of it. */
export interface SettingsChanges {
  patch(patch: SettingsPatch): Promise<Result<Settings>>;
  /** One after another. @param how what becomes of the value that is set by then */
  change<K extends FormKey>(key: K, how: (value: Settings[K]) => Settings[K]): Promise<Result<Settings>>;
}

export function createSettingsChanges(bridge: Bridge, status: Status): SettingsChanges {
  let last: Promise<unknown> = Promise.resolve();

  async function patch(changes: SettingsPatch): Promise<Result<Settings>> {
    const result = await bridge.call('settings.patch', { patch: changes });
    if (result.ok) status.settingsAre(result.value);
    return result;
  }

  return {
    patch,
    change(key, how) {
      const next = last.then((): Promise<Result<Settings>> => {
        const now = status.get().status;
        return now === null
          ? Promise.resolve({ ok: false, error: { code: 'internal' } })
          : patch({ [key]: how(now.settings[key]) });
      });
      last = next;
      return next;
    },
  };
}
