import { expect, test } from 'vitest';
import { readCommandLine, refusalText } from '../../../electron/shell/command-line.ts';

const START = { do: 'start', profile: null, hidden: false, verb: null, debugging: null };

test('options are read in any position', () => {
  expect(readCommandLine([])).toEqual(START);
  expect(readCommandLine(['.', '--hidden', '--profile=/p', 'belfry://enroll'])).toEqual({
    ...START,
    hidden: true,
    profile: '/p',
  });
  expect(readCommandLine(['--profile', '/p', '--hidden'])).toEqual({ ...START, hidden: true, profile: '/p' });
  expect(readCommandLine(['--profile=file:///a%22%24b'])).toEqual({ ...START, profile: '/a"$b' });
  expect(readCommandLine(['--pause'])).toEqual({ ...START, verb: 'pause' });
  expect(readCommandLine(['--version'])).toEqual({ do: 'version' });
  expect(readCommandLine(['--hidden', '--help'])).toEqual({ do: 'help' });
});

test.each([
  [['--profile'], '--profile needs a folder'],
  [['--profile='], '--profile= needs a folder'],
  [['--profile', '--hidden'], '--profile needs a folder'],
  [['--hiden'], 'unknown option --hiden'],
  [['--hidden=no'], '--hidden takes no value'],
  [['--no-hidden'], 'unknown option --no-hidden'],
  [['--enabled'], 'unknown option --enabled'],
  [['--palette=x'], '--palette takes no value'],
  [['-h'], 'unknown option -h'],
  [['--help', '--Profile=x'], 'unknown option --Profile=x'],
])('%j is refused in one line', (args, why) => {
  const line = readCommandLine(args);
  expect(line.do === 'refuse' && refusalText(line)).toBe(`belfry: ${why}. See belfry --help.\n`);
});

test.each([
  '--no-sandbox',
  '--ozone-platform=x11',
  '--ozone-platform-hint=auto',
  '--enable-features=A,B',
  '--disable-gpu',
  '--force-device-scale-factor=2',
  '--inspect=0',
  '--js-flags=--lite-mode',
  '--lang=de',
  '--password-store=basic',
  '--updated',
  '--original-process-start-time=1',
  '-psn_0_1234',
  '--',
])('%s is not ours, and goes through', (argument) => {
  expect(readCommandLine([argument])).toEqual(START);
});

test('a debugger is noticed', () => {
  const argument = '--remote-debugging-port=0';
  expect(readCommandLine([argument])).toEqual({ ...START, debugging: argument });
  expect(readCommandLine(['--remote-debugging-pipe'])).toMatchObject({
    debugging: '--remote-debugging-pipe',
  });
});
