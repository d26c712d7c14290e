import type { OutboxEntry } from '#server/source';
import type { Told } from './adapter.ts';
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
  trigger(channel: string, event: string, data: unknown): boolean;
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
        return deps.trigger(to.channel, to.event, data)
          ? DONE
          : { outcome: 'retry', reason: 'The channel is not connected.' };
      case 'http':
        if (!URL.canParse(to.url))
          return { outcome: 'refused', reason: 'Its address for replies is not valid.' };
        // The key lets the other side know a repetition.
        return apiOf(to.url)
          .call('POST', '', data, { 'idempotency-key': id })
          .then(() => DONE, toldOf);
      default:
        return to satisfies never;
    }
  };
}
