import type { Region } from '#app/rules/region';
import type { AppStatus, Connection, Health } from '#app/state';
import type { Notification } from '#server/notification';

/** All that the tray shows. */
export type TrayState = Readonly<{
  unread: number;
  connection: Connection;
  health: Health;
  storage: AppStatus['storage'];
  /** ISO 8601; null: not paused. */
  pausedUntil: string | null;
  region: Region;
  /** The version that a restart installs; null: none. */
  update: string | null;
  /** A restart finishes an update by somebody else. */
  replaced: boolean;
  /** The newest unread ones, newest first. */
  recent: readonly Notification[];
  windowVisible: boolean;
}>;
