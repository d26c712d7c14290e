import dns from 'node:dns';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { InsideError, isOutside, leadsOutside, lookupOutside } from '../../../electron/network/addresses.ts';

afterEach(() => void vi.restoreAllMocks());

const OUTSIDE = [
  '93.184.216.34',
  '1.1.1.1',
  '2606:2800:220:1::1',
  '64:ff9b::5db8:d822',
  '::ffff:93.184.216.34',
];
const INSIDE = [
  ...['127.0.0.1', '127.9.9.9', '0.0.0.0', '::1', '::', '::ffff:127.0.0.1', '::ffff:7f00:1', '::127.0.0.1'],
  ...['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fdab::1', '100.64.0.1'],
  ...['169.254.169.254', 'fe80::1', 'fe80::1%eth0', 'fec0::1', '224.0.0.1', 'ff02::1', '255.255.255.255'],
  ...[
    '198.18.0.1',
    '240.0.0.1',
    '2001:db8::1',
    '2002:7f00:1::',
    '2001::1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::7f00:1',
  ],
  ...['', 'localhost', '1.2.3.4.5', 'http://1.1.1.1'],
];

test.each(OUTSIDE)('%s is an address of the internet', (address) => {
  expect(isOutside(address)).toBe(true);
});

test.each(INSIDE)('%s is none', (address) => {
  expect(isOutside(address)).toBe(false);
});

describe('what a URL leads to', () => {
  test.each([
    ...[
      'http://127.0.0.1:80/',
      'http://2130706433/',
      'http://0x7f.1/',
      'http://017700000001/',
      'http://[::1]/',
    ],
    ...['http://[::ffff:127.0.0.1]/', 'http://localhost/', 'http://LOCALHOST./', 'http://a.localhost/'],
  ])('%s: this computer', async (url) => {
    expect(await leadsOutside(new URL(url))).toBe(false);
  });

  test('a name with an address of each kind: not outside', async () => {
    const both = [
      { address: '1.1.1.1', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ];
    vi.spyOn(dns.promises, 'lookup').mockResolvedValue(both as never);
    expect(await leadsOutside(new URL('http://mixed.example/'))).toBe(false);
  });

  test('a name that only a proxy may know: not known to be inside', async () => {
    vi.spyOn(dns.promises, 'lookup').mockRejectedValue(new Error('ENOTFOUND'));
    expect(await leadsOutside(new URL('http://shop.example/'))).toBe(true);
  });
});

describe('a lookup for a connection', () => {
  const lookUp = (all: boolean) =>
    new Promise<unknown>((resolve) =>
      lookupOutside('shop.example', { all }, (error, found, family) => resolve(error ?? [found, family])),
    );
  /** What the system answers, as it does for each form of the question. */
  function answer(...addresses: readonly string[]): void {
    vi.spyOn(dns, 'lookup').mockImplementation(((
      _host: string,
      { all }: dns.LookupOptions,
      done: (error: null, found: unknown, family?: number) => void,
    ) => {
      if (all === true)
        done(
          null,
          addresses.map((address) => ({ address, family: 4 })),
        );
      else done(null, addresses[0], 4);
    }) as typeof dns.lookup);
  }

  test('leaves out what is inside', async () => {
    answer('10.0.0.1', '1.1.1.1');
    expect(await lookUp(true)).toEqual([[{ address: '1.1.1.1', family: 4 }], undefined]);
  });

  test.each([true, false])('finds nothing where all is inside (all: %s)', async (all) => {
    answer('127.0.0.1');
    expect(await lookUp(all)).toBeInstanceOf(InsideError);
  });

  test('of one address', async () => {
    answer('1.1.1.1');
    expect(await lookUp(false)).toEqual(['1.1.1.1', 4]);
  });
});
