import type { Counts, View } from '#server/inbox';
import type { Notification } from '#server/notification';
import type { StorageTrouble } from '#server/session';
import type { Failure, FailureCode } from './result.ts';
import type { BackendFailure } from './rules/backend-failures.ts';
import type { CommandId } from './rules/commands.ts';
import type { Region } from './rules/region.ts';
import type { SettingKey, Settings } from './rules/settings.ts';

/**
 * How the main process stands to its backend. `starting`: the backend is being started, or restarted after a crash;
 * `connecting`: it runs, the channel is not open yet; `online`; `offline`: it cannot be started, with the reason.
 */
export type Connection =
  | Readonly<{ status: 'starting' | 'connecting' | 'online' }>
  | Readonly<{ status: 'offline'; failure: BackendFailure }>;

/**
 * Why a source that is switched on is not connected. `connecting`: for the first time since the start, a change of it or
 * waking up; `reconnecting`: it was lost, or the first try failed; `unreachable`: that for minutes; `refused`, `signed_out`:
 * only its user can help. `partly_refused`: it is connected, but for some of its channels.
 */
export type SourceProblem =
  | 'partly_refused'
  | 'connecting'
  | 'reconnecting'
  | 'unreachable'
  | 'refused'
  | 'signed_out';
export type SourceHealth = Readonly<{ name: string; problem: SourceProblem }>;

/** The worst of how the app stands to its backend and to each source that is switched on. */
export type Health = Readonly<{
  /** `ok`: all are connected; `connecting`: that is expected to come by itself; `offline`: it is not. */
  level: 'ok' | 'connecting' | 'offline';
  /** Who stands worst: the backend (see `connection`) or the first of `sources`. null: all is well. */
  cause: 'backend' | 'source' | null;
  /** Those that are not connected, the worst first. */
  sources: readonly SourceHealth[];
}>;

/**
 * How the app stands to its next version. `unsupported`: whoever installed this package updates it; `unknown`: not asked
 * yet; `failed`: the last question or download was in vain, see the log; `ready`: a restart installs `version`; `replaced`:
 * somebody else has installed another version, and a restart finishes that.
 */
export type UpdateState =
  | Readonly<{ status: 'unsupported' | 'off' | 'unknown' | 'checking' | 'current' | 'failed' | 'replaced' }>
  | Readonly<{ status: 'downloading' | 'ready'; version: string }>;

/**
 * What is wrong with a file of the profile. `damaged`: it was, and is kept as `copy`. `unreadable`: by the system's `code`; it is
 * left as it is. `odd`: settings or entries by these names make no sense, and do not count.
 */
export type FileTrouble = Readonly<{ file: string }> &
  Readonly<
    | { what: 'damaged'; copy: string }
    | { what: 'unreadable'; code: string }
    | { what: 'odd'; which: readonly string[] }
  >;

/** All that the window shows besides the list. */
export type AppStatus = Readonly<{
  connection: Connection;
  health: Health;
  counts: Counts;
  /** Of the inbox: moves with each change, also of a row that no list holds. */
  revision: number;
  /** Why nothing can be saved now; null: all is well. */
  storage: StorageTrouble | null;
  /** What its user should know of the profile's files, until it is dismissed. */
  files: readonly FileTrouble[];
  /** Toasts are held until then; null: not paused. ISO 8601. */
  pausedUntil: string | null;
  region: Region;
  /** `absent`: this desktop has no tray, so the window stays a normal one. */
  tray: 'unknown' | 'present' | 'absent';
  settings: Settings;
  /** Those that an administrator has set. */
  lockedSettings: readonly SettingKey[];
  /** Why the shortcut of the settings does not work; null: it does, or there is none. */
  shortcutTrouble: FailureCode | null;
  /** One-line command that sends a notification; null until the backend is ready. */
  curl: string | null;
  version: string;
  update: UpdateState;
}>;

export type ListState = Readonly<{
  view: View;
  /** Newest first, without a gap from the newest on. */
  items: readonly Notification[];
  /** There are older ones to load. */
  more: boolean;
  /** Rises by one with each list push of this view. */
  version: number;
}>;

/** An upsert that is known may stand elsewhere than before. Takes a list from `version - 1` to `version`; a reader at another version asks for the list again. */
export type ListPatch = Readonly<{
  view: View;
  version: number;
  upserts: readonly Notification[];
  removals: readonly string[];
  more: boolean;
}>;

export type Page = 'inbox' | 'sources' | 'settings';
/** What a `belfry://enroll` link says. It only fills the form: anything can open a link, so its user adds the source. */
export type Enrolment = Readonly<{ server: string; code: string }>;
/**
 * Main asks the window to show a page: in the inbox a view or one notification, or the form of a new Belfry server.
 * `failed`: a command from outside the window, of this notification if there is one; the window says why.
 */
export type Navigation = Readonly<{
  page: Page;
  view?: View;
  notificationId?: string;
  enroll?: Enrolment;
  failed?: Readonly<{ command: CommandId; error: Failure }>;
}>;
