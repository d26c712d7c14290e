import type { ErrorCode } from '#server/error';
import type { StartFailureCode } from '#server/rules/start-failures';

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

export const unknownUser = (): AppError => new AppError('not_found', 'There is no such user.');

/** @throws AppError `limit_reached` where there are as many already */
export function refuseMore(count: number, limit: number, what: string): void {
  if (count < limit) return;
  throw new AppError('limit_reached', `There cannot be more than ${limit} ${what}.`, { details: { limit } });
}

/** Only a standalone server has a certificate. */
export type StartFailure = StartFailureCode | 'certificate_unusable';

/** Why a server could not start. The embedding process gets the code, the log and the terminal get the message. */
export class StartError extends Error {
  readonly code: StartFailure;

  constructor(code: StartFailure, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'StartError';
    this.code = code;
  }
}
