import Pusher from 'pusher-js';
import { Value } from 'typebox/value';
import { CHANGED_EVENT, CREATED_EVENT, CreatedEvent, userChannel } from '#server/channel';
import { Delta } from '#server/inbox';
import { directSocket } from '../network/direct.ts';
import { claimSockets } from '../network/pusher-sockets.ts';
import { createSupervisor } from './supervisor.ts';

/** Half-open sockets are noticed after at most the sum of both, in milliseconds. */
const ACTIVITY_TIMEOUT = 20_000;
const PONG_TIMEOUT = 6_000;

export interface Channel {
  /** Connects anew at once, e.g. after sleep, when a dead socket still looks open. */
  kick(): void;
  dispose(): void;
}

export interface ChannelDeps {
  readonly url: string;
  readonly appKey: string;
  readonly userId: number;
  /** Answers the signature for the channel, `key:hex`; may reject. */
  authorize(socketId: string, channel: string): Promise<string>;
  /** Subscribed: whatever was missed before is to be asked for now. */
  onSubscribed(): void;
  onLost(): void;
  onDelta(delta: Delta): void;
  /** A payload outside of the contract, or one that was too long to travel whole. */
  onGap(): void;
  log(message: string): void;
  random?: () => number;
}

function deltaOf(event: CreatedEvent): Delta {
  const { epoch, counts, truncated, ...notification } = event;
  return { epoch, counts, revision: event.revision, changed: truncated ? null : [notification] };
}

/** The user's private channel on the backend, over the stock pusher-js client. Reconnects for ever. */
export function createChannel(deps: ChannelDeps): Channel {
  const { host } = new URL(deps.url);
  const sockets = claimSockets({ open: (path) => directSocket(`ws://${host}${path}`) });
  const pusher = new Pusher(deps.appKey, {
    cluster: '',
    wsHost: sockets.host,
    forceTLS: false,
    // Otherwise it falls back to HTTP at Pusher's own hosts, with this app's key.
    enabledTransports: ['ws'],
    disableStats: true,
    activityTimeout: ACTIVITY_TIMEOUT,
    pongTimeout: PONG_TIMEOUT,
    channelAuthorization: {
      transport: 'ajax',
      endpoint: '',
      customHandler({ socketId, channelName }, callback) {
        deps.authorize(socketId, channelName).then(
          (auth) => callback(null, { auth }),
          (error) => callback(error instanceof Error ? error : new Error(String(error)), null),
        );
      },
    },
  });
  const supervisor = createSupervisor({
    random: deps.random ?? Math.random,
    reconnect() {
      pusher.disconnect();
      pusher.connect();
    },
  });
  let subscribed = false;
  let disposed = false;

  function lost(why: string): void {
    if (disposed) return;
    supervisor.down();
    if (!subscribed) return;
    subscribed = false;
    deps.log(`channel lost: ${why}`);
    deps.onLost();
  }

  pusher.connection.bind('state_change', ({ current }: { current: string }) => {
    if (current !== 'connected') lost(current);
  });
  const channel = pusher.subscribe(userChannel(deps.userId));
  channel.bind('pusher:subscription_succeeded', () => {
    subscribed = true;
    supervisor.up();
    deps.onSubscribed();
  });
  channel.bind('pusher:subscription_error', (error: { status?: number }) => {
    deps.log(`subscription refused: ${error.status ?? 'no answer'}`);
    lost('subscription refused');
  });
  channel.bind(CREATED_EVENT, (payload: unknown) => {
    if (Value.Check(CreatedEvent, payload)) deps.onDelta(deltaOf(payload));
    else deps.onGap();
  });
  channel.bind(CHANGED_EVENT, (payload: unknown) => {
    if (Value.Check(Delta, payload)) deps.onDelta(payload);
    else deps.onGap();
  });
  supervisor.down();

  return {
    kick: () => supervisor.kick(),
    dispose() {
      disposed = true;
      supervisor.dispose();
      pusher.disconnect();
      sockets.release(pusher);
    },
  };
}
