import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PusherEndpoint } from '#app/source-definition';
import {
  channelsIn,
  peopleChannel,
  shownKind,
  userChannel,
  userOf,
} from '../../renderer/sources/form/channel-names.ts';
import { endpointDraft, guessFrom, newEndpoint, readEndpoint } from '../../renderer/sources/form/endpoint.ts';
import {
  addHeader,
  type HeaderDraft,
  headerDrafts,
  readHeaders,
} from '../../renderer/sources/form/secrets.ts';
import { freeColour } from '../../renderer/ui/colours.ts';

describe('sockets', () => {
  it.each<[string, ReturnType<typeof guessFrom>]>([
    ['https://shop.example:8443/app', { host: 'shop.example', tls: true }],
    ['http://127.0.0.1:8000', { host: '127.0.0.1', tls: false }],
    ['http://[::1]:8000', { host: '[::1]', tls: false }],
    ['', { host: '', tls: true }],
    ['mailto:a', { host: '', tls: true }],
  ])('are guessed from %s', (url, guess) => {
    expect(guessFrom(url)).toEqual(guess);
  });

  const guess = { host: 'shop.example', tls: true };
  const own = newEndpoint('own');

  it('follow the guess until the user changes them', () => {
    expect(readEndpoint({ ...own, tls: false }, guess)).toMatchObject({
      endpoint: { host: 'shop.example', port: 8080, tls: false },
    });
    expect(readEndpoint({ ...own, host: 'ws', port: '6001', path: 'sockets' }, guess)).toEqual({
      ok: true,
      endpoint: { host: 'ws', port: 6001, tls: true, path: '/sockets' },
    });
  });

  it.each(['ws.example', '10.0.0.1', '[::1]', '::1', 'fe80::1'])('may be at %s', (host) => {
    expect(readEndpoint({ ...own, host }, guess)).toMatchObject({ ok: true, endpoint: { host } });
  });
  it.each(['wss://ws.example', 'ws.example:6001', 'ws.example/app', 'a b', 'me@ws'])(
    'are not at %s',
    (host) => {
      expect(readEndpoint({ ...own, host }, guess)).toEqual({
        ok: false,
        problems: { host: 'host_invalid' },
      });
    },
  );
  it.each(['0', '65536', '80a', '-1', '8e3'])('have no port %s', (port) => {
    expect(readEndpoint({ ...own, port }, guess)).toEqual({ ok: false, problems: { port: 'port_invalid' } });
  });

  it('come back from their definition as they went in', () => {
    const endpoints = fc.oneof(
      fc.record({ cluster: fc.stringMatching(/^[a-z0-9-]{1,20}$/) }),
      fc.record(
        {
          host: fc.constantFrom('shop.example', 'ws.example'),
          port: fc.constantFrom(443, 8080, 6001),
          tls: fc.boolean(),
          path: fc.constantFrom('/sockets', '/a/b'),
        },
        { requiredKeys: ['host', 'port', 'tls'] },
      ),
    );
    fc.assert(
      fc.property(endpoints, fc.constantFrom(guess, { host: '', tls: false }), (endpoint, likely) => {
        expect(readEndpoint(endpointDraft(endpoint as PusherEndpoint, likely), likely)).toEqual({
          ok: true,
          endpoint,
        });
      }),
    );
  });
});

describe('headers', () => {
  const row = (key: number, name: string, value: string): HeaderDraft => ({
    key,
    name,
    value,
    stored: false,
  });

  it('stay, are replaced, go and come', () => {
    const [tenant, shop] = headerDrafts(['X-Tenant', 'X-Shop', 'X-Gone']) as [HeaderDraft, HeaderDraft];
    const rows = [tenant, { ...shop, value: 'two' }, row(7, ' X-New ', 'three'), row(8, ' ', '')];
    expect(readHeaders(rows, ['X-Tenant', 'X-Shop', 'X-Gone'])).toEqual({
      headers: { 'X-Gone': null, 'X-Shop': 'two', 'X-New': 'three' },
      count: 3,
      problems: {},
    });
  });

  it('have names, once each, and values', () => {
    const rows = [
      ...headerDrafts(['X-Tenant']),
      row(3, 'x-tenant', 'again'),
      row(4, 'not a name', 'v'),
      row(5, 'X-Empty', ''),
      row(6, '', 'nameless'),
      row(7, 'X-Smile', '😀'),
      row(8, 'X-Long', 'x'.repeat(4_001)),
    ];
    expect(readHeaders(rows, ['X-Tenant']).problems).toEqual({
      'header.3': 'header_twice',
      'header.4': 'header_name',
      'header.5': 'header_value',
      'header.6': 'header_name',
      'header.7': 'header_letters',
      'header.8': 'too_long',
    });
  });

  it('get separate keys', () => {
    const rows = addHeader(addHeader([])).slice(1);
    expect(addHeader(rows).map(({ key }) => key)).toEqual([1, 2]);
  });
});

describe('channels by name', () => {
  it.each([
    ['7', 'private-App.Models.User.7'],
    [' 9b1d-4c ', 'private-App.Models.User.9b1d-4c'],
    ['users.7', 'private-users.7'],
    ['App.Models.User.7', 'private-App.Models.User.7'],
    ['private-users.7', 'private-users.7'],
    ['presence-room', 'presence-room'],
  ])('of a user: %s', (text, channel) => {
    expect(userChannel(text)).toBe(channel);
    expect(userChannel(userOf(channel))).toBe(channel);
  });

  it('of people', () => {
    expect(peopleChannel(' ')).toBeNull();
    expect(peopleChannel('online')).toBe('presence-online');
    expect(peopleChannel('presence-online')).toBe('presence-online');
  });

  it('say what they are', () => {
    const names = ['orders', 'private-a', 'presence-a', 'private-encrypted-a', '#a', 'x'.repeat(201)];
    expect(names.map(shownKind)).toEqual([
      ...['public', 'private', 'presence', 'encrypted', 'invalid', 'invalid'],
    ]);
    expect(channelsIn(' a\tb\r\na ')).toEqual(['a', 'b']);
  });
});

describe('colours', () => {
  const colours = ['blue', 'teal', 'green'] as const;
  it('are those that nobody has, else those that few have', () => {
    expect(freeColour(colours, [])).toBe('blue');
    expect(freeColour(colours, ['blue', 'green'])).toBe('teal');
    expect(freeColour(colours, ['blue', 'green', 'teal', 'blue'])).toBe('teal');
  });
});
