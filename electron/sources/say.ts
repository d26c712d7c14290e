import type Pusher from 'pusher-js';
import { refusal } from '#server/rules/refusals';
import { refusalOf } from '../network/pusher-sockets.ts';
import type { Told } from './adapter.ts';

/** How long the server may take, in milliseconds. */
const PATIENCE = 6_000;
/** Nothing is wrong with what was said: only there was too much of it, or the server is about to go. */
const PASSING = /rate|too many|quota/i;
const isClosing = (code: number | null): boolean => code !== null && code >= 4100 && code < 4300;

/** Says something in a channel, and resolves when the server has taken it. Never rejects. */
export type Say = (send: () => boolean) => Promise<Told>;

const LATER: Told = { outcome: 'retry' };

/**
 * The protocol does not acknowledge client events, it only complains of those that it refuses. But it answers in order: a
 * ping is sent behind the event, and when its pong comes without a complaint before it, the event was taken.
 */
export function createSay({ connection }: Pick<Pusher, 'connection'>): Say {
  /** One at a time: a complaint does not name what it is about. */
  let last: Promise<unknown> = Promise.resolve();

  function say(send: () => boolean): Promise<Told> {
    return new Promise((resolve) => {
      const timer = setTimeout(end, PATIENCE, LATER);

      function end(told: Told): void {
        clearTimeout(timer);
        connection.unbind('message', onMessage);
        connection.unbind('state_change', onLost);
        resolve(told);
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
    const mine = last.then(() => say(send));
    last = mine;
    return mine;
  };
}
