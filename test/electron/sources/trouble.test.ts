import { expect, test } from 'vitest';
import type { SourceTrouble } from '#app/source-view';
import { troubleOf, troubleOfClose, troubleOfStatus } from '../../../electron/sources/trouble.ts';

test.each<[number, SourceTrouble]>([
  [302, 'bad_answer'],
  [400, 'bad_answer'],
  [401, 'signed_out'],
  [403, 'forbidden'],
  [404, 'not_found'],
  [407, 'proxy_refused'],
  [419, 'signed_out'],
  [429, 'rate_limited'],
  [500, 'server_error'],
  [503, 'server_error'],
])('status %i is %s', (status, trouble) => {
  expect(troubleOfStatus(status)).toBe(trouble);
});

test.each<[string, SourceTrouble, string]>([
  ['Origin not allowed', 'origin_refused', 'origin_refused'],
  ['Pages of this origin may not connect.', 'origin_refused', 'origin_refused'],
  ['Connection is unauthorized', 'signed_out', 'not_authorised'],
  ['Connection not authorized within timeout', 'signed_out', 'not_authorised'],
  ['The original session is over', 'signed_out', 'session_ended'],
  ['', 'signed_out', 'session_ended'],
])('4009 with “%s” is %s', (said, trouble, code) => {
  expect(troubleOfClose(4009, said)).toMatchObject({ trouble, detail: { code } });
});

const withCode = (code: string) => Object.assign(new Error('words'), { code });

test.each<[unknown, SourceTrouble]>([
  [withCode('ENOTFOUND'), 'name_unknown'],
  [withCode('EAI_AGAIN'), 'name_unknown'],
  [withCode('ECONNREFUSED'), 'connection_refused'],
  [withCode('ETIMEDOUT'), 'timeout'],
  [withCode('ECONNRESET'), 'unreachable'],
  [withCode('ENETUNREACH'), 'unreachable'],
  [withCode('DEPTH_ZERO_SELF_SIGNED_CERT'), 'tls_untrusted'],
  [withCode('SELF_SIGNED_CERT_IN_CHAIN'), 'tls_untrusted'],
  [withCode('UNABLE_TO_GET_ISSUER_CERT_LOCALLY'), 'tls_untrusted'],
  [withCode('CERT_HAS_EXPIRED'), 'tls_untrusted'],
  [withCode('ERR_TLS_CERT_ALTNAME_INVALID'), 'tls_untrusted'],
  [new Error('net::ERR_NAME_NOT_RESOLVED'), 'name_unknown'],
  [new Error('net::ERR_CONNECTION_REFUSED'), 'connection_refused'],
  [new Error('net::ERR_CONNECTION_TIMED_OUT'), 'timeout'],
  [new Error('net::ERR_INTERNET_DISCONNECTED'), 'unreachable'],
  [new Error('net::ERR_CERT_AUTHORITY_INVALID'), 'tls_untrusted'],
  [new Error('net::ERR_CERT_DATE_INVALID'), 'tls_untrusted'],
  [new Error('net::ERR_SSL_PROTOCOL_ERROR'), 'bad_answer'],
  [new Error('net::ERR_PROXY_AUTH_UNSUPPORTED'), 'proxy_refused'],
  [new Error('net::ERR_TUNNEL_CONNECTION_FAILED'), 'proxy_refused'],
  [new Error('Error during WebSocket handshake: Unexpected response code: 404'), 'not_found'],
  [new Error('Error during WebSocket handshake: Unexpected response code: 503'), 'server_error'],
  [new DOMException('gone', 'TimeoutError'), 'timeout'],
  [new Error('Opening handshake has timed out'), 'timeout'],
  ['words', 'unreachable'],
  [null, 'unreachable'],
])('%s is %s', (error, trouble) => {
  expect(troubleOf(error)).toMatchObject({ trouble });
});

test('what an error quotes stays out of the words about it', () => {
  const error = Object.assign(new Error('getaddrinfo ENOTFOUND host with TOKEN abc|s3cret'), {
    code: 'ENOTFOUND',
  });
  expect(troubleOf(error)).toMatchObject({
    message: 'name unknown (ENOTFOUND)',
    detail: { code: 'name_unknown', params: {}, said: 'ENOTFOUND' },
  });
});
