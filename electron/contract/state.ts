import type { Counts, Delta, View } from '#server/inbox';
import type { Hold } from '#server/rules/decide/situation';
import type { RuleDraft } from '#server/rules/rule-draft';
import type { StorageTrouble } from '#server/session';
import type { Failure, FailureCode } from './result.ts';
import type { BackendFailure } from './rules/backend-failures.ts';
import type { CommandId } from './rules/commands.ts';
import type { Region } from './rules/region.ts';
import type { KeyOf, SettingKey, Settings } from './rules/settings.ts';

/**
 * The main process's connection to its backend. `starting`: the backend starts, or restarts after a crash. `connecting`: it runs, and
 * the channel is not open yet. `offline`: it cannot be started, with the reason.
 */
export type Connection =
  | Readonly<{ status: 'starting' | 'connecting' | 'online' }>
  | Readonly<{ status: 'offline'; failure: BackendFailure }>;

/**
 * Why a source that is switched on is not connected. `connecting`: for the first time since the start, a change of the source or
 * waking up. `reconnecting`: the connection was lost, or the first try failed. `unreachable`: that has lasted for minutes. `refused`,
 * `signed_out`: only its user can help. `partly_refused`: it is connected, except for some of its channels.
 */
export type SourceProblem =
  | 'partly_refused'
  | 'connecting'
  | 'reconnecting'
  | 'unreachable'
  | 'refused'
  | 'signed_out';
export type SourceHealth = Readonly<{ name: string; problem: SourceProblem }>;

/** The worst state among the backend and the sources that are switched on. */
export type Health = Readonly<{
  /** `ok`: all are connected. `connecting`: they are expected to connect soon. `offline`: they are not. */
  level: 'ok' | 'connecting' | 'offline';
  /** The worst one: the backend (see `connection`) or the first of `sources`. null: all are connected. */
  cause: 'backend' | 'source' | null;
  /** The sources that are not connected, the worst first. */
  sources: readonly SourceHealth[];
}>;

/**
 * The state of updates. `unsupported`: the package is updated by another program. `unknown`: not checked yet. `failed`: the last check
 * or download has failed, see the log. `ready`: a restart installs `version`. `replaced`: another program has installed another
 * version, and a restart finishes that.
 */
export type UpdateState =
  | Readonly<{ status: 'unsupported' | 'off' | 'unknown' | 'checking' | 'current' | 'failed' | 'replaced' }>
  | Readonly<{ status: 'downloading' | 'ready'; version: string }>;

/**
 * What is wrong with a file of the profile. `damaged`: it was damaged, and is saved as `copy`. `unreadable`: the system does not let it
 * be read, with its `code`; the file stays untouched. `odd`: settings or entries with these names are invalid, and do not count.
 */
export type FileTrouble = Readonly<{ file: string }> &
  Readonly<
    | { what: 'damaged'; copy: string }
    | { what: 'unreadable'; code: string }
    | { what: 'odd'; which: readonly string[] }
  >;

/** The first steps of a new user; each can be skipped. */
export type FirstRunStep = 'test' | 'startup' | 'source' | 'done';
/** What this desktop lacks: a tray (GNOME has one as an extension), or shortcuts that work everywhere. */
export type DesktopNote = 'no_tray' | 'gnome_tray' | 'wayland_shortcuts';

/** Everything that the window shows besides the list. */
export type AppStatus = Readonly<{
  connection: Connection;
  health: Health;
  counts: Counts;
  /** Why nothing can be saved; null: it can. */
  storage: StorageTrouble | null;
  /** Trouble with the profile's files, until its user dismisses it. */
  files: readonly FileTrouble[];
  /** Toasts wait until then; null: not paused. ISO 8601. */
  pausedUntil: string | null;
  /** Toasts say less until then; null: nobody presents. ISO 8601. */
  presentingUntil: string | null;
  /** Why toasts wait now, the pause among others. */
  holds: readonly Hold[];
  region: Region;
  /** `absent`: this desktop has no tray, so the window behaves like a normal one. */
  tray: 'unknown' | 'present' | 'absent';
  desktopNotes: readonly DesktopNote[];
  firstRun: FirstRunStep;
  settings: Settings;
  /** Settings that an administrator has set. */
  lockedSettings: readonly SettingKey[];
  /** Why the shortcuts of the settings do not work; null: it works, or none is set. */
  shortcutTroubles: Readonly<Record<KeyOf<'shortcut'>, FailureCode | null>>;
  /**
   * Where programs of this computer send to, and a one-line command that does, with dots for the token, which the window never has;
   * null until the backend is ready.
   */
  endpoint: Readonly<{ url: string; curl: string }> | null;
  version: string;
  update: UpdateState;
}>;

/**
 * What the window's inbox client hears of main's. `delta`: all that has changed after `since`, up to its own revision.
 * `behind`: something has changed, and is to be asked for.
 */
export type InboxPush =
  | Readonly<{ kind: 'delta'; since: number; delta: Delta }>
  | Readonly<{ kind: 'behind' }>;

export type Page = 'inbox' | 'sources' | 'settings' | 'notifications' | 'rules' | 'keyboard';
/** The editor of a rule: of one that exists, or of a new one that begins like this. */
export type RuleTask = Readonly<{ id: string }> | Readonly<{ draft: RuleDraft }>;
/** The contents of a `belfry://enroll` link. They only fill the form: any page can open a link, so its user adds the source. */
export type Enrolment = Readonly<{ server: string; code: string }>;
/**
 * Main asks the window to show a page: in the inbox a view or a notification, the form for a new Belfry server, or a rule. `failed`: a
 * command from outside the window has failed, for this notification if there is one; the window says why. `composer`: the user
 * wants to answer the notification; null: with nothing written yet, else with words that could not be passed on under this key.
 */
export type Navigation = Readonly<{
  page: Page;
  view?: View;
  notificationId?: string;
  composer?: Readonly<{ text: string; key: string }> | null;
  /** The action of its sender that has failed. */
  action?: string;
  enroll?: Enrolment;
  rule?: RuleTask;
  /** With all commands. */
  palette?: true;
  /** On the page of notifications: to send a test, and follow it to the screen. */
  walk?: true;
  failed?: Readonly<{ command: CommandId; error: Failure }>;
}>;
