import Type, { type Static } from 'typebox';

export const Theme = Type.Enum(['system', 'light', 'dark']);
export type Theme = Static<typeof Theme>;

/** Every setting with its default: the store, the form and managed policy read this one schema. */
export const Settings = Type.Object(
  {
    theme: Type.Enum(['system', 'light', 'dark'], { default: 'system' }),
    /** Electron accelerator that shows or hides the window; empty: none. */
    shortcut: Type.String({ default: 'CommandOrControl+Shift+B', maxLength: 100 }),
    autostart: Type.Boolean({ default: false }),
    sound: Type.Boolean({ default: true }),
    closeToTray: Type.Boolean({ default: true }),
    /** Releases that the app updates itself to; `off` asks for none. Packages of a system's package manager never do. */
    updates: Type.Enum(['stable', 'beta', 'off'], { default: 'stable' }),
    /** Port that the backend prefers. Its default lies below those that systems give to programs that connect. */
    port: Type.Integer({ default: 26_600, minimum: 1_024, maximum: 65_535 }),
    /** An installed app accepts `--remote-debugging-port`, through which a program can read the whole window. Set by hand in the file only. */
    remoteDebugging: Type.Boolean({ default: false }),
  },
  { additionalProperties: false },
);
export type Settings = Readonly<Static<typeof Settings>>;

export const SettingsPatch = Type.Partial(Type.Omit(Settings, ['remoteDebugging']), {
  additionalProperties: false,
});
export type SettingsPatch = Readonly<Static<typeof SettingsPatch>>;
