import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../../server/realtime/messages.ts';
import type { ErrorName } from '../../../server/realtime/protocol.ts';

const refused = (error: ErrorName) => ({ kind: 'refused', error });
const subscription = { kind: 'subscribe', channel: 'c', auth: '', channelData: '' };

describe('messages of a client', () => {
  it.each([
    ['{"event":"pusher:ping","data":{}}', { kind: 'ping' }],
    ['{"event":"pusher:ping"}', { kind: 'ping' }],
    ['{"event":"pusher:pong","data":"{}"}', { kind: 'pong' }],
    ['{"event":"pusher:subscribe","data":{"channel":"c"}}', subscription],
    ['{"event":"pusher:subscribe","data":{"channel":"c","auth":null,"channel_data":""}}', subscription],
    [
      '{"event":"pusher:subscribe","data":{"channel":"c","auth":"k:s","channel_data":"{}"}}',
      { ...subscription, auth: 'k:s', channelData: '{}' },
    ],
    ['{"event":"pusher:subscribe"}', refused('malformed_message')],
    ['{"event":"pusher:subscribe","data":null}', refused('malformed_message')],
    ['{"event":"pusher:subscribe","data":{"channel":7}}', refused('malformed_message')],
    [
      '{"event":"pusher:subscribe","data":{"channel":"c","auth":7}}',
      { kind: 'refused_channel', channel: 'c' },
    ],
    [
      '{"event":"pusher:subscribe","data":{"channel":"c","channel_data":{}}}',
      { kind: 'refused_channel', channel: 'c' },
    ],
    ['{"event":"pusher:unsubscribe","data":{"channel":"c"}}', { kind: 'unsubscribe', channel: 'c' }],
    ['{"event":"pusher:unsubscribe","data":{}}', refused('malformed_message')],
    [
      '{"event":"client-a","channel":"private-c","data":{"b":1}}',
      { kind: 'client_event', channel: 'private-c', event: 'client-a', data: { b: 1 } },
    ],
    ['{"event":"client-a","data":{}}', refused('malformed_message')],
    [
      '{"event":"pusher:signin","data":{"auth":"k:s","user_data":"{}"}}',
      { kind: 'sign_in', auth: 'k:s', userData: '{}' },
    ],
    ['{"event":"pusher:signin","data":{"auth":"k:s"}}', refused('sign_in_not_text')],
    ['{"event":"pusher:signin","data":{"auth":"k:s","user_data":{}}}', refused('sign_in_not_text')],
    ['{"event":"pusher:signin"}', refused('sign_in_not_text')],
    ['{"event":"pusher_internal:subscription_succeeded"}', refused('unsupported_event')],
    ['{"event":"anything"}', refused('unsupported_event')],
    ['{"event":7}', refused('malformed_message')],
    ['{}', refused('malformed_message')],
    ['[]', refused('malformed_message')],
    ['null', refused('malformed_message')],
    ['"pusher:ping"', refused('malformed_message')],
    ['{"event":', refused('malformed_message')],
    ['', refused('malformed_message')],
    ['['.repeat(60_000), refused('malformed_message')],
  ])('%.80s', (text, expected) => {
    expect(parseMessage(text)).toEqual(expected);
  });

  it('never throw, whatever the text', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc.record({ event: fc.anything(), data: fc.anything() }).map((frame) => JSON.stringify(frame) ?? ''),
      fc
        .record({
          event: fc.constantFrom('pusher:subscribe', 'pusher:unsubscribe', 'pusher:signin', 'client-x'),
          channel: fc.jsonValue(),
          data: fc.jsonValue(),
        })
        .map((frame) => JSON.stringify(frame)),
    );
    fc.assert(
      fc.property(anything, (text) => {
        expect(parseMessage(text).kind).toMatch(
          /^(ping|pong|client_event|sign_in|subscribe|unsubscribe|refused)$/,
        );
      }),
    );
  });
});
