import { eventFrame } from './protocol.ts';

export interface Subscriber {
  /** A whole text frame in UTF-8, shared by all subscribers: not to be written to. Must not throw. */
  send(frame: Buffer): void;
}

export interface Hub {
  /** To every subscriber of the channel, in the order of the calls. Encodes once, and not at all for nobody. */
  publish(channel: string, event: string, data: string): void;
  /** Idempotent, as is `leave`. */
  join(channel: string, subscriber: Subscriber): void;
  leave(channel: string, subscriber: Subscriber): void;
}

/** Who listens to which channel, on this process. */
export function createHub(): Hub {
  const channels = new Map<string, Set<Subscriber>>();

  return {
    publish(channel, event, data) {
      const subscribers = channels.get(channel);
      if (subscribers === undefined) return;
      const frame = Buffer.from(eventFrame(channel, event, data));
      for (const subscriber of subscribers) subscriber.send(frame);
    },
    join(channel, subscriber) {
      const subscribers = channels.get(channel);
      if (subscribers === undefined) channels.set(channel, new Set([subscriber]));
      else subscribers.add(subscriber);
    },
    leave(channel, subscriber) {
      const subscribers = channels.get(channel);
      if (subscribers?.delete(subscriber) && subscribers.size === 0) channels.delete(channel);
    },
  };
}
