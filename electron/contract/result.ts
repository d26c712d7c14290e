import type { Detail } from './detail.ts';

/** Errors cross IPC as data: of a thrown error Electron passes on only the message. */
/** `detail`: what the window has words of its own for; then the message is for the log. */
export type Failure = Readonly<{ code: FailureCode; message: string; detail?: Detail }>;
export type Result<T> = Readonly<{ ok: true; value: T }> | Readonly<{ ok: false; error: Failure }>;

export type FailureCode =
  | 'refused_sender'
  | 'invalid_arguments'
  | 'backend_unavailable'
  | 'backend_refused'
  | 'not_found'
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
  | 'sign_in_refused'
  | 'reply_refused'
  | 'internal';
