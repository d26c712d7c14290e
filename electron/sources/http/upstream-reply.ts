import type { OutboxEntry } from '#server/outbox';
import { refusal } from '#server/rules/refusals';
import { isPostponed, type UpstreamResult } from '../upstream-result.ts';
import { AnswerError, createApi, refusedBy, upstreamResultOf } from './api.ts';
import type { Http } from './request.ts';

/** Sends a reply to where the notification's `reply` says. Never rejects. */
export type UpstreamReply = (entry: OutboxEntry) => Promise<UpstreamResult>;

const DONE: UpstreamResult = { outcome: 'done' };
const SIGNED_OUT = 401;
/** Encoded dots, slashes and percent signs: a server that decodes them may arrive at another path. */
const DISGUISED = /%(?:25|2e|2f|5c)|\/\.{1,2};/i;

const isBelow = (path: string, base: string): boolean =>
  path === base || path.startsWith(base.endsWith('/') ? base : `${base}/`);

export function createUpstreamReply(deps: {
  /** Addresses at and below which replies get token and headers. The user lists them: senders choose where a reply goes. */
  readonly trusted: readonly string[];
  readonly http: Http;
  token(): string | null;
  headers(): Readonly<Record<string, string>>;
  now(): Date;
  /** Sends a client event in a channel of the source. Never rejects. */
  sendClientEvent(channel: string, event: string, data: unknown): Promise<UpstreamResult>;
}): UpstreamReply {
  const trusted = deps.trusted.map((url) => new URL(url));

  const isTrusted = ({ origin, pathname }: URL): boolean =>
    !DISGUISED.test(pathname) &&
    trusted.some((one) => one.origin === origin && isBelow(pathname, one.pathname));

  async function post(url: URL, data: unknown, key: string): Promise<UpstreamResult> {
    const isSigned = isTrusted(url);
    const nothing = { token: () => null, headers: () => ({}) };
    // A redirect from a trusted address does not make its target trusted.
    const request: Http['request'] = (to, init) => deps.http.request(to, { ...init, mayFollow: isTrusted });
    const signed = { http: { request } };
    const api = createApi({ ...deps, base: url.href, ...(isSigned ? signed : nothing) });
    try {
      await api.call('POST', '', data, { 'idempotency-key': key });
      return DONE;
    } catch (error) {
      const isClosed = !isSigned && error instanceof AnswerError && error.status === SIGNED_OUT;
      // Another attempt would have no token either.
      return isClosed ? refusedBy(error, 'answered_without_token') : upstreamResultOf(error);
    }
  }

  return async ({ id, reply, external_id, notification_id }) => {
    if (reply === null) return DONE;
    const data = { notification_id: external_id ?? notification_id, text: reply.text };
    const { to } = reply;
    switch (to.via) {
      case 'event':
        // The id lets the receiver recognise a retry.
        return deps.sendClientEvent(to.channel, to.event, { id, ...data });
      case 'http':
        if (!URL.canParse(to.url)) return { outcome: 'refused', reason: refusal('address', {}) };
        // Here the idempotency key does.
        return post(new URL(to.url), data, id);
      default:
        return to satisfies never;
    }
  };
}

/** Sends several replies in their order. One that has to wait holds up later replies to the same notification, and no others. */
export async function answerAll(
  entries: readonly OutboxEntry[],
  reply: UpstreamReply,
): Promise<readonly UpstreamResult[]> {
  const results: UpstreamResult[] = [];
  const waiting = new Map<string, UpstreamResult>();
  for (const entry of entries) {
    const outcome = waiting.get(entry.notification_id) ?? (await reply(entry));
    results.push(outcome);
    if (isPostponed(outcome)) waiting.set(entry.notification_id, outcome);
  }
  return results;
}
