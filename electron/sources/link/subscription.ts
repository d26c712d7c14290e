import type Pusher from 'pusher-js';
import type { ChannelAuthorizationCallback, PresenceChannel } from 'pusher-js';
import { channelKind } from '#server/rules/channels';
import { idText, parseExact } from '#server/rules/json/exact-json';
import { isObject } from '#server/rules/laravel/laravel';
import { createSupervisor } from '../../inbox/inbox.ts';
import type { ExactFrame } from '../../pusher/pusher.ts';
import { detail, ofChannels } from '../detail.ts';
import type { ChannelAuth } from '../http/http.ts';
import { paceAfter, TroubleError, troubleOf } from '../trouble.ts';
import type { LinkDeps, LinkState } from './link-types.ts';

/** How long the signature and the server's answer may take, in milliseconds. */
const ATTEMPT_LIMIT = 30_000;
/** Refusals of the auth endpoint that need the user, not another attempt. */
const LASTING = new Set(['signed_out', 'channel_forbidden']);

/** 32 bytes in base64. */
const KEY = /^[A-Za-z0-9+/]{43}=$/;

/** One channel of a link. */
export interface Subscription {
  state(): LinkState;
  /** The connection is open: pusher-js subscribes by itself. */
  begin(): void;
  /** The connection is gone. */
  reset(): void;
  /** Subscribes at once, if it is waiting for its next attempt. */
  retry(): void;
  authorize(socketId: string, callback: ChannelAuthorizationCallback): void;
  /** A `pusher:error` without a channel came: it is about this one, if this one waits for an answer. */
  refused(code: number | null, message: string): void;
  /** Whether this kind of channel carries client events. */
  readonly takesClientEvents: boolean;
  trigger(event: string, data: unknown): boolean;
}

type Kind = 'public' | 'private' | 'presence' | 'encrypted';

function kindOf(name: string): Kind {
  const kind = channelKind(name);
  return kind?.encrypted === true ? 'encrypted' : (kind?.access ?? 'public');
}

/** Refuses what would make pusher-js throw outside of any handler. */
function checked(kind: Kind, answer: ChannelAuth): ChannelAuth {
  const wrong = (what: string) => new TroubleError('bad_answer', detail('signature_lacks', { what }));
  if (typeof answer.auth !== 'string') throw wrong('auth');
  if (kind === 'encrypted' && !KEY.test(answer.shared_secret ?? '')) {
    throw wrong('shared_secret');
  }
  if (kind === 'presence' && memberOf(answer) === null) throw wrong('channel_data');
  return answer;
}

/** The user's own id in a presence channel; null: the answer has none. */
function memberOf({ channel_data = '' }: ChannelAuth): string | null {
  try {
    const member = parseExact(channel_data);
    return isObject(member) ? idText(member.user_id) : null;
  } catch {
    return null;
  }
}

/** Subscribes to a channel, and retries with growing pauses: pusher-js tries once per connection. */
export function createSubscription(
  deps: Pick<LinkDeps, 'authorize' | 'onSubscribed' | 'onEvent' | 'onMembers' | 'random' | 'now' | 'log'> & {
    readonly pusher: Pusher;
    readonly name: string;
    /** The unrounded content of the frame that pusher-js is reporting; null if it rounds nothing. */
    exact(): ExactFrame | null;
    onChange(): void;
  },
): Subscription {
  const { pusher, name } = deps;
  const kind = kindOf(name);
  const takesClientEvents = kind === 'private' || kind === 'presence';
  let state: LinkState = { status: 'connecting' };
  let me: string | null = null;
  /** What this subscription waits for. */
  let asking: 'nothing' | 'signature' | 'answer' = 'nothing';
  const channel = pusher.subscribe(name);
  const supervisor = createSupervisor({
    random: deps.random,
    attempt: {
      limit: ATTEMPT_LIMIT,
      onLate: () => failed(new TroubleError('timeout', detail('channel_silent', { channel: name }))),
    },
    reconnect() {
      ask();
      // A refusal leaves it true, and then pusher-js would not subscribe again.
      channel.subscriptionPending = false;
      pusher.subscribe(name);
    },
  });

  function ask(): void {
    asking = kind === 'public' ? 'answer' : 'signature';
  }

  function set(next: LinkState): void {
    state = next;
    deps.onChange();
  }

  function failed({ trouble, detail: what }: TroubleError): void {
    asking = 'nothing';
    const lasting = LASTING.has(trouble);
    const pause = supervisor.failed(paceAfter(trouble, lasting));
    deps.log(`${kind} channel not subscribed: ${trouble}`);
    const retryAt = new Date(deps.now().getTime() + pause).toISOString();
    set({ status: lasting ? 'stopped' : 'waiting', trouble, detail: ofChannels(what, [name]), retryAt });
  }

  function members(): void {
    const found: { id: string; info: unknown }[] = [];
    const { members: all } = channel as PresenceChannel;
    all.each(({ id, info }: { id: unknown; info: unknown }) => found.push({ id: String(id), info }));
    deps.onMembers?.(name, found, me);
  }

  channel.bind('pusher:subscription_succeeded', () => {
    asking = 'nothing';
    supervisor.up();
    set({ status: 'online' });
    if (kind === 'presence') members();
    deps.onSubscribed(name);
  });
  channel.bind('pusher:subscription_error', ({ status, error }: { status?: number; error?: string }) => {
    // Refusals of the auth endpoint are handled already; this one is the server's.
    if (asking !== 'answer') return;
    const trouble = status !== undefined && status >= 500 ? 'server_error' : 'channel_forbidden';
    failed(
      new TroubleError(trouble, detail('channel_refused', { channel: name }, String(error).slice(0, 200))),
    );
  });
  if (kind === 'presence') {
    channel.bind('pusher:member_added', members);
    channel.bind('pusher:member_removed', members);
  }
  if (kind === 'encrypted') {
    channel.bind_global((event: string, data: unknown) => {
      if (!event.startsWith('pusher:')) deps.onEvent(name, event, data, null);
    });
  } else {
    // A channel's own listeners do not get the sender of a client event.
    pusher.connection.bind('message', (frame: Frame) => {
      if (frame.channel !== name || /^pusher(_internal)?:/.test(frame.event)) return;
      const { data, user_id } = deps.exact() ?? frame;
      deps.onEvent(name, frame.event, data, idText(user_id));
    });
  }

  return {
    state: () => state,
    begin() {
      ask();
      state = { status: 'connecting' };
      supervisor.begin();
    },
    reset() {
      asking = 'nothing';
      supervisor.dispose();
      state = { status: 'connecting' };
    },
    retry() {
      if (state.status === 'waiting' || state.status === 'stopped') supervisor.kick();
    },
    async authorize(socketId, callback) {
      // While subscribed, pusher-js asks again when an encrypted event does not fit the channel's key.
      const renewing = state.status === 'online';
      // After a reconnect, the signature would be for a socket that has gone.
      const outdated = (): boolean =>
        pusher.connection.socket_id !== socketId || (asking !== 'signature' && !renewing);
      try {
        const answer = checked(kind, await deps.authorize(socketId, name));
        if (outdated()) return;
        me = memberOf(answer);
        if (!renewing) asking = 'answer';
        callback(null, { ...answer });
      } catch (error) {
        if (outdated()) return;
        if (!renewing) failed(troubleOf(error));
        callback(error instanceof Error ? error : new Error(String(error)), null);
      }
    },
    refused(code, message) {
      if (asking !== 'answer' || (code !== null && code !== 4009)) return;
      const words = message.replace(/:.*/s, '').slice(0, 200);
      failed(new TroubleError('channel_forbidden', detail('channel_refused', { channel: name }, words)));
    },
    takesClientEvents,
    trigger(event, data) {
      const able = takesClientEvents && state.status === 'online' && event.startsWith('client-');
      return able && channel.trigger(event, data);
    },
  };
}

type Frame = Readonly<{ event: string; channel?: string; data: unknown; user_id?: unknown }>;
