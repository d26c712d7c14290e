import path from 'node:path';
import type { TrayState } from './tray-state.ts';

export type TrayIconState = 'ok' | 'connecting' | 'offline' | 'paused' | 'emergency';

export type TrayIcon = Readonly<{ unread: number; state: TrayIconState }>;

/** What the icon says besides the number. An emergency asks for an answer, so it matters most. Trouble matters more than toasts that wait; nobody looks at a locked screen. */
export function trayIconState({
  health,
  storage,
  holds,
  emergencies,
}: Pick<TrayState, 'health' | 'storage' | 'holds' | 'emergencies'>): TrayIconState {
  if (emergencies.length > 0) return 'emergency';
  if (storage !== null) return 'offline';
  if (health.level !== 'ok') return health.level;
  return holds.some(({ reason }) => reason !== 'locked') ? 'paused' : 'ok';
}

/** How the icons name a count: `0` … `9`, `9plus`. */
export function countName(count: number): string {
  return count > 9 ? '9plus' : String(Math.max(0, Math.trunc(count)));
}

/**
 * The pre-rendered file (build/icons/render.ts) for a count and a state, readable on light and dark panels. macOS colours a
 * template image itself. Electron finds the file for denser screens, `@2x`, beside it.
 */
export function trayIconFile(iconDir: string, platform: NodeJS.Platform, icon: TrayIcon): string {
  const stem = `${icon.state}-${countName(icon.unread)}`;
  switch (platform) {
    case 'darwin':
      return path.join(iconDir, 'tray-darwin', `${stem}Template.png`);
    case 'win32':
      return path.join(iconDir, 'tray-win32', `${stem}.png`);
    default:
      return path.join(iconDir, 'tray-linux', `${stem}.png`);
  }
}
