import { EventEmitter } from 'node:events';
import type { App } from 'electron';
import { describe, expect, test, vi } from 'vitest';
import { enrolmentLink } from '#server/account';
import { createDeepLinks, parseEnrolLink } from '../../../electron/shell/deep-links.ts';

const LINK = enrolmentLink('https://team.example', 'abc-DEF_1');
const ENROLMENT = { server: 'https://team.example', code: 'abc-DEF_1' };

describe('an enrolment link', () => {
  test.each([
    [LINK, ENROLMENT],
    [
      'belfry://enroll/?code=c&server=http%3A%2F%2F10.0.0.7%3A6001',
      { server: 'http://10.0.0.7:6001', code: 'c' },
    ],
    [enrolmentLink('https://example.com/belfry/', 'c'), { server: 'https://example.com/belfry', code: 'c' }],
  ])('%s is understood', (link, enrolment) => {
    expect(parseEnrolLink(link)).toEqual(enrolment);
  });

  test.each([
    'belfry://enroll',
    'belfry://enroll?server=https://team.example',
    'belfry://enroll?code=c',
    'belfry://enroll?server=https://a.example&server=https://b.example&code=c',
    'belfry://enroll?server=https://a.example&code=c&name=Shop',
    'belfry://enroll/more?server=https://a.example&code=c',
    'belfry://user@enroll?server=https://a.example&code=c',
    'belfry://enroll?server=https://a.example&code=c#x',
    'belfry://remove?server=https://a.example&code=c',
    'https://enroll?server=https://a.example&code=c',
    'belfry://enroll?server=javascript:alert(1)&code=c',
    'belfry://enroll?server=file:///etc&code=c',
    'belfry://enroll?server=a.example&code=c',
    'belfry://enroll?server=https://user:pw@a.example&code=c',
    'belfry://enroll?server=https://a.example/?x=1&code=c',
    'belfry://enroll?server=https://a.example&code=',
    'belfry://enroll?server=https://a.example&code=a%20b',
    `belfry://enroll?server=https://a.example&code=${'c'.repeat(201)}`,
    `belfry://enroll?server=https://a.example/${'a'.repeat(2_000)}&code=c`,
    'belfry:',
    '',
  ])('%s is none', (link) => {
    expect(parseEnrolLink(link)).toBeNull();
  });
});

function setUp(argv: readonly string[] = []) {
  const app = new EventEmitter();
  const lines: string[] = [];
  const links = createDeepLinks({
    app: app as unknown as Pick<App, 'on'>,
    argv: ['/opt/belfry', ...argv],
    log: (line) => lines.push(line),
  });
  return { app, links, lines };
}

describe('a link arrives', () => {
  test('with the start of the program, before anybody can listen', () => {
    const { links } = setUp(['--hidden', LINK]);
    const listener = vi.fn();
    links.onEnrol(listener);
    expect(listener.mock.calls).toEqual([[ENROLMENT]]);
  });

  test('from a second instance', () => {
    const { app, links } = setUp();
    const listener = vi.fn();
    links.onEnrol(listener);
    app.emit('second-instance', {}, ['/opt/belfry', LINK], '/', {});
    expect(listener.mock.calls).toEqual([[ENROLMENT]]);
  });

  test('as an event, before and after somebody listens', () => {
    const { app, links } = setUp();
    const event = { preventDefault: vi.fn() };
    app.emit('open-url', event, LINK);
    const listener = vi.fn();
    links.onEnrol(listener);
    app.emit('open-url', event, LINK);
    expect(listener.mock.calls).toEqual([[ENROLMENT], [ENROLMENT]]);
    expect(event.preventDefault).toHaveBeenCalledTimes(2);
  });

  test('and one that is none is noted without its words', () => {
    const { app, links, lines } = setUp(['belfry://secret']);
    const listener = vi.fn();
    links.onEnrol(listener);
    app.emit('second-instance', {}, ['/opt/belfry'], '/', {});
    expect(listener).not.toHaveBeenCalled();
    expect(lines).toEqual(['a link was not understood']);
  });
});
