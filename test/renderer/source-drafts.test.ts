import { describe, expect, it } from 'vitest';
import type { BelfrySource, ChannelsSource, LaravelSource, SourceSecrets } from '#app/source-definition';
import {
  type BelfryDraft,
  belfryDraft,
  newBelfry,
  readBelfry,
  wayOf,
} from '../../renderer/sources/form/belfry-draft.ts';
import {
  type ChannelsDraft,
  channelsDraft,
  newChannels,
  readChannels,
} from '../../renderer/sources/form/channels-draft.ts';
import {
  type Base,
  NOTHING_STORED,
  type Problems,
  type Reading,
  type Stored,
} from '../../renderer/sources/form/draft.ts';
import { newEndpoint } from '../../renderer/sources/form/endpoint.ts';
import {
  type LaravelDraft,
  laravelDraft,
  laravelStored,
  newLaravel,
  readLaravel,
} from '../../renderer/sources/form/laravel-draft.ts';
import { headerDrafts, isLeft } from '../../renderer/sources/form/secrets.ts';

const BASE: Base = { id: 's-1', name: '', colour: 'teal', enabled: true };
const STORED: Stored = {
  token: true,
  headers: ['X-Tenant'],
  origins: ['https://shop.example', 'https://app.example'],
};

const problemsOf = (reading: Reading): Problems => (reading.ok ? {} : reading.problems);
const definitionOf = (reading: Reading) => (reading.ok ? reading.definition : null);
const secretsOf = (reading: Reading) => (reading.ok ? reading.secrets : null);

describe('a Laravel app', () => {
  const least: LaravelDraft = {
    ...newLaravel(BASE),
    url: ' https://shop.example/ ',
    key: 'shop-key',
    user: '7',
    token: '1|abc',
  };
  const read = (draft: LaravelDraft, stored = NOTHING_STORED) => readLaravel(draft, stored);

  it('needs its address, key, user and token; all else is guessed as Reverb sets itself up', () => {
    expect(problemsOf(read(newLaravel(BASE)))).toEqual({
      url: 'url_missing',
      key: 'key_missing',
      user: 'user_missing',
      token: 'token_needed',
    });
    expect(read(least)).toEqual({
      ok: true,
      definition: {
        ...{ id: 's-1', name: 'shop.example', colour: 'teal', enabled: true, kind: 'laravel' },
        url: 'https://shop.example/',
        key: 'shop-key',
        endpoint: { host: 'shop.example', port: 443, tls: true },
        auth: '/broadcasting/auth',
        prefix: '/api/notifications',
        channel: 'private-App.Models.User.7',
        people: null,
        templates: [],
      },
      secrets: { token: '1|abc', headers: {} },
    });
    expect(definitionOf(read({ ...least, url: 'http://localhost:8000' }))).toMatchObject({
      name: 'localhost',
      endpoint: { host: 'localhost', port: 8080, tls: false },
    });
  });

  it('takes rare settings as they are commonly written', () => {
    const rare = {
      ...least,
      name: ' Shop ',
      auth: 'https://auth.example/sign',
      prefix: 'v2/inbox/',
      people: 'online',
      replies: ' api/replies\n/poll/ /poll/ ',
      endpoint: { ...newEndpoint('pusher'), cluster: ' EU ' },
    };
    expect(definitionOf(read(rare))).toMatchObject({
      name: 'Shop',
      auth: 'https://auth.example/sign',
      prefix: '/v2/inbox',
      people: 'presence-online',
      replies: ['/api/replies', '/poll/'],
      endpoint: { cluster: 'eu' },
    });
    expect(definitionOf(read({ ...least, auth: 'broadcasting/auth' }))).toMatchObject({
      auth: '/broadcasting/auth',
    });
  });

  it.each<[Partial<LaravelDraft>, Problems]>([
    [{ url: 'shop.example' }, { url: 'url_invalid' }],
    [{ url: 'https://' }, { url: 'url_invalid' }],
    [{ key: 'a key' }, { key: 'key_invalid' }],
    [{ user: 'a user' }, { user: 'user_invalid' }],
    [{ auth: '/sign in' }, { auth: 'path_invalid' }],
    [{ auth: 'https://' }, { auth: 'url_invalid' }],
    [{ prefix: '/api?x' }, { prefix: 'path_invalid' }],
    [{ replies: '/ok https://x.example/a' }, { replies: 'path_invalid' }],
    [{ replies: Array.from({ length: 21 }, (_, n) => `/${n}`).join(' ') }, { replies: 'replies_many' }],
    [{ people: 'who is it' }, { people: 'people_invalid' }],
    [{ token: 'x'.repeat(4_001) }, { token: 'too_long' }],
    [{ token: 'two words' }, { token: 'token_invalid' }],
  ])('says what is wrong: %j', (wrong, problems) => {
    expect(problemsOf(read({ ...least, ...wrong }))).toEqual(problems);
  });

  it('keeps the token that there is, replaces it, or drops it for a header', () => {
    const draft = { ...least, token: '' };
    expect(secretsOf(read(draft, STORED))).toEqual({ headers: { 'X-Tenant': null } });
    expect(secretsOf(read({ ...draft, token: ' new ' }, STORED))).toMatchObject({ token: 'new' });
    const dropped = { ...draft, dropToken: true };
    expect(problemsOf(read(dropped, STORED))).toEqual({ token: 'token_needed' });
    const headers = headerDrafts(['X-Tenant']);
    expect(secretsOf(read({ ...dropped, headers }, STORED))).toEqual({ token: null, headers: {} });
  });

  it('asks for token and headers again, once it moves to a server that they were not given for', () => {
    const draft = { ...least, token: '', headers: headerDrafts(['X-Tenant']) };
    const moved = { ...draft, url: 'https://other.example' };
    expect(problemsOf(read(draft, STORED))).toEqual({});
    expect(problemsOf(read({ ...draft, url: 'https://shop.example/path' }, STORED))).toEqual({});
    expect(problemsOf(read({ ...draft, auth: 'https://app.example/sign' }, STORED))).toEqual({});
    expect(problemsOf(read(moved, STORED))).toEqual({ 'header.0': 'header_value' });
    expect(problemsOf(read({ ...moved, headers: [] }, STORED))).toEqual({ token: 'token_needed' });
    const elsewhere = { ...draft, auth: 'https://other.example/sign' };
    expect(problemsOf(read(elsewhere, STORED))).toEqual({ 'header.0': 'header_value' });
    expect(laravelStored(elsewhere, STORED)).toEqual(NOTHING_STORED);
    expect(isLeft(STORED, laravelStored(moved, STORED))).toBe(true);
    expect(isLeft(STORED, laravelStored(draft, STORED))).toBe(false);
    expect(isLeft(NOTHING_STORED, laravelStored(moved, NOTHING_STORED))).toBe(false);
    const [row] = draft.headers;
    const again = { ...moved, token: '2|new', headers: row === undefined ? [] : [{ ...row, value: 'two' }] };
    expect(secretsOf(read(again, STORED))).toEqual({ token: '2|new', headers: { 'X-Tenant': 'two' } });
  });

  it('comes back from its definition as it went in', () => {
    const source: LaravelSource = {
      ...{ id: 's-1', name: 'Shop', colour: 'red', enabled: false, kind: 'laravel' },
      url: 'https://shop.example',
      key: 'k',
      endpoint: { host: 'ws.shop.example', port: 6001, tls: false, path: '/sockets' },
      auth: '/auth',
      prefix: '/notifications',
      channel: 'private-users.7',
      people: 'presence-online',
      templates: [{ event: 'comment', title: '{{text}}' }],
    };
    expect(definitionOf(read(laravelDraft(source, STORED), STORED))).toEqual(source);
    const fallback = definitionOf(read(least)) as LaravelSource;
    expect(laravelDraft(fallback, NOTHING_STORED)).toMatchObject({ user: '7', auth: '', prefix: '' });
    expect(definitionOf(read(laravelDraft(fallback, STORED), STORED))).toEqual(fallback);
  });
});

describe('channels', () => {
  const least: ChannelsDraft = {
    ...newChannels(BASE),
    key: 'app-key',
    endpoint: { ...newEndpoint('pusher'), cluster: 'eu' },
    channels: 'orders\n\n  invoices orders',
  };
  const read = (draft: ChannelsDraft, stored = NOTHING_STORED) => readChannels(draft, stored);

  it('need a key, sockets and a channel', () => {
    expect(problemsOf(read(newChannels(BASE)))).toEqual({
      key: 'key_missing',
      channels: 'channels_missing',
      cluster: 'cluster_missing',
    });
    expect(read(least)).toEqual({
      ok: true,
      definition: {
        ...{ id: 's-1', name: 'Pusher eu', colour: 'teal', enabled: true, kind: 'channels' },
        key: 'app-key',
        endpoint: { cluster: 'eu' },
        auth: null,
        channels: ['orders', 'invoices'],
        templates: [],
      },
      secrets: { headers: {} },
    });
  });

  it.each(['private-a', 'presence-a', 'private-encrypted-a'])('need somebody who signs %s', (name) => {
    const draft = { ...least, channels: `orders\n${name}` };
    expect(problemsOf(read(draft))).toEqual({ auth: 'auth_missing' });
    expect(problemsOf(read({ ...draft, auth: '/auth' }))).toEqual({ auth: 'url_invalid' });
    expect(definitionOf(read({ ...draft, auth: 'https://app.example/auth' }))).toMatchObject({
      auth: 'https://app.example/auth',
      channels: ['orders', name],
    });
  });

  it.each<[Partial<ChannelsDraft>, Problems]>([
    [{ channels: 'orders\n#general' }, { channels: 'channels_invalid' }],
    [{ channels: Array.from({ length: 51 }, (_, n) => `c${n}`).join('\n') }, { channels: 'channels_many' }],
    [{ endpoint: { ...newEndpoint('pusher'), cluster: 'eu west' } }, { cluster: 'cluster_invalid' }],
    [{ endpoint: newEndpoint('own') }, { host: 'host_missing' }],
  ])('say what is wrong: %j', (wrong, problems) => {
    expect(problemsOf(read({ ...least, ...wrong }))).toEqual(problems);
  });

  it('come back from their definition as they went in', () => {
    const source: ChannelsSource = {
      ...{ id: 's-1', name: 'Shop', colour: 'red', enabled: true, kind: 'channels' },
      key: 'k',
      endpoint: { host: 'ws.example', port: 443, tls: true },
      auth: 'https://app.example/auth',
      channels: ['orders', 'private-team.4'],
      templates: [{ event: 'order.shipped', title: 'Order {{number}} shipped' }],
    };
    expect(definitionOf(read(channelsDraft(source, STORED), STORED))).toEqual(source);
  });
});

describe('a team server', () => {
  const source: BelfrySource = {
    ...{ id: 's-1', name: 'Team', colour: 'blue', enabled: true, kind: 'belfry' },
    url: 'https://team.example',
  };
  const fresh = (change: Partial<BelfryDraft> = {}): BelfryDraft => ({
    ...newBelfry(BASE, null),
    url: 'https://team.example',
    ...change,
  });

  it('is filled in by a link', () => {
    const enroll = { server: 'https://team.example', code: 'abc' };
    expect(readBelfry(newBelfry(BASE, enroll))).toEqual({
      ok: true,
      definition: { ...BASE, name: 'team.example', kind: 'belfry', url: 'https://team.example' },
      secrets: { code: 'abc' },
    });
  });

  it.each<[Partial<BelfryDraft>, SourceSecrets]>([
    [{ code: ' abc ' }, { code: 'abc' }],
    [
      { way: 'password', email: ' ana@team.example ', password: ' s ' },
      { password: { email: 'ana@team.example', password: ' s ' } },
    ],
    [{ way: 'token', token: ' 1|t ', code: 'not this' }, { token: '1|t' }],
  ])('is signed in to by %j', (entry, secrets) => {
    expect(secretsOf(readBelfry(fresh(entry)))).toEqual(secrets);
  });

  it.each<[Partial<BelfryDraft>, Problems]>([
    [{ url: '' }, { url: 'url_missing', code: 'code_missing' }],
    [{ way: 'password' }, { email: 'email_missing', password: 'password_missing' }],
    [{ way: 'password', email: 'ana', password: 'x' }, { email: 'email_invalid' }],
    [{ way: 'password', email: 'a@b', password: 'x'.repeat(1_001) }, { password: 'too_long' }],
    [{ way: 'token' }, { token: 'token_missing' }],
    [{ code: 'x'.repeat(201) }, { code: 'too_long' }],
  ])('says what is wrong: %j', (wrong, problems) => {
    expect(problemsOf(readBelfry(fresh(wrong)))).toEqual(problems);
  });

  it('stays signed in while it is the same server, and signs in again when asked or moved', () => {
    const draft = belfryDraft(source, false);
    expect(readBelfry({ ...draft, name: 'Renamed' })).toEqual({
      ok: true,
      definition: { ...source, name: 'Renamed' },
      secrets: {},
    });
    expect(problemsOf(readBelfry({ ...draft, url: 'https://other.example' }))).toEqual({
      code: 'code_missing',
    });
    expect(wayOf(belfryDraft(source, true))).toBe('code');
  });
});
