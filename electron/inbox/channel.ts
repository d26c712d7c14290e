import { CHANGED_EVENT, CREATED_EVENT, RULES_EVENT } from '#server/channel';
import type { Delta } from '#server/inbox';
import { userChannel } from '#server/rules/channels';
import { claimSockets, createPusher, directSocket } from '../pusher/pusher.ts';
import { deltaOf, prepareDeltas } from './delta-of.ts';
import { createSupervisor } from './supervisor.ts';

export interface Channel {
  /** Connects again at once, e.g. after sleep, when a dead socket still looks open. */
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
  /** Rules, mutes or saved filters have changed. */
  onRules(): void;
  log(message: string): void;
  random?: () => number;
}

/** The user's private channel on the backend, over the stock pusher-js client. Reconnects for ever. */
export function createChannel(deps: ChannelDeps): Channel {
  const { host } = new URL(deps.url);
  const sockets = claimSockets({ open: (path) => directSocket(`ws://${host}${path}`) });
  const pusher = createPusher(deps.appKey, sockets.host, (socketId, name, callback) => {
    deps.authorize(socketId, name).then(
      (auth) => callback(null, { auth }),
      (error) => callback(error instanceof Error ? error : new Error(String(error)), null),
    );
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
    prepareDeltas();
  });
  channel.bind('pusher:subscription_error', (error: { status?: number }) => {
    deps.log(`subscription refused: ${error.status ?? 'no answer'}`);
    lost('subscription refused');
  });
  for (const event of [CREATED_EVENT, CHANGED_EVENT]) {
    channel.bind(event, (payload: unknown) => {
      const delta = deltaOf(event, payload);
      if (delta === 'gap') deps.onGap();
      else if (delta !== null) deps.onDelta(delta);
    });
  }
  channel.bind(RULES_EVENT, () => deps.onRules());
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
