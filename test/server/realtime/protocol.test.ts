import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  channelKind,
  checkTarget,
  ERRORS,
  type ErrorName,
  established,
  eventFrame,
  parseMessage,
  REFUSALS,
  subscriptionError,
} from '../../../server/realtime/protocol.ts';

describe('request target', () => {
  it.each([
    ['/app/key?protocol=7&client=js&version=8.6.0', null],
    ['/app/key?protocol=5', null],
    ['/app/key?protocol=6', null],
    ['/app/other?protocol=7', 'unknown_app'],
    ['/app/%?protocol=7', 'unknown_app'],
    ['/app/key', 'missing_version'],
    ['/app/key?protocol=', 'missing_version'],
    ['/app/key?client=js', 'missing_version'],
    ['/app/key?protocol=seven', 'malformed_version'],
    ['/app/key?protocol=7.1', 'malformed_version'],
    ['/app/key?protocol=4', 'unsupported_version'],
    ['/app/key?protocol=8', 'unsupported_version'],
    ['/app/?protocol=7', 'unknown_path'],
    ['/app/key/more?protocol=7', 'unknown_path'],
    ['/?protocol=7', 'unknown_path'],
    ['//', 'unknown_path'],
    ['', 'unknown_path'],
  ] as const)('%s → %s', (url, expected) => {
    expect(checkTarget(url, 'key')).toBe(expected);
  });

  it('finds a key that needs escaping, escaped or not', () => {
    expect(checkTarget('/app/a%3Ab?protocol=7', 'a:b')).toBeNull();
    expect(checkTarget('/app/a:b?protocol=7', 'a:b')).toBeNull();
  });
});

describe('channel names', () => {
  it.each([
    ['orders', 'public'],
    ['aZ09_-=@,.;', 'public'],
    ['privately', 'public'],
    ['presences', 'public'],
    ['x'.repeat(200), 'public'],
    ['private-App.Models.User.1', 'private'],
    ['presence-room', 'not_supported'],
    ['presence-cache-room', 'not_supported'],
    ['cache-news', 'not_supported'],
    ['private-cache-news', 'not_supported'],
    ['private-encrypted-news', 'not_supported'],
    ['private-encrypted-cache-news', 'not_supported'],
    ['', 'invalid'],
    ['x'.repeat(201), 'invalid'],
    ['a b', 'invalid'],
    ['a#c', 'invalid'],
    ['a\n', 'invalid'],
    ['ünï', 'invalid'],
    ['#server-to-user-1', 'invalid'],
    ['private-a:b', 'invalid'],
  ] as const)('%s is %s', (name, kind) => {
    expect(channelKind(name)).toBe(kind);
  });
});

const refused = (error: ErrorName) => ({ kind: 'refused', error });

describe('messages of a client', () => {
  it.each([
    ['{"event":"pusher:ping","data":{}}', { kind: 'ping' }],
    ['{"event":"pusher:ping"}', { kind: 'ping' }],
    ['{"event":"pusher:pong","data":"{}"}', { kind: 'pong' }],
    [
      '{"event":"pusher:subscribe","data":{"channel":"c"}}',
      { kind: 'subscribe', channel: 'c', auth: '', channelData: '' },
    ],
    [
      '{"event":"pusher:subscribe","data":{"channel":"c","auth":null,"channel_data":""}}',
      { kind: 'subscribe', channel: 'c', auth: '', channelData: '' },
    ],
    [
      '{"event":"pusher:subscribe","data":{"channel":"c","auth":"k:s","channel_data":"{}"}}',
      { kind: 'subscribe', channel: 'c', auth: 'k:s', channelData: '{}' },
    ],
    ['{"event":"pusher:subscribe"}', refused('malformed_message')],
    ['{"event":"pusher:subscribe","data":null}', refused('malformed_message')],
    ['{"event":"pusher:subscribe","data":{"channel":7}}', refused('malformed_message')],
    ['{"event":"pusher:subscribe","data":{"channel":"c","auth":7}}', refused('malformed_message')],
    ['{"event":"pusher:subscribe","data":{"channel":"c","channel_data":{}}}', refused('malformed_message')],
    ['{"event":"pusher:unsubscribe","data":{"channel":"c"}}', { kind: 'unsubscribe', channel: 'c' }],
    ['{"event":"pusher:unsubscribe","data":{}}', refused('malformed_message')],
    ['{"event":"client-typing","channel":"private-c","data":{}}', { kind: 'client_event' }],
    ['{"event":"pusher:signin","data":{}}', refused('unsupported_event')],
    ['{"event":"pusher_internal:subscription_succeeded"}', refused('unsupported_event')],
    ['{"event":"anything"}', refused('unsupported_event')],
    [`{"event":"${'x'.repeat(201)}"}`, refused('malformed_message')],
    ['{"event":7}', refused('malformed_message')],
    ['{}', refused('malformed_message')],
    ['[]', refused('malformed_message')],
    ['null', refused('malformed_message')],
    ['"pusher:ping"', refused('malformed_message')],
    ['{"event":', refused('malformed_message')],
    ['', refused('malformed_message')],
    ['['.repeat(10_000), refused('malformed_message')],
  ])('%.80s', (text, expected) => {
    expect(parseMessage(text)).toEqual(expected);
  });

  it('never throws, whatever the text', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc.record({ event: fc.anything(), data: fc.anything() }).map((frame) => JSON.stringify(frame) ?? ''),
      fc
        .record({
          event: fc.constantFrom('pusher:subscribe', 'pusher:unsubscribe', 'client-x'),
          data: fc.jsonValue(),
        })
        .map((frame) => JSON.stringify(frame)),
    );
    fc.assert(
      fc.property(anything, (text) => {
        expect(parseMessage(text).kind).toMatch(/^(ping|pong|client_event|subscribe|unsubscribe|refused)$/);
      }),
    );
  });
});

describe('frames of the server', () => {
  it('welcomes with data as a string, and an activity timeout, without which pusher-js throws', () => {
    const frame = JSON.parse(established('1.2'));
    expect(frame.event).toBe('pusher:connection_established');
    expect(JSON.parse(frame.data)).toEqual({ socket_id: '1.2', activity_timeout: 30 });
  });

  it('carries the data of an event as a string', () => {
    expect(JSON.parse(eventFrame('c', 'e', '{"a":1}'))).toEqual({
      event: 'e',
      channel: 'c',
      data: '{"a":1}',
    });
  });

  it('names the channel in a refusal', () => {
    expect(JSON.parse(subscriptionError('private-c', 'unsigned'))).toEqual({
      event: 'pusher:subscription_error',
      channel: 'private-c',
      data: { type: 'AuthError', error: REFUSALS.unsigned.error, status: 401 },
    });
  });

  it('has reasons that fit a close frame', () => {
    for (const { message } of Object.values(ERRORS)) {
      expect(Buffer.byteLength(message)).toBeLessThanOrEqual(123);
    }
  });
});
