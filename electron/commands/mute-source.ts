import type { FailureCode } from '#app/result';
import type { InboxClient } from '../../server/client/client.ts';
import type { Sources } from '../sources/sources.ts';

/** In milliseconds. */
const HOUR = 60 * 60 * 1_000;

/** A source has not done what was asked of it. */
export class SourceError extends Error {
  readonly code: FailureCode;
  constructor(code: FailureCode) {
    super(code);
    this.code = code;
  }
}

/** At the source itself, if it is the record of its rows. @throws SourceError, BackendError */
export async function muteForAnHour(
  source: string,
  deps: Readonly<{
    inbox: Pick<InboxClient, 'act'>;
    sources: Pick<Sources, 'decidesItself' | 'decide'>;
  }>,
): Promise<void> {
  const until = new Date(Date.now() + HOUR).toISOString();
  const request = { action: { kind: 'mute', what: 'source', source, until } } as const;
  if (!deps.sources.decidesItself(source)) {
    await deps.inbox.act(request);
    return;
  }
  const result = await deps.sources.decide(source, request);
  if (!result.ok) throw new SourceError(result.error.code);
}
