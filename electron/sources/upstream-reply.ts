import { refusal } from '#server/rules/refusals';
import type { OutboxEntry } from '#server/source';
import { isPutOff, type Told } from './adapter.ts';
import { AnswerError, createApi, refusedBy, toldOf } from './api.ts';
import type { Http } from './http.ts';

/** Answers a notification where its source says, and tells how that went. */
export type UpstreamReply = (entry: OutboxEntry) => Promise<Told>;

const DONE: Told = { outcome: 'done' };
const SIGNED_OUT = 401;
/** Dots and slashes in disguise: a server may take them for what they stand for, and end up at another path. */
const DISGUISED = /%(?:25|2e|2f|5c)|\/\.{1,2};/i;

const isBelow = (path: string, base: string): boolean =>
  path === base || path.startsWith(base.endsWith('/') ? base : `${base}/`);

export function createUpstreamReply(deps: {
  /** Addresses that get token and headers, with all below: not its senders but its user says which. */
  readonly trusted: readonly string[];
  readonly http: Http;
  token(): string | null;
  headers(): Readonly<Record<string, string>>;
  now(): Date;
  /** Into a channel of the source. Never rejects. */
  say(channel: string, event: string, data: unknown): Promise<Told>;
}): UpstreamReply {
  const trusted = deps.trusted.map((url) => new URL(url));

  const isTrusted = ({ origin, pathname }: URL): boolean =>
    !DISGUISED.test(pathname) &&
    trusted.some((one) => one.origin === origin && isBelow(pathname, one.pathname));

  async function post(url: URL, data: unknown, key: string): Promise<Told> {
    const isSigned = isTrusted(url);
    const nothing = { token: () => null, headers: () => ({}) };
    // A trusted address that sends on to another one does not make that trusted.
    const request: Http['request'] = (to, init) => deps.http.request(to, { ...init, mayFollow: isTrusted });
    const signed = { http: { request } };
    const api = createApi({ ...deps, base: url.href, ...(isSigned ? signed : nothing) });
    try {
      await api.call('POST', '', data, { 'idempotency-key': key });
      return DONE;
    } catch (error) {
      const isClosed = !isSigned && error instanceof AnswerError && error.status === SIGNED_OUT;
      // Another try would have no more to sign in with.
      return isClosed ? refusedBy(error, 'answered_without_token') : toldOf(error);
    }
  }

  return async ({ id, reply, external_id, notification_id }) => {
    if (reply === null) return DONE;
    const data = { notification_id: external_id ?? notification_id, text: reply.text };
    const { to } = reply;
    switch (to.via) {
      case 'event':
        // By its id the other side knows a repetition.
        return deps.say(to.channel, to.event, { id, ...data });
      case 'http':
        if (!URL.canParse(to.url)) return { outcome: 'refused', reason: refusal('address', {}) };
        // Here the key says so.
        return post(new URL(to.url), data, id);
      default:
        return to satisfies never;
    }
  };
}

/** Tells of several, in their order. One that has to wait holds up those to the same notification, and no others. */
export async function answerAll(
  entries: readonly OutboxEntry[],
  reply: UpstreamReply,
): Promise<readonly Told[]> {
  const told: Told[] = [];
  const waiting = new Map<string, Told>();
  for (const entry of entries) {
    const outcome = waiting.get(entry.notification_id) ?? (await reply(entry));
    told.push(outcome);
    if (isPutOff(outcome)) waiting.set(entry.notification_id, outcome);
  }
  return told;
}
