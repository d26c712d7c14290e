import type { Detail } from './detail.ts';

/** Errors cross IPC as data, and without words: the window has words for each code and detail. Main's log has the rest. */
export type Failure = Readonly<{ code: FailureCode; detail?: Detail }>;
export type Result<T> = Readonly<{ ok: true; value: T }> | Readonly<{ ok: false; error: Failure }>;

export type FailureCode =
  | 'refused_sender'
  | 'invalid_arguments'
  | 'backend_unavailable'
  | 'backend_refused'
  | 'not_found'
  /** A notification's source may not send requests to this address yet: its user has to allow it. */
  | 'action_unknown'
  /** The address is in a private network, where this source must not send requests. */
  | 'action_inside'
  /** There are as many as there may be. */
  | 'limit_reached'
  | 'not_supported'
  | 'shortcut_invalid'
  | 'shortcut_taken'
  | 'autostart_unavailable'
  | 'not_saved'
  /** An administrator has set it. */
  | 'managed'
  | 'link_refused'
  | 'opener_missing'
  | 'open_failed'
  | 'source_unknown'
  | 'source_unreachable'
  /** The source has no name. */
  | 'source_nameless'
  /** A source cannot become one of another kind. */
  | 'source_of_other_kind'
  /** There is nothing to sign in with. */
  | 'sign_in_needed'
  | 'sign_in_refused'
  | 'reply_refused'
  /** The file of the sound is gone. */
  | 'sound_missing'
  /** No program here plays sounds. */
  | 'sound_no_player'
  | 'sound_failed'
  /** It is none of Belfry's, or the system does not let it be read. */
  | 'file_unreadable'
  | 'internal';
