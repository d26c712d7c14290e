import type Pusher from 'pusher-js';
import type { ChannelAuthorizationCallback, PresenceChannel } from 'pusher-js';
import { channelKind } from '#server/rules/channels';
import { idText, parseExact } from '#server/rules/exact-json';
import { isObject } from '#server/rules/laravel';
import { createSupervisor } from '../inbox/supervisor.ts';
import type { ExactFrame } from '../pusher/pusher-sockets.ts';
import { detail, ofChannels } from './detail.ts';
import type { ChannelAuth, LinkDeps, LinkState } from './link.ts';
import { paceAfter, TroubleError, troubleOf } from './trouble.ts';

/** How long the signature and the answer to it may take, in milliseconds. */
const ATTEMPT_LIMIT = 30_000;
/** Of the auth endpoint; they need the user, and not another try. */
const LASTING = new Set(['signed_out', 'channel_forbidden']);

/** 32 bytes in base64. */
const KEY = /^[A-Za-z0-9+/]{43}=$/;

/** One channel of a link. */
export interface Subscription {
  state(): LinkState;
  /** The connection stands: pusher-js asks for the channel by itself. */
  begin(): void;
  /** The connection is gone. */
  reset(): void;
  /** Asks again at once, if it is not subscribed and waits for its next try. */
  retry(): void;
  authorize(socketId: string, callback: ChannelAuthorizationCallback): void;
  /** A `pusher:error` that names no channel came: ours, if we wait for an answer. */
  refused(code: number | null, message: string): void;
  /** Whether client events may be sent there at all. */
  readonly takesWords: boolean;
  trigger(event: string, data: unknown): boolean;
}

type Kind = 'public' | 'private' | 'presence' | 'encrypted';

function kindOf(name: string): Kind {
  const kind = channelKind(name);
  return kind?.encrypted === true ? 'encrypted' : (kind?.access ?? 'public');
}

/** What pusher-js would stumble over outside of any handler. */
function checked(kind: Kind, answer: ChannelAuth): ChannelAuth {
  const wrong = (what: string) => new TroubleError('bad_answer', detail('signature_lacks', { what }));
  if (typeof answer.auth !== 'string') throw wrong('auth');
  if (kind === 'encrypted' && !KEY.test(answer.shared_secret ?? '')) {
    throw wrong('shared_secret');
  }
  if (kind === 'presence' && memberOf(answer) === null) throw wrong('channel_data');
  return answer;
}

/** As whom a presence channel is entered. */
function memberOf({ channel_data = '' }: ChannelAuth): string | null {
  try {
    const member = parseExact(channel_data);
    return isObject(member) ? idText(member.user_id) : null;
  } catch {
    return null;
  }
}

/** Subscribes to a channel, and again with growing pauses whenever that fails: pusher-js tries once per connection. */
export function createSubscription(
  deps: Pick<LinkDeps, 'authorize' | 'onSubscribed' | 'onEvent' | 'onMembers' | 'random' | 'now' | 'log'> & {
    readonly pusher: Pusher;
    readonly name: string;
    /** The frame that pusher-js is telling of, where it rounds; else null. */
    exact(): ExactFrame | null;
    onChange(): void;
  },
): Subscription {
  const { pusher, name } = deps;
  const kind = kindOf(name);
  const takesWords = kind === 'private' || kind === 'presence';
  let state: LinkState = { status: 'connecting' };
  let me: string | null = null;
  /** What we wait for. */
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
      // Left true by a refusal of the server, and then pusher-js would not ask again.
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
    // Those of the auth endpoint are known already; this is the server's own.
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
    // A channel's own listeners are not told who sent a client event.
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
      // Asked for while subscribed: what came in an encrypted channel does not fit its key.
      const renewing = state.status === 'online';
      // After a reconnect the signature would be for a socket that is no more.
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
    takesWords,
    trigger(event, data) {
      const able = takesWords && state.status === 'online' && event.startsWith('client-');
      return able && channel.trigger(event, data);
    },
  };
}

type Frame = Readonly<{ event: string; channel?: string; data: unknown; user_id?: unknown }>;
