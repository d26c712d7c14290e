import type { LookupFunction } from 'node:net';
import type { OutboxEntry } from '#server/outbox';
import { LOCAL } from '#server/rules/content';
import { readActions, type SenderAction } from '#server/rules/content/actions';
import { refusal } from '#server/rules/refusals';
import { IDEMPOTENCY_HEADER } from '#server/send';
import { addresses } from '../../network/network.ts';
import type { UpstreamResult } from '../upstream-result.ts';
import type { RequestRights } from '../vault/vault.ts';
import { answerError, isSuccess, upstreamResultOf } from './api.ts';
import type { Http, HttpAnswer } from './request.ts';

/** For one try, in milliseconds. */
const TIMEOUT = 10_000;
/** Tries of one press: some four minutes. Nobody expects it to happen hours later. */
const TRIES = 10;
/** A server that asks for a longer pause, in milliseconds, has refused. */
const LONGEST_WAIT = 10 * 60_000;

const refused = (reason: ReturnType<typeof refusal>): UpstreamResult => ({ outcome: 'refused', reason });

/** Sends the request of an `http` action. Never rejects. */
export type ActionRequest = (entry: OutboxEntry) => Promise<UpstreamResult>;

/** The action that was pressed, as it is stored; null: nothing that can be sent. */
function pressedOf({ pressed }: OutboxEntry): Extract<SenderAction, { kind: 'http' }> | null {
  const [action] = readActions([pressed?.action]);
  return action?.kind === 'http' ? action : null;
}

/**
 * A sender chooses address, method, headers and body; so nothing of the user goes along, and the address must be one that the user has
 * allowed for this source. Only what was sent to this computer itself, and the source's own server, may be in a private network.
 */
export function createActionRequest(deps: {
  readonly http: Http;
  readonly rights: Pick<RequestRights, 'to'>;
  now(): Date;
}): ActionRequest {
  async function send(
    action: Extract<SenderAction, { kind: 'http' }>,
    key: string,
    lookup: LookupFunction | null,
  ): Promise<HttpAnswer> {
    const { url, method, headers = {}, body } = action;
    return deps.http.request(url, {
      method,
      headers: { 'user-agent': 'Belfry', ...headers, [IDEMPOTENCY_HEADER]: key },
      ...(body === undefined ? {} : { body }),
      ...(lookup === null ? {} : { lookup }),
      timeoutMs: TIMEOUT,
      isAnswerRead: false,
    });
  }

  /** What is tried too often, or would have to wait too long, has failed. */
  function bounded({ attempts }: OutboxEntry, result: UpstreamResult, status: number | null): UpstreamResult {
    if (result.outcome !== 'retry' && result.outcome !== 'later') return result;
    const { after_ms = 0 } = result;
    if (attempts + 1 < TRIES && after_ms <= LONGEST_WAIT)
      return { outcome: 'retry', ...(after_ms > 0 && { after_ms }) };
    return refused(status === null ? refusal('unanswered', {}) : refusal('answered', { status }));
  }

  return async (entry) => {
    const action = pressedOf(entry);
    const { key = '', from = '' } = entry.pressed ?? {};
    if (action === null) return refused(refusal('gone', {}));
    const url = new URL(action.url);
    const right = deps.rights.to(from, url);
    if (right === 'unknown') return refused(refusal('not_allowed_there', { origin: url.origin }));
    const { InsideError, leadsOutside, lookupOutside } = await addresses();
    const mayBeInside = right === 'own' || from === LOCAL;
    if (!mayBeInside && !(await leadsOutside(url))) return refused(refusal('inside', {}));
    let isInside = false;
    // The connection goes to what was checked: a name may resolve to something else a moment later.
    const lookup: LookupFunction = (host, options, done) =>
      lookupOutside(host, options, (error, ...found) => {
        isInside ||= error instanceof InsideError;
        done(error, ...found);
      });
    try {
      const answer = await send(action, key, mayBeInside ? null : lookup);
      const { status } = answer;
      if (isSuccess(answer)) return { outcome: 'done' };
      if (status >= 300 && status < 400) return refused(refusal('redirected', {}));
      // Without a token, another try would not be signed in either.
      if (status === 401) return refused(refusal('answered', { status }));
      const result = upstreamResultOf(answerError(answer, deps.now()));
      return bounded(entry, result, status);
    } catch {
      return isInside ? refused(refusal('inside', {})) : bounded(entry, { outcome: 'retry' }, null);
    }
  };
}
