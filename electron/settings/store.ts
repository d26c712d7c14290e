import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Value } from 'typebox/value';
import { readKeyChoices } from '#app/rules/keys';
import {
  DEFAULTS,
  SETTING_KEYS,
  SETTINGS,
  type Setting,
  type SettingKey,
  type Settings,
  type SettingsPatch,
} from '#app/rules/settings';
import { SETTING_SCHEMAS } from '#app/settings';
import { type Fields, type ProfileFile, readJson } from '../system/files/files.ts';

export interface SettingsStore {
  get(): Settings;
  /** Settings that an administrator has set. The user's own values are not in force, and stay unchanged. */
  locked(): readonly SettingKey[];
  /** Reports the port of this profile's backend. It becomes the default, because local scripts know it. */
  ownPort(port: number): void;
  /**
   * Stores a checked patch, and calls the listeners if it changes anything.
   * @throws NodeJS.ErrnoException if it cannot be written; then nothing has changed
   */
  patch(patch: SettingsPatch): Settings;
  onChange(listener: () => void): () => void;
}

/** Version of the file. Version 0 also contained all defaults. */
const VERSION = 1;
/**
 * The defaults that files without a version contain, although nobody has chosen them. They stay as they were then, even if today's
 * defaults change. The port is not among them: local scripts know it, so it is kept.
 */
const WRITTEN_UNASKED: Fields = {
  theme: 'system',
  shortcut: 'CommandOrControl+Shift+B',
  autostart: false,
  sound: true,
  closeToTray: true,
  updates: 'stable',
};

/** The values of these settings while the user's choice is unknown, if they differ from the defaults. */
function lost(keys: readonly SettingKey[]): Fields {
  const entries = keys.map((key) => [key, (SETTINGS[key] as Setting).ifLost] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** Replaces a file of which nothing can be read. */
export const LOST_SETTINGS: Fields = { version: VERSION, ...lost(SETTING_KEYS) };

function withoutUnasked(fields: Fields): Fields {
  const chosen = Object.entries(fields).filter(
    ([key, value]) => !(Object.hasOwn(WRITTEN_UNASKED, key) && WRITTEN_UNASKED[key] === value),
  );
  return { version: VERSION, ...Object.fromEntries(chosen) };
}

/** Some of the settings, with valid values. */
type Layer = Partial<Settings>;

/** The valid settings among these fields, and the keys of the invalid ones. Of chosen keys each bad one counts alone. */
function sift(fields: Fields): Readonly<{ layer: Layer; odd: readonly SettingKey[] }> {
  const present = SETTING_KEYS.filter((key) => Object.hasOwn(fields, key));
  const odd = present.filter((key) => !Value.Check(SETTING_SCHEMAS[key], fields[key]));
  const sound = present.filter((key) => !odd.includes(key));
  const partly = odd.filter((key) => SETTINGS[key].type === 'keys');
  return {
    layer: Object.fromEntries([
      ...sound.map((key) => [key, fields[key]]),
      ...partly.map((key) => [key, readKeyChoices(fields[key])]),
    ]),
    odd,
  };
}

/**
 * Settings in three layers: defaults, the user's, and an administrator's, which overrides the others. The user's layer is the file,
 * which may also contain settings of a newer version. An invalid value stays in the file, and does not count.
 */
export function createSettings(
  file: ProfileFile,
  deps: Readonly<{
    /** The backend's port in the previous run; null: unknown. */
    ownPort: number | null;
    /** What an administrator has set, unchecked. */
    policy: Fields;
    onOdd: (keys: readonly string[]) => void;
    log: (message: string) => void;
  }>,
): SettingsStore {
  const listeners = new Set<() => void>();

  function migrate(): void {
    const fields = file.fields();
    if ('version' in fields || Object.keys(fields).length === 0) return;
    try {
      file.change(withoutUnasked);
    } catch (error) {
      deps.log(`the settings stay in their first form: ${String(error)}`);
    }
  }

  function openPolicy(): Layer {
    const open = SETTING_KEYS.filter((key) => SETTINGS[key].policy && Object.hasOwn(deps.policy, key));
    const { layer, odd } = sift(Object.fromEntries(open.map((key) => [key, deps.policy[key]])));
    if (odd.length > 0) deps.log(`the policy has values that make no sense: ${odd.join(', ')}`);
    return layer;
  }

  migrate();
  const policy = openPolicy();
  const locked = SETTING_KEYS.filter((key) => Object.hasOwn(policy, key));
  const isUnknown = !file.isReadable();
  let ownPort = deps.ownPort;
  let { layer: user, odd } = sift(file.fields());
  let current = merged();
  deps.onOdd(odd);

  function merged(): Settings {
    return {
      ...DEFAULTS,
      ...(ownPort !== null && { port: ownPort }),
      ...lost(isUnknown ? SETTING_KEYS : odd),
      ...user,
      ...policy,
    };
  }

  return {
    get: () => current,
    locked: () => locked,
    ownPort(port) {
      ownPort = port;
      current = merged();
    },
    patch(patch) {
      const before = current;
      const entries = Object.entries(patch) as [keyof SettingsPatch, unknown][];
      const changed = Object.fromEntries(
        entries.filter(([key, value]) => !isDeepStrictEqual(value, before[key])),
      );
      if (Object.keys(changed).length === 0) return before;
      file.change((now) => ({ version: VERSION, ...now, ...changed }));
      user = { ...user, ...changed };
      const stillOdd = odd.filter((key) => !Object.hasOwn(changed, key));
      if (stillOdd.length < odd.length) deps.onOdd(stillOdd);
      odd = stillOdd;
      current = merged();
      for (const listener of listeners) listener();
      return current;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Reads one setting before the store is open: whether a debugger may connect is decided first. */
export function allowsDebugging(profile: string): boolean {
  const found = readJson(path.join(profile, 'settings.json'));
  return found.as === 'whole' && found.fields.remoteDebugging === true;
}
