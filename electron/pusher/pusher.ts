import Pusher, { type ChannelAuthorizationCallback } from 'pusher-js';

export { directSocket } from './direct.ts';
export { claimSockets, type ExactFrame, refusalOf } from './pusher-sockets.ts';

/** A half-open socket is noticed within the sum of both, in milliseconds. */
const ACTIVITY_TIMEOUT = 20_000;
const PONG_TIMEOUT = 6_000;

/**
 * The stock client on Belfry's sockets (`claimSockets`), which decide where to connect, and when to reconnect.
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
    // Otherwise it falls back to HTTP on Pusher's own hosts, with this app's key.
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
