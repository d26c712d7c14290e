import type Pusher from 'pusher-js';
import { refusal } from '#server/rules/refusals';
import { refusalOf } from '../../pusher/pusher.ts';
import type { UpstreamResult } from '../upstream-result.ts';

/** How long the server may take to answer, in milliseconds. */
const PATIENCE = 6_000;
/** Refusals that say nothing against the event itself: there were too many. (Or, by code: the server is about to close.) */
const PASSING = /rate|too many|quota/i;
const isClosing = (code: number | null): boolean => code !== null && code >= 4100 && code < 4300;

/** Sends a client event. Resolves when the server has taken it; never rejects. */
export type SendClientEvent = (send: () => boolean) => Promise<UpstreamResult>;

const LATER: UpstreamResult = { outcome: 'retry' };

/**
 * The protocol does not acknowledge client events; it only sends an error for one that it refuses. But servers answer in order: a ping
 * follows the event, and if its pong comes without an error before it, the event was taken.
 */
export function createSendClientEvent({ connection }: Pick<Pusher, 'connection'>): SendClientEvent {
  /** One at a time: an error does not name the event that it is about. */
  let last: Promise<unknown> = Promise.resolve();

  function sendClientEvent(send: () => boolean): Promise<UpstreamResult> {
    return new Promise((resolve) => {
      const timer = setTimeout(end, PATIENCE, LATER);

      function end(result: UpstreamResult): void {
        clearTimeout(timer);
        connection.unbind('message', onMessage);
        connection.unbind('state_change', onLost);
        resolve(result);
      }
      function onLost(): void {
        end(LATER);
      }
      function onMessage({ event, data }: { event: string; data: unknown }): void {
        if (event === 'pusher:pong') end({ outcome: 'done' });
        if (event !== 'pusher:error') return;
        const { code, message } = refusalOf(data);
        const reason = refusal('complained', {}, message.slice(0, 300));
        end(isClosing(code) || PASSING.test(message) ? LATER : { outcome: 'refused', reason });
      }

      if (!send()) return end(LATER);
      connection.bind('message', onMessage);
      connection.bind('state_change', onLost);
      connection.send_event('pusher:ping', {});
    });
  }

  return (send) => {
    const mine = last.then(() => sendClientEvent(send));
    last = mine;
    return mine;
  };
}
