import fc from 'fast-check';
import Pusher from 'pusher';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { signChannel, signUser, verifyChannel, verifyUser } from '../../../server/realtime/signature.ts';

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

  it.each<[what: string, forged: Partial<Record<'auth' | 'socketId' | 'channel' | 'data', string>>]>([
    ['another channel', { channel: 'private-b' }],
    ['another socket', { socketId: '1234.1235' }],
    ['channel data that was not signed', { data: '{}' }],
    ['channel data left out', { auth: signChannel(APP, SOCKET, 'private-a', '{}') }],
    ['another key with the right signature', { auth: good.replace(APP.key, 'x'.repeat(20)) }],
    ['the signature without a key', { auth: good.slice(APP.key.length + 1) }],
    ['another secret', { auth: signChannel({ ...APP, secret: 'other' }, SOCKET, 'private-a') }],
    ['one wrong digit', { auth: good.slice(0, -1) + (good.endsWith('0') ? '1' : '0') }],
    ['upper case', { auth: good.toUpperCase() }],
    ['something longer', { auth: `${good}0` }],
    ['nothing', { auth: '' }],
    ['as many characters, of several bytes', { auth: 'é'.repeat(good.length) }],
  ])('refuses %s', (_what, { auth = good, socketId = SOCKET, channel = 'private-a', data }) => {
    expect(verifyChannel(APP, auth, socketId, channel, data)).toBe(false);
  });

  it('leaves every comparison of equal length to the constant-time one, key part included', () => {
    verifyChannel(APP, `x${good.slice(1)}`, SOCKET, 'private-a');
    expect(compared).toHaveBeenCalledExactlyOnceWith(good.length, good.length);
  });
});

describe('signUser', () => {
  const data = '{"id":"ada"}';

  it('agrees with the official SDK', () => {
    const sdk = new Pusher({ appId: '1', ...APP, cluster: 'mt1' });
    const { auth, user_data } = sdk.authenticateUser(SOCKET, { id: 'ada', watchlist: ['bob'] });
    expect(signUser(APP, SOCKET, user_data)).toBe(auth);
    expect(verifyUser(APP, auth, SOCKET, user_data)).toBe(true);
  });

  it('is no signature of a channel, of other data, or of another socket', () => {
    const auth = signUser(APP, SOCKET, data);
    expect(verifyUser(APP, signChannel(APP, SOCKET, 'private-a', data), SOCKET, data)).toBe(false);
    expect(verifyUser(APP, auth, SOCKET, '{"id":"eve"}')).toBe(false);
    expect(verifyUser(APP, auth, '1234.1235', data)).toBe(false);
  });
});
