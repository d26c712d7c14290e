import { describe, expect, test } from 'vitest';
import { isOriginAllowed, isOriginPattern } from '../../../server/http/origins.ts';

describe('origins', () => {
  test.each<[pattern: string, origin: string, allowed: boolean]>([
    ['capacitor://localhost', 'capacitor://localhost', true],
    ['capacitor://localhost', 'https://localhost', false],
    ['tauri://localhost', 'tauri://localhost', true],
    ['localhost', 'tauri://localhost', true],
    ['chrome-extension://abcdefghijklmnop', 'chrome-extension://abcdefghijklmnop', true],
    ['chrome-extension://abcdefghijklmnop', 'chrome-extension://ponmlkjihgfedcba', false],
    ['https://app.example', 'https://app.example:443', true],
    ['https://app.example:443', 'https://app.example', true],
    ['app.example:443', 'https://app.example', true],
    ['app.example:443', 'http://app.example', false],
    ['app.example:80', 'http://app.example', true],
    ['https://app.example', 'https://app.example:8443', false],
    ['HTTPS://App.Example/', 'https://app.example', true],
    ['https://bücher.example', 'https://xn--bcher-kva.example', true],
    ['*.bücher.example', 'https://a.xn--bcher-kva.example', true],
    ['http://[::1]:3000', 'http://[::1]:3000', true],
    ['http://[0:0:0:0:0:0:0:1]:3000', 'http://[::1]:3000', true],
    ['localhost:*', 'http://localhost:5173', true],
    ['localhost:*', 'http://localhost', true],
    ['http://localhost:*', 'https://localhost:5173', false],
    ['192.168.*.1', 'http://192.168.7.1:8080', true],
    ['192.168.*.1', 'http://192.168.7.2', false],
    ['null', 'null', true],
    ['null', 'https://null', false],
    ['app.example', 'null', false],
    ['file://', 'file://', true],
    ['FILE:///', 'file://', true],
    ['file://', 'null', false],
    ['null', 'file://', false],
    ['*.example', 'file://', false],
  ])('%s lets %s in: %s', (pattern, origin, allowed) => {
    expect(isOriginPattern(pattern)).toBe(true);
    expect(isOriginAllowed([pattern], origin)).toBe(allowed);
  });

  test.each([
    ...['', 'https://', 'https://app.example/path', 'https://user@app.example', 'a b', 'app.example:70000'],
    ...['file://host', 'file:///page.html', 'file:', 'file://:80'],
    ...['https//app.example', 'http://[::g]', '://app.example', 'app.example?x', 'app.example,b.example'],
  ])('%j can never match', (pattern) => {
    expect(isOriginPattern(pattern)).toBe(false);
  });
});
