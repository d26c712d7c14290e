import fs from 'node:fs/promises';
import type { Result } from '#app/result';
import { readKeyChoices } from '#app/rules/keys';
import type { Settings, SettingsPatch } from '#app/rules/settings';

/** No user has as many keys, in bytes. */
const LARGEST = 256 * 1024;

export interface KeyFiles {
  /** Writes the keys that the user has chosen into a file of their choice. @returns whether one was chosen */
  save(): Promise<Result<boolean>>;
  /** Takes the keys of such a file instead of those that are set; entries that make no sense are left out. null: none was chosen */
  load(): Promise<Result<Settings | null>>;
}

/** Carries keys to another computer. */
export function createKeyFiles(deps: {
  settings: Readonly<{ patch: (patch: SettingsPatch) => Result<Settings> }>;
  keys: () => Settings['keys'];
  chooseFile: (extensions: readonly string[]) => Promise<string | null>;
  chooseTarget: (name: string) => Promise<string | null>;
  log: (message: string) => void;
}): KeyFiles {
  async function read(file: string): Promise<unknown> {
    if ((await fs.stat(file)).size > LARGEST) throw new RangeError('too large');
    const content: unknown = JSON.parse(await fs.readFile(file, 'utf8'));
    if (typeof content !== 'object' || content === null || !('keys' in content))
      throw new TypeError('no keys');
    return content.keys;
  }

  return {
    async save() {
      const file = await deps.chooseTarget('belfry-keys.json');
      if (file === null) return { ok: true, value: false };
      try {
        await fs.writeFile(file, `${JSON.stringify({ keys: deps.keys() }, null, 2)}\n`);
        return { ok: true, value: true };
      } catch (error) {
        deps.log(`the keys were not exported: ${String(error)}`);
        return { ok: false, error: { code: 'not_saved' } };
      }
    },
    async load() {
      const file = await deps.chooseFile(['json']);
      if (file === null) return { ok: true, value: null };
      try {
        return deps.settings.patch({ keys: readKeyChoices(await read(file)) });
      } catch (error) {
        deps.log(`the keys were not imported: ${String(error)}`);
        return { ok: false, error: { code: 'file_unreadable' } };
      }
    },
  };
}
