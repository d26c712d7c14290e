import type { OutboxEntry } from '#server/source';
import { isPutOff, type Told } from './adapter.ts';
import { type Api, createApi, toldOf } from './api.ts';
import type { Http } from './http.ts';

/** Answers a notification where its source says, and tells how that went. */
export type UpstreamReply = (entry: OutboxEntry) => Promise<Told>;

const DONE: Told = { outcome: 'done' };

export function createUpstreamReply(deps: {
  /** Of the source: no other origin gets to see its token. null: it has none. */
  readonly url: string | null;
  readonly http: Http;
  token(): string | null;
  headers(): Readonly<Record<string, string>>;
  now(): Date;
  /** Into a channel of the source. Never rejects. */
  say(channel: string, event: string, data: unknown): Promise<Told>;
}): UpstreamReply {
  const origin = deps.url === null ? null : new URL(deps.url).origin;

  function apiOf(url: string): Api {
    const isOwn = new URL(url).origin === origin;
    const nothing = { token: () => null, headers: () => ({}) };
    return createApi({ ...deps, base: url, ...(isOwn ? {} : nothing) });
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
        if (!URL.canParse(to.url))
          return { outcome: 'refused', reason: 'Its address for replies is not valid.' };
        // Here the key says so.
        return apiOf(to.url)
          .call('POST', '', data, { 'idempotency-key': id })
          .then(() => DONE, toldOf);
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
