import type { ErrorCode } from '#server/error';

/** A refusal or failure that is reported to a client. Its code decides the HTTP status. */
export class AppError extends Error {
  readonly code: ErrorCode;
  /** Sent to the client unchanged. */
  readonly details: unknown;

  constructor(code: ErrorCode, message: string, options: { details?: unknown; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details;
  }
}

export type StartFailure =
  | 'database_from_future'
  | 'database_damaged'
  | 'data_in_use'
  | 'storage_failed'
  | 'port_in_use'
  | 'certificate_unusable'
  | 'internal';

/** Why a server could not start. The embedding process gets the code. */
export class StartError extends Error {
  readonly code: StartFailure;

  constructor(code: StartFailure, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'StartError';
    this.code = code;
  }
}
