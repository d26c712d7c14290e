import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  checkBody,
  checkSignature,
  readTarget,
  type SignatureRefusal,
} from '../../../../server/routes/pusher/request-signature.ts';
import { makeApp, signedTarget } from './harness.ts';

const app = makeApp();
const NOW_S = 1_800_000_000;

function check(method: string, target: string, nowS = NOW_S): SignatureRefusal | 'ambiguous' | null {
  const read = readTarget(target);
  return read === null ? 'ambiguous' : checkSignature(app, { method, ...read }, nowS * 1_000);
}

/** Signed now, with parameters of one's own. */
const target = (query: Record<string, string> = {}, path = '/channels') =>
  signedTarget('GET', path, { query, timestamp: NOW_S });

/** After signing. */
function altered(name: string, value: string | null): string {
  const url = new URL(target({ info: 'user_count' }), 'http://x');
  if (value === null) url.searchParams.delete(name);
  else url.searchParams.set(name, value);
  return url.pathname + url.search;
}

test("the documentation's worked example is accepted", () => {
  const example = { key: '278d425bdf160c739803', secret: '7ad3773142a6692b25b8' };
  const url =
    '/apps/3/events?auth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0' +
    '&body_md5=ec365a775a4cd0599faeb73354201b6f' +
    '&auth_signature=da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c';
  const read = readTarget(url);
  expect(read).not.toBeNull();
  if (read === null) return;
  expect(checkSignature(example, { method: 'POST', ...read }, 1_353_088_179_000)).toBeNull();
  const body = '{"name":"foo","channels":["project-3"],"data":"{\\"some\\":\\"data\\"}"}';
  expect(checkBody(read.query, Buffer.from(body))).toBeNull();
});

describe('a request is believed', () => {
  test.each([
    ['with no parameters of its own', target()],
    ['with parameters that sort before and after those of the signature', target({ a: '1', zz: '2' })],
    [
      'with an escaped value, signed as it is meant',
      target({ filter_by_prefix: 'presence-', info: 'a,b c' }),
    ],
    ['with an empty value', target({ info: '' })],
  ])('%s', (_what, url) => {
    expect(check('GET', url)).toBeNull();
  });

  test.each([
    ['600 s ago', NOW_S + 600, null],
    ['601 s ago', NOW_S + 601, 'wrong_timestamp'],
    ['600 s ahead', NOW_S - 600, null],
    ['601 s ahead', NOW_S - 601, 'wrong_timestamp'],
  ])('signed %s: %s → %s', (_what, nowS, expected) => {
    expect(check('GET', target(), nowS)).toBe(expected);
  });

  test('again within these 600 s: the protocol has no nonce', () => {
    const once = target();
    expect([check('GET', once, NOW_S + 1), check('GET', once, NOW_S + 599)]).toEqual([null, null]);
  });

  test('with a path that the HTTP library escaped after it was signed', () => {
    const plain = signedTarget('GET', '/users/é ü@x', { timestamp: NOW_S });
    expect(check('GET', plain.replace('é ü@x', '%C3%A9%20%C3%BC@x'))).toBeNull();
  });
});

describe('a request is not believed', () => {
  test.each<[string, string, SignatureRefusal | 'ambiguous']>([
    ['without a key', altered('auth_key', null), 'wrong_key'],
    ['with an empty key', altered('auth_key', ''), 'wrong_key'],
    ['with the key of another app', target({ auth_key: 'other-key' }), 'wrong_key'],
    ['with a key that begins like it', target({ auth_key: 'app-ke' }), 'wrong_key'],
    ['without a version', altered('auth_version', null), 'wrong_version'],
    ['with another version', target({ auth_version: '1' }), 'wrong_version'],
    ['without a timestamp', altered('auth_timestamp', null), 'wrong_timestamp'],
    ['with a timestamp in milliseconds', target({ auth_timestamp: `${NOW_S}000` }), 'wrong_timestamp'],
    ['with a timestamp that is no number', target({ auth_timestamp: 'now' }), 'wrong_timestamp'],
    ['with a timestamp in another notation', target({ auth_timestamp: '1.8e9' }), 'wrong_timestamp'],
    ['with an endless timestamp', target({ auth_timestamp: 'Infinity' }), 'wrong_timestamp'],
    ['without a signature', altered('auth_signature', null), 'wrong_signature'],
    ['with an empty signature', altered('auth_signature', ''), 'wrong_signature'],
    ['with the signature of something else', altered('auth_signature', 'a'.repeat(64)), 'wrong_signature'],
    ['with a parameter added', altered('filter_by_prefix', 'x'), 'wrong_signature'],
    ['with a parameter changed', altered('info', 'cache'), 'wrong_signature'],
    ['with a parameter removed', altered('info', null), 'wrong_signature'],
    ['with another timestamp', altered('auth_timestamp', `${NOW_S + 1}`), 'wrong_signature'],
    ['for another path', target().replace('/channels?', '/channels/a?'), 'wrong_signature'],
    ['for another app', target().replace('/1001/', '/1002/'), 'wrong_signature'],
    ['with a parameter twice', `${target({ info: 'a' })}&info=a`, 'ambiguous'],
    ['with a signature twice', `${target()}&auth_signature=x`, 'ambiguous'],
    ['with a parameter hidden in a value', target({ info: 'a&name=b' }), 'ambiguous'],
    ['with a parameter hidden in a name', target({ 'info=a': 'b' }), 'ambiguous'],
    ['with no query', '/apps/1001/channels', 'wrong_key'],
  ])('%s', (_what, url, expected) => {
    expect(check('GET', url)).toBe(expected);
  });

  test('with another method', () => {
    expect(check('POST', target())).toBe('wrong_signature');
  });

  test('with the right signature in capitals', () => {
    const signature = new URL(target(), 'http://x').searchParams.get('auth_signature') ?? '';
    expect(check('GET', altered('auth_signature', signature.toUpperCase()))).toBe('wrong_signature');
  });

  test('with an escaped slash in place of one that was signed', () => {
    expect(check('GET', target({}, '/channels/a').replace('channels/a', 'channels%2Fa'))).toBe(
      'wrong_signature',
    );
  });

  test('with an escaped line break in the path, which would move the border to the query', () => {
    const query = `auth_key=app-key&auth_timestamp=${NOW_S}&auth_version=1.0`;
    const signature = createHmac('sha256', app.secret).update(`GET\n/apps/1001/a\nb\n${query}`).digest('hex');
    expect(check('GET', `/apps/1001/a%0Ab?${query}&auth_signature=${signature}`)).toBe('wrong_signature');
  });

  test('with a path that cannot be decoded', () => {
    expect(check('GET', target().replace('/channels?', '/channels/%ff?'))).toBe('wrong_signature');
  });
});

describe('the digest of a body', () => {
  const digestOf = (text: string) =>
    readTarget(signedTarget('POST', '/events', { body: text }))?.query ?? new Map<string, string>();

  test.each<[string, ReadonlyMap<string, string>, Uint8Array, SignatureRefusal | null]>([
    ['fits', digestOf('{"a":1}'), Buffer.from('{"a":1}'), null],
    ['is over the bytes, not their meaning', digestOf('{"a":1}'), Buffer.from('{"a": 1}'), 'wrong_body'],
    ['may be missing with an empty body', new Map(), Buffer.alloc(0), null],
    ['must not be missing otherwise', new Map(), Buffer.from('{}'), 'wrong_body'],
    [
      'of nothing fits an empty body',
      new Map([['body_md5', 'd41d8cd98f00b204e9800998ecf8427e']]),
      Buffer.alloc(0),
      null,
    ],
    ['of something does not fit an empty body', digestOf('{}'), Buffer.alloc(0), 'wrong_body'],
    ['cannot be empty', new Map([['body_md5', '']]), Buffer.from('{}'), 'wrong_body'],
  ])('%s', (_what, query, body, expected) => {
    expect(checkBody(query, body)).toBe(expected);
  });
});
