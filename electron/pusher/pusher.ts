import Pusher, { type ChannelAuthorizationCallback } from 'pusher-js';

export { directSocket } from './direct.ts';
export { claimSockets } from './pusher-sockets.ts';

/** Half-open sockets are noticed after at most the sum of both, in milliseconds. */
const ACTIVITY_TIMEOUT = 20_000;
const PONG_TIMEOUT = 6_000;

/**
 * The stock client, on sockets that are ours (`claimSockets`): where they lead and when to connect anew is not its business.
 * @param authorize answers with the signature of a private or presence channel
 */
export function createPusher(
  key: string,
  host: string,
  authorize: (socketId: string, channel: string, callback: ChannelAuthorizationCallback) => void,
): Pusher {
  return new Pusher(key, {
    cluster: '',
    wsHost: host,
    forceTLS: false,
    // Otherwise it falls back to HTTP at Pusher's own hosts, with this app's key.
    enabledTransports: ['ws'],
    disableStats: true,
    activityTimeout: ACTIVITY_TIMEOUT,
    pongTimeout: PONG_TIMEOUT,
    channelAuthorization: {
      transport: 'ajax',
      endpoint: '',
      customHandler: ({ socketId, channelName }, callback) => authorize(socketId, channelName, callback),
    },
  });
}
