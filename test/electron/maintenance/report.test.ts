import { describe, expect, test } from 'vitest';
import { createMask } from '../../../electron/maintenance/mask.ts';
import { diagnosticReport, lastErrors, type ReportFacts } from '../../../electron/maintenance/report.ts';
import { appStatus } from '../../renderer/support.ts';

const HOME = '/home/alice';
const mask = createMask(HOME);

describe('the mask', () => {
  test.each([
    ['token 12|abcDEF123 refused', 'token <hidden> refused'],
    ['Authorization: Bearer 7|s3cr3t', 'Authorization: <hidden> <hidden>'],
    ["curl -H 'X: bearer abc.def-g' x", "curl -H 'X: bearer <hidden>' x"],
    ['GET /app/key?token=abc&page=2#top', 'GET /app/key?token=<hidden>&page=<hidden>#top'],
    ['https://bob:pw@example.org/x failed', 'https://<hidden>@example.org/x failed'],
    ['{"client_secret":"a b","port":1}', '{"client_secret":<hidden>,"port":1}'],
    ["password = 'x y', api_key=k9 ok", 'password = <hidden>, api_key=<hidden> ok'],
    ['jwt eyJhbGciOi.eyJzdWIi.c2ln end', 'jwt <hidden> end'],
    ['mail to jörg.x+y@müller.example failed', 'mail to <e-mail> failed'],
    [`id 0123456789abcdef0123456789abcdef end`, 'id <hidden> end'],
    ['id 550e8400-e29b-41d4-a716-446655440000', 'id <hidden>'],
    [`open ${HOME}/.config/Belfry/x and ${HOME}`, 'open ~/.config/Belfry/x and ~'],
    ['file:///home/alice/x', 'file://~/x'],
    [
      'SyntaxError: Unexpected token \'H\', "Hello Bob, your code is 1" is not valid JSON',
      'SyntaxError: … is not valid JSON',
    ],
    [
      'SyntaxError: Unexpected token \'x\', ..."{"title":"Hi"x"... is not valid JSON\n  at y',
      'SyntaxError: … is not valid JSON\n  at y',
    ],
  ])('%j becomes %j', (text, masked) => {
    expect(mask(text)).toBe(masked);
  });

  test.each([
    'Error: ERR_UPDATER_CHANNEL_FILE_NOT_FOUND at /opt/Belfry/resources/app.asar/dist/electron/main.js:57379:9',
    'connect ECONNREFUSED 127.0.0.1:47600',
    'open /home/alice2/file and /home/alice-old',
    'the token has expired',
    'CommandOrControl+Shift+B',
  ])('%j says nothing of anybody, and stays', (text) => {
    expect(mask(text)).toBe(text);
  });

  test('knows a home folder of Windows in each spelling', () => {
    const windows = createMask('C:\\Users\\Alice B');
    expect(windows('EPERM: C:\\Users\\Alice B\\x, file:///c:/users/alice%20b/y')).toBe(
      'EPERM: ~\\x, file:///~/y',
    );
  });

  test('takes no home folder for the root of everything', () => {
    expect(createMask('/')('/opt/x')).toBe('/opt/x');
    expect(createMask('')('/opt/x')).toBe('/opt/x');
  });
});

const entry = (level: string, text: string, at = '10:00:00.000') =>
  `[2026-11-22 ${at}] [${level}] (app)        ${text}`;

describe('the last errors of a log', () => {
  test('are error entries with their stacks, oldest first', () => {
    const log = [
      '    at the-end (of an entry that was cut off)',
      entry('info', 'started'),
      entry('error', 'Error: first'),
      '    at one',
      '    at two',
      entry('info', 'went on'),
      entry('error', 'second'),
      '',
    ].join('\n');
    expect(lastErrors(log)).toEqual([
      `${entry('error', 'Error: first')}\n    at one\n    at two`,
      entry('error', 'second'),
    ]);
  });

  test('are the newest twenty, each of bounded length', () => {
    const log = Array.from({ length: 30 }, (_, n) => entry('error', `${n} ${'x'.repeat(3_000)}`)).join('\n');
    const errors = lastErrors(log);
    expect(errors).toHaveLength(20);
    expect(errors[0]).toMatch(/ 10 x+…$/);
    expect(errors.every((one) => one.length <= 2_000)).toBe(true);
  });

  test('of an empty log are none', () => {
    expect(lastErrors('')).toEqual([]);
  });
});

describe('the report', () => {
  const SECRETS = ['12|abcdef', 'hunter2', 'alice', 'bob@example.org', 'Dear Bob'];
  const facts: ReportFacts = {
    at: new Date('2026-11-22T10:00:00Z'),
    versions: { belfry: '1.2.3', electron: '45.0.0' },
    places: { packaged: true, profile: `${HOME}/.config/Belfry`, appImage: null },
    status: appStatus({
      connection: {
        status: 'offline',
        failure: { code: 'data_in_use', params: { folder: `${HOME}/x?token=hunter2` } },
      },
      counts: { unread: 3, by_source: { 'bob@example.org': 2, local: 1 } },
      update: { status: 'ready', version: '1.3.0' },
      files: [{ what: 'damaged', file: 'settings.json', copy: `${HOME}/settings.json.damaged-1` }],
      endpoint: { url: 'http://127.0.0.1:1', curl: "curl -H 'Authorization: Bearer 12|abcdef'" },
    }),
    backend: 'http://127.0.0.1:47600',
    uptime: 12.6,
    log: [
      entry('info', 'Dear Bob'),
      entry('error', `Error: refused Bearer 12|abcdef of bob@example.org\n    at ${HOME}/src/x.ts:1`),
    ].join('\n'),
  };
  const text = diagnosticReport(facts, mask);

  test('names versions, states, counts as numbers, settings and errors', () => {
    expect(JSON.parse(text)).toEqual({
      written: '2026-11-22T10:00:00.000Z',
      versions: facts.versions,
      places: { packaged: true, profile: '~/.config/Belfry', appImage: null },
      states: {
        uptime: 13,
        connection: {
          status: 'offline',
          failure: { code: 'data_in_use', params: { folder: '~/x?token=<hidden>' } },
        },
        backend: 'http://127.0.0.1:47600',
        storage: null,
        files: ['settings.json: damaged'],
        tray: 'present',
        pausedUntil: null,
        presentingUntil: null,
        holds: [],
        region: { locale: 'en' },
        shortcutTroubles: { shortcut: null, pauseShortcut: null },
        unread: 3,
        sources: 2,
        update: { status: 'ready', version: '1.3.0' },
      },
      settings: { ...facts.status.settings, quietHours: '3 entries', lines: '0 entries' },
      errors: [entry('error', 'Error: refused Bearer <hidden> of <e-mail>\n    at ~/src/x.ts:1')],
    });
  });

  test('has no control characters but its own line breaks, whatever an error says', () => {
    const log = entry('error', 'said \u009b2J\u202e');
    const report = diagnosticReport({ ...facts, log }, mask);
    expect(report).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
    expect(JSON.parse(report).errors).toEqual([log]);
  });

  test.each(SECRETS)('does not hold %j', (secret) => {
    expect(text).not.toContain(secret);
  });

  test('of a list in the settings has only the length', () => {
    const settings = { ...facts.status.settings, rules: ['Dear Bob', 'Dear Eve'] };
    const { status } = facts;
    const report = diagnosticReport({ ...facts, status: { ...status, settings } }, mask);
    expect(JSON.parse(report).settings.rules).toBe('2 entries');
  });
});
