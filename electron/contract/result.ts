/** Errors cross IPC as data: Electron carries only the message of a thrown one. */
export type Failure = Readonly<{ code: FailureCode; message: string }>;
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
  | 'link_refused'
  | 'internal';
