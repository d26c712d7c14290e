import { createHmac, timingSafeEqual } from 'node:crypto';

export type SigningApp = Readonly<{ key: string; secret: string }>;

const sign = ({ key, secret }: SigningApp, text: string): string =>
  `${key}:${createHmac('sha256', secret).update(text).digest('hex')}`;

/** Compares in constant time. */
export function isSame(auth: string, expected: string): boolean {
  const [a, b] = [Buffer.from(auth), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * Allows one socket to join one private channel: `key:hex(hmac_sha256(secret, socketId:channel[:channelData]))`.
 * https://pusher.com/docs/channels/library_auth_reference/auth-signatures/
 *
 * @param channelData the exact string that is sent with the signature; not signed when it is empty or absent
 */
export const signChannel = (
  app: SigningApp,
  socketId: string,
  channel: string,
  channelData?: string,
): string => sign(app, channelData ? `${socketId}:${channel}:${channelData}` : `${socketId}:${channel}`);

export const verifyChannel = (
  app: SigningApp,
  auth: string,
  socketId: string,
  channel: string,
  channelData?: string,
): boolean => isSame(auth, signChannel(app, socketId, channel, channelData));

/** Signs a user in on one socket. @param userData the exact string that is sent with the signature */
export const signUser = (app: SigningApp, socketId: string, userData: string): string =>
  sign(app, `${socketId}::user::${userData}`);

export const verifyUser = (app: SigningApp, auth: string, socketId: string, userData: string): boolean =>
  isSame(auth, signUser(app, socketId, userData));
