import type { SourceTrouble } from '#app/sources';

/** Why a source cannot be reached or does not let us in. The message is for the curious and has no secrets in it. */
export class TroubleError extends Error {
  readonly trouble: SourceTrouble;
  constructor(trouble: SourceTrouble, detail: string) {
    super(detail);
    this.name = 'TroubleError';
    this.trouble = trouble;
  }
}

/** What an HTTP status that is not a success means. 419 is how Laravel says that a session is over. */
export function troubleOfStatus(status: number): SourceTrouble {
  if (status >= 500 && status < 600) return 'server_error';
  switch (status) {
    case 401:
    case 419:
      return 'signed_out';
    case 403:
      return 'channel_forbidden';
    case 404:
      return 'not_found';
    case 407:
      return 'proxy_refused';
    case 429:
      return 'rate_limited';
    default:
      return 'bad_answer';
  }
}
