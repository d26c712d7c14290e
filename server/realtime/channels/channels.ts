import type { AppEvent } from '../../apps/apps.ts';
import type { ChannelInfo, Subscriber } from '../app-state.ts';
import {
  cacheMiss,
  clientEventFrame,
  eventFrame,
  type Member,
  memberAdded,
  memberRemoved,
  subscriptionCount,
  subscriptionSucceeded,
} from '../frames.ts';
import type { Limits } from '../limits.ts';
import type { ClientEvent } from '../messages.ts';
import { servedKind } from '../protocol.ts';
import { createCache } from './cache.ts';
import { createCounts } from './counts.ts';
import { createPresence, type Presence } from './presence.ts';

type Channel = Readonly<{ subscribers: Set<Subscriber>; cached: boolean; presence: Presence | null }>;

/** Who listens to which channel of one app in this process. The caller has checked access. */
export interface Channels {
  /** Subscribes and confirms, also when it is subscribed already. `full`: nothing changed and nothing was sent. */
  join(subscriber: Subscriber, channel: string, member: Member | null): 'joined' | 'full';
  /** Idempotent. */
  leave(subscriber: Subscriber, channel: string): void;
  /** Sends to every subscriber but `except` (a socket id). Encodes once, and not at all without subscribers. */
  publish(channel: string, event: string, data: string, except?: string): void;
  /** Passes a subscriber's client event on to all others. */
  relay(subscriber: Subscriber, message: ClientEvent): void;
  list(prefix: string): Iterable<ChannelInfo>;
  info(channel: string): ChannelInfo | null;
  users(channel: string): string[];
  cached(channel: string): Readonly<{ event: string; data: string; ttl: number }> | null;
}

export interface ChannelsDeps {
  readonly limits: Pick<Limits, 'members' | 'cache' | 'counts'>;
  /** In milliseconds. */
  readonly now: () => number;
  /** Whether channels announce how many subscribers they have. */
  readonly countsSubscribers: () => boolean;
  readonly onEvent: (event: AppEvent) => void;
}

export function createChannels({ limits, now, countsSubscribers, onEvent }: ChannelsDeps): Channels {
  const channels = new Map<string, Channel>();
  const cache = createCache(limits.cache, now);
  const counts = createCounts(limits.counts, (channel, count) => {
    if (!countsSubscribers()) return;
    sendTo(channel, () => subscriptionCount(channel, count));
    onEvent({ name: 'subscription_count', channel, subscription_count: count });
  });

  function sendTo(channel: string, frame: () => Buffer, except?: string): void {
    const subscribers = channels.get(channel)?.subscribers;
    if (subscribers === undefined) return;
    const bytes = frame();
    if (except === undefined) for (const subscriber of subscribers) subscriber.send(bytes);
    else for (const subscriber of subscribers) if (subscriber.socketId !== except) subscriber.send(bytes);
  }

  function open(name: string): Channel {
    const kind = servedKind(name);
    return {
      subscribers: new Set(),
      cached: kind?.cached ?? false,
      presence: kind?.access === 'presence' ? createPresence(limits.members) : null,
    };
  }

  function count(name: string, { subscribers, presence }: Channel): void {
    if (presence === null && countsSubscribers()) counts.changed(name, subscribers.size);
  }

  function greetFromCache(subscriber: Subscriber, name: string): void {
    const last = cache.get(name);
    if (last !== null) {
      subscriber.send(eventFrame(name, last.event, last.data));
      return;
    }
    subscriber.send(cacheMiss(name));
    onEvent({ name: 'cache_miss', channel: name });
  }

  function toInfo(name: string, { subscribers, presence }: Channel): ChannelInfo {
    return { name, subscriptionCount: subscribers.size, userCount: presence?.count ?? null };
  }

  return {
    join(subscriber, name, member) {
      const channel = channels.get(name) ?? open(name);
      const { subscribers, presence } = channel;
      const succeed = (): void => subscriber.send(subscriptionSucceeded(name, presence?.members() ?? null));
      if (subscribers.has(subscriber)) {
        succeed();
        return 'joined';
      }
      const arrival = presence === null || member === null ? null : presence.join(subscriber, member);
      if (arrival === 'full') return 'full';
      channels.set(name, channel);
      subscribers.add(subscriber);
      if (subscribers.size === 1) onEvent({ name: 'channel_occupied', channel: name });
      succeed();
      if (member !== null && arrival === 'added') {
        sendTo(name, () => memberAdded(name, member), subscriber.socketId);
        onEvent({ name: 'member_added', channel: name, user_id: String(member.id) });
      }
      if (channel.cached) greetFromCache(subscriber, name);
      count(name, channel);
      return 'joined';
    },

    leave(subscriber, name) {
      const channel = channels.get(name);
      if (channel === undefined || !channel.subscribers.delete(subscriber)) return;
      if (channel.subscribers.size === 0) channels.delete(name);
      const gone = channel.presence?.leave(subscriber) ?? null;
      if (gone !== null) {
        sendTo(name, () => memberRemoved(name, gone));
        onEvent({ name: 'member_removed', channel: name, user_id: String(gone.id) });
      }
      count(name, channel);
      if (channel.subscribers.size === 0) onEvent({ name: 'channel_vacated', channel: name });
    },

    publish(name, event, data, except) {
      if (servedKind(name)?.cached) cache.put(name, event, data);
      sendTo(name, () => eventFrame(name, event, data), except);
    },

    relay(subscriber, { channel: name, event, data }) {
      const member = channels.get(name)?.presence?.of(subscriber) ?? null;
      sendTo(name, () => clientEventFrame(name, event, data, member), subscriber.socketId);
      onEvent({
        name: 'client_event',
        channel: name,
        event,
        data: typeof data === 'string' ? data : (JSON.stringify(data) ?? ''),
        socket_id: subscriber.socketId,
        ...(member && { user_id: String(member.id) }),
      });
    },

    *list(prefix) {
      for (const [name, channel] of channels) if (name.startsWith(prefix)) yield toInfo(name, channel);
    },
    info(name) {
      const channel = channels.get(name);
      return channel === undefined ? null : toInfo(name, channel);
    },
    users: (name) =>
      channels
        .get(name)
        ?.presence?.members()
        .map(({ id }) => String(id)) ?? [],
    cached: cache.get,
  };
}
