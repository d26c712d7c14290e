/** The page of a desktop where its user switches notifications on and off: a program with its arguments, or an address. */
export type DesktopSettings =
  | Readonly<{ program: readonly [string, ...string[]] }>
  | Readonly<{ url: string }>;

/** By a word of XDG_CURRENT_DESKTOP. */
const DESKTOPS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  gnome: ['gnome-control-center', 'notifications'],
  unity: ['gnome-control-center', 'notifications'],
  budgie: ['budgie-control-center', 'notifications'],
  kde: ['systemsettings', 'kcm_notifications'],
  'x-cinnamon': ['cinnamon-settings', 'notifications'],
  mate: ['mate-notification-properties'],
  xfce: ['xfce4-notifyd-config'],
  lxqt: ['lxqt-config-notificationd'],
};

/** null: this desktop has none that is known. @param desktop XDG_CURRENT_DESKTOP, as the desktop set it */
export function desktopSettings(
  platform: NodeJS.Platform,
  desktop: string | undefined,
): DesktopSettings | null {
  if (platform === 'win32') return { url: 'ms-settings:notifications' };
  if (platform === 'darwin') return { url: 'x-apple.systempreferences:com.apple.preference.notifications' };
  const program = (desktop ?? '')
    .toLowerCase()
    .split(':')
    .map((name) => DESKTOPS[name])
    .find((found) => found !== undefined);
  return program === undefined ? null : { program };
}
