import fc from 'fast-check';
import Pusher from 'pusher';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { signChannel, verifyChannel } from '../../../server/realtime/signature.ts';

const compared = vi.hoisted(() => vi.fn());
vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof import('node:crypto')>();
  return {
    ...crypto,
    timingSafeEqual: (a: Buffer, b: Buffer) => {
      compared(a.length, b.length);
      return crypto.timingSafeEqual(a, b);
    },
  };
});

const APP = { key: '278d425bdf160c739803', secret: '7ad3773142a6692b25b8' } as const;
const SOCKET = '1234.1234';

beforeEach(() => compared.mockClear());

describe('signChannel', () => {
  it('gives the signatures of the Pusher documentation', () => {
    expect(signChannel(APP, SOCKET, 'private-foobar')).toBe(
      '278d425bdf160c739803:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4',
    );
    expect(
      signChannel(APP, SOCKET, 'presence-foobar', '{"user_id":10,"user_info":{"name":"Mr. Channels"}}'),
    ).toBe('278d425bdf160c739803:31935e7d86dba64c2a90aed31fdc61869f9b22ba9d8863bba239c03ca481bc80');
  });

  it('agrees with the official SDK on any channel', () => {
    const sdk = new Pusher({ appId: '1', ...APP, cluster: 'mt1' });
    fc.assert(
      fc.property(fc.stringMatching(/^private-[A-Za-z0-9_.-]{1,50}$/), (channel) => {
        fc.pre(!channel.startsWith('private-encrypted-'));
        expect(signChannel(APP, SOCKET, channel)).toBe(sdk.authorizeChannel(SOCKET, channel).auth);
      }),
      { numRuns: 50 },
    );
  });
});

describe('verifyChannel', () => {
  const good = signChannel(APP, SOCKET, 'private-a');

  it('accepts what was signed', () => {
    expect(verifyChannel(APP, good, SOCKET, 'private-a')).toBe(true);
    expect(verifyChannel(APP, signChannel(APP, SOCKET, 'private-a', '{}'), SOCKET, 'private-a', '{}')).toBe(
      true,
    );
  });

  const FORGED: readonly (readonly [
    what: string,
    auth: string,
    socketId: string,
    channel: string,
    data?: string,
  ])[] = [
    ['another channel', good, SOCKET, 'private-b'],
    ['another socket', good, '1234.1235', 'private-a'],
    ['channel data that was not signed', good, SOCKET, 'private-a', '{}'],
    ['channel data left out', signChannel(APP, SOCKET, 'private-a', '{}'), SOCKET, 'private-a'],
    ['another key with the right signature', good.replace(APP.key, 'x'.repeat(20)), SOCKET, 'private-a'],
    ['the signature without a key', good.slice(APP.key.length + 1), SOCKET, 'private-a'],
    ['another secret', signChannel({ ...APP, secret: 'other' }, SOCKET, 'private-a'), SOCKET, 'private-a'],
    ['one wrong digit', good.slice(0, -1) + (good.endsWith('0') ? '1' : '0'), SOCKET, 'private-a'],
    ['upper case', good.toUpperCase(), SOCKET, 'private-a'],
    ['something longer', `${good}0`, SOCKET, 'private-a'],
    ['nothing', '', SOCKET, 'private-a'],
    ['characters of several bytes', `${'é'.repeat(good.length)}`, SOCKET, 'private-a'],
  ];
  it.each(FORGED)('refuses %s', (_what, auth, socketId, channel, data) => {
    expect(verifyChannel(APP, auth, socketId, channel, data)).toBe(false);
  });

  it('leaves every comparison of equal length to the constant-time one, key part included', () => {
    verifyChannel(APP, `x${good.slice(1)}`, SOCKET, 'private-a');
    expect(compared).toHaveBeenCalledExactlyOnceWith(good.length, good.length);
  });
});
