import { BREAK_THROUGH, type Lines, PRIVACY } from '#server/rules/lines';
import type { QuietHours } from '#server/rules/quiet-hours/quiet-hours';
import type { KeyChoices } from './keys.ts';
import { SOUND_CHOICES } from './sounds.ts';

/** The groups of the settings page, in its order. */
export const GROUPS = ['appearance', 'notifications', 'keyboard', 'general', 'advanced', 'updates'] as const;
export type Group = (typeof GROUPS)[number];

type Common<V> = Readonly<{
  default: V;
  /** Its group on the settings page; null: it is only set by hand in the file, and read before the app starts. */
  group: Group | null;
  /** Whether an administrator may set it for the user. */
  policy: boolean;
  /** Its value if the user's choice cannot be read; absent: its default. */
  ifLost?: V;
}>;

export type Setting =
  | (Common<boolean> & Readonly<{ type: 'boolean' }>)
  | (Common<number> & Readonly<{ type: 'integer'; bounds: Readonly<{ min: number; max: number }> }>)
  /** An Electron accelerator; empty: none. `max` counts UTF-16 units. */
  | (Common<string> & Readonly<{ type: 'shortcut'; bounds: Readonly<{ max: number }> }>)
  /** Path of a file; empty: none. `max` counts UTF-16 units. */
  | (Common<string> & Readonly<{ type: 'file'; bounds: Readonly<{ max: number }> }>)
  | (Common<string> & Readonly<{ type: 'choice'; choices: readonly string[] }>)
  | (Common<QuietHours> & Readonly<{ type: 'quietHours' }>)
  | (Common<Lines> & Readonly<{ type: 'lines' }>)
  | (Common<KeyChoices> & Readonly<{ type: 'keys' }>);

/**
 * Every setting, in the order of the settings page. The schema, the store, the page and the policy layer come from this table. Its
 * words are in `../i18n`, by key, and what main does with a new value is in `electron/settings/effects.ts`.
 */
export const SETTINGS = {
  theme: {
    type: 'choice',
    choices: ['system', 'light', 'dark'],
    default: 'system',
    group: 'appearance',
    policy: true,
  },
  /** In percent; it scales the whole window. */
  textSize: {
    type: 'integer',
    default: 100,
    bounds: { min: 80, max: 200 },
    group: 'appearance',
    policy: true,
  },
  density: {
    type: 'choice',
    choices: ['comfortable', 'compact'],
    default: 'comfortable',
    group: 'appearance',
    policy: true,
  },
  /** When what is opened counts as read. `shown`: after two seconds in sight. */
  markRead: {
    type: 'choice',
    choices: ['opened', 'shown', 'byHand'],
    default: 'opened',
    group: 'general',
    policy: true,
  },
  sound: { type: 'boolean', default: true, group: 'notifications', policy: true },
  soundForAll: {
    type: 'choice',
    choices: SOUND_CHOICES,
    default: 'system',
    group: 'notifications',
    policy: true,
  },
  /** Of what breaks through. */
  soundForUrgent: {
    type: 'choice',
    choices: SOUND_CHOICES,
    default: 'alert',
    group: 'notifications',
    policy: true,
  },
  /** In percent. */
  volume: {
    type: 'integer',
    default: 100,
    bounds: { min: 0, max: 100 },
    group: 'notifications',
    policy: true,
  },
  soundFile: { type: 'file', default: '', bounds: { max: 4_096 }, group: 'notifications', policy: true },
  /** What appears in spite of a pause, quiet hours, the desktop's do-not-disturb and a locked screen. */
  breakThrough: {
    type: 'choice',
    choices: BREAK_THROUGH,
    default: 'emergencies',
    group: 'notifications',
    policy: true,
  },
  quietHours: {
    type: 'quietHours',
    default: { on: false, zone: '', windows: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '22:00', to: '07:00' }] },
    group: 'notifications',
    policy: true,
  },
  privacy: {
    type: 'choice',
    choices: PRIVACY,
    default: 'full',
    // A value that cannot be read may have been stricter than the default.
    ifLost: 'count',
    group: 'notifications',
    policy: true,
  },
  /** While the screen is locked, or its user presents. The stricter of the two counts. */
  privacyExposed: {
    type: 'choice',
    choices: PRIVACY,
    default: 'count',
    group: 'notifications',
    policy: true,
  },
  /** A notification with a lower priority never interrupts. */
  leastPriority: {
    type: 'integer',
    default: 1,
    bounds: { min: 1, max: 5 },
    group: 'notifications',
    policy: true,
  },
  /** What sources and senders may do. An administrator does not know them. */
  lines: { type: 'lines', default: {}, group: 'notifications', policy: false },
  /** Shows or hides the window. */
  shortcut: {
    type: 'shortcut',
    default: 'CommandOrControl+Shift+B',
    bounds: { max: 100 },
    group: 'keyboard',
    policy: true,
  },
  /** Shows the newest notification. */
  newestShortcut: { type: 'shortcut', default: '', bounds: { max: 100 }, group: 'keyboard', policy: true },
  /** Begins a pause, or ends it. */
  pauseShortcut: { type: 'shortcut', default: '', bounds: { max: 100 }, group: 'keyboard', policy: true },
  /** Shows the window with the palette. */
  paletteShortcut: { type: 'shortcut', default: '', bounds: { max: 100 }, group: 'keyboard', policy: true },
  /** Whether a character alone is a key (WCAG 2.1.4). */
  singleKeys: { type: 'boolean', default: true, group: 'keyboard', policy: true },
  /** Those of the commands that do not have the keys of their table. */
  keys: { type: 'keys', default: {}, group: 'keyboard', policy: false },
  autostart: { type: 'boolean', default: false, group: 'general', policy: true },
  closeToTray: { type: 'boolean', default: true, group: 'general', policy: true },
  /** Port that the backend prefers. Its default is below the range from which systems assign ports to clients. */
  port: {
    type: 'integer',
    default: 26_600,
    bounds: { min: 1_024, max: 65_535 },
    group: 'advanced',
    policy: true,
  },
  /** Releases that the app updates itself to; `off`: none. Packages of a package manager never update themselves. */
  updates: {
    type: 'choice',
    choices: ['stable', 'beta', 'off'],
    default: 'stable',
    // A value that cannot be read may have been `off`.
    ifLost: 'off',
    group: 'updates',
    policy: true,
  },
  /** An installed app accepts `--remote-debugging-port`, through which a program can read the whole window. */
  remoteDebugging: { type: 'boolean', default: false, group: null, policy: false },
} as const satisfies Readonly<Record<string, Setting>>;

type Table = typeof SETTINGS;
export type SettingKey = keyof Table;

/** The values of the types that are no choice. */
type Values = {
  boolean: boolean;
  integer: number;
  shortcut: string;
  file: string;
  quietHours: QuietHours;
  lines: Lines;
  keys: KeyChoices;
};
type ValueOf<S extends Setting> = S extends { choices: readonly (infer Choice)[] }
  ? Choice
  : Values[Exclude<S['type'], 'choice'>];
export type Settings = { readonly [K in SettingKey]: ValueOf<Table[K]> };

/** Settings on the page. Only these change while the app runs. */
export type FormKey = { [K in SettingKey]: Table[K]['group'] extends null ? never : K }[SettingKey];
export type SettingsPatch = { readonly [K in FormKey]?: Settings[K] };

export type SettingType = Setting['type'];
/** Settings on the page of one type. */
export type KeyOf<T extends SettingType> = {
  [K in FormKey]: Table[K]['type'] extends T ? K : never;
}[FormKey];

export const SETTING_KEYS = Object.keys(SETTINGS) as readonly SettingKey[];

const isOnPage = (key: SettingKey): key is FormKey => SETTINGS[key].group !== null;
export const FORM_KEYS: readonly FormKey[] = SETTING_KEYS.filter(isOnPage);

export const keysIn = (group: Group): readonly FormKey[] =>
  FORM_KEYS.filter((key) => SETTINGS[key].group === group);

export const isOfType = <T extends SettingType>(key: FormKey, type: T): key is KeyOf<T> =>
  SETTINGS[key].type === type;

export const DEFAULTS = Object.fromEntries(
  SETTING_KEYS.map((key) => [key, SETTINGS[key].default]),
) as unknown as Settings;
