import { describe, expect, test } from 'vitest';
import type { ChannelsSource, LaravelSource, SourceDefinition } from '#app/source-definition';
import { merge, originsOf, secretsFor } from '../../../../electron/sources/vault/origins.ts';

const BASE = { id: 's-1', name: 'Shop', colour: 'blue', enabled: true } as const;
const ENDPOINT = { host: 'ws.example', port: 443, tls: true };
const laravel = (fields: Partial<LaravelSource> = {}): LaravelSource => ({
  ...{ ...BASE, kind: 'laravel', url: 'https://shop.example/app', key: 'k', endpoint: ENDPOINT },
  ...{ auth: '/broadcasting/auth', prefix: '/api/notifications', channel: 'private-users.7' },
  ...{ people: null, templates: [], ...fields },
});
const channels = (auth: string | null): ChannelsSource => ({
  ...{
    ...BASE,
    kind: 'channels',
    key: 'k',
    endpoint: ENDPOINT,
    auth,
    channels: ['private-a'],
    templates: [],
  },
});
const GIVEN = { token: '1|s3cret', headers: { 'X-Tenant': 'one' } };
const atShop = merge(laravel(), {}, GIVEN);

describe('the origins of a source are those that are shown what opens it', () => {
  test.each<[SourceDefinition, readonly string[]]>([
    [{ ...BASE, kind: 'belfry', url: 'https://TEAM.example:443/a/' }, ['https://team.example']],
    [laravel(), ['https://shop.example']],
    [laravel({ auth: 'http://shop.example/auth' }), ['https://shop.example', 'http://shop.example']],
    // As the address is put together of both.
    [
      laravel({ url: 'https://shop.example', auth: '@evil.example/auth' }),
      ['https://shop.example', 'https://evil.example'],
    ],
    [channels('https://app.example:8443/auth'), ['https://app.example:8443']],
    [channels(null), []],
  ])('%o', (definition, origins) => {
    expect(originsOf(definition)).toEqual(origins);
  });
});

describe('what was given for one server', () => {
  test.each<[string, Partial<LaravelSource>]>([
    ['path', { url: 'https://shop.example/other' }],
    ['path of the notifications', { prefix: '/v2' }],
    ['host of the sockets', { endpoint: { ...ENDPOINT, host: 'other.example' } }],
    ['auth address there, in full', { auth: 'https://shop.example/auth' }],
  ])('goes on with another %s', (_what, change) => {
    expect(secretsFor(laravel(change), atShop)).toEqual(atShop);
    expect(merge(laravel(change), atShop, {})).toEqual(atShop);
  });

  test.each<[string, Partial<LaravelSource>]>([
    ['host', { url: 'https://other.example/app' }],
    ['port', { url: 'https://shop.example:8443/app' }],
    ['scheme', { url: 'http://shop.example/app' }],
    ['host of the auth address alone', { auth: 'https://other.example/auth' }],
    ['address that is none', { url: 'https://[' }],
  ])('is not for another %s', (_what, change) => {
    expect(secretsFor(laravel(change), atShop)).toEqual({});
    const moved = merge(laravel(change), atShop, { headers: { 'X-Other': 'two' } });
    expect(moved).toEqual({ headers: { 'X-Other': 'two' }, origins: originsOf(laravel(change)) });
    // Nor does it come back by the way back.
    expect(secretsFor(laravel(), moved).token).toBeUndefined();
  });

  test('is good there, too, after a time at one of several that it was given for', () => {
    const both = laravel({ auth: 'https://auth.example/sign' });
    const kept = merge(both, {}, GIVEN);
    const narrowed = merge(laravel(), kept, { headers: { 'X-Tenant': null } });
    expect(narrowed).toEqual({ token: GIVEN.token, origins: kept.origins });
    expect(secretsFor(both, narrowed).token).toBe(GIVEN.token);
    // A new one was given for what the form had then.
    expect(secretsFor(both, merge(laravel(), kept, { token: 'new' }))).toEqual({});
  });

  test('is for nobody, if nobody noted for whom', () => {
    expect(secretsFor(laravel(), GIVEN)).toEqual({});
  });
});
