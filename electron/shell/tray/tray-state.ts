import type { Region } from '#app/rules/region';
import type { AppStatus, Connection, Health } from '#app/state';
import type { Notification } from '#server/notification';
import type { Recent } from '../../inbox/inbox.ts';

/** Everything the tray shows. */
export type TrayState = Readonly<{
  unread: number;
  /** Not even the number of unread ones may be said in words; the icon still draws it. */
  hidesCount: boolean;
  connection: Connection;
  health: Health;
  storage: AppStatus['storage'];
  /** ISO 8601; null: not paused. */
  pausedUntil: string | null;
  /** ISO 8601; null: nobody presents. */
  presentingUntil: string | null;
  holds: AppStatus['holds'];
  region: Region;
  /** The version that a restart installs; null: none. */
  update: string | null;
  /** Another program, such as a package manager, has updated the files: a restart finishes that. */
  replaced: boolean;
  /** Those that nobody has acknowledged, oldest first. */
  emergencies: readonly Notification[];
  /** The newest unread ones, of each thread the newest; newest first. */
  recent: readonly Recent[];
  windowVisible: boolean;
}>;
