import { createHmac, timingSafeEqual } from 'node:crypto';

export type SigningApp = Readonly<{ key: string; secret: string }>;

/**
 * What lets one socket into one private channel: `key:hex(hmac_sha256(secret, socketId:channel[:channelData]))`.
 * https://pusher.com/docs/channels/library_auth_reference/auth-signatures/
 *
 * @param channelData the exact string that travels beside the signature; empty or absent, it is not signed
 */
export function signChannel(
  app: SigningApp,
  socketId: string,
  channel: string,
  channelData?: string,
): string {
  const signed = channelData ? `${socketId}:${channel}:${channelData}` : `${socketId}:${channel}`;
  return `${app.key}:${createHmac('sha256', app.secret).update(signed).digest('hex')}`;
}

/** Key part and signature, in a time that does not depend on where they differ. */
export function verifyChannel(
  app: SigningApp,
  auth: string,
  socketId: string,
  channel: string,
  channelData?: string,
): boolean {
  const expected = Buffer.from(signChannel(app, socketId, channel, channelData));
  const given = Buffer.from(auth);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
