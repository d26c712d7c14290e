import fs from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { createLog, toDescriptor } from '../../server/log.ts';

test('the log names its room and shows no token', () => {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  log.info(
    { req: { headers: { authorization: 'Bearer 1|hush' } }, endpoint: { token: '1|hush' }, token: '1|hush' },
    'hello',
  );
  log.debug('not at this level');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ room: 'server', msg: 'hello' });
  expect(lines[0]).not.toContain('hush');
});

test('a line of it moves no terminal, and is JSON nevertheless', () => {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  log.info({ url: '/\u009b2J\n{"level":60}' }, 'asked');
  expect(lines).toHaveLength(1);
  expect(lines[0]?.trimEnd()).not.toMatch(/\p{Cc}/u);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ url: '/\u009b2J\n{"level":60}' });
});

test.runIf(fs.existsSync('/dev/full'))('a log that accepts no lines makes no writer fail', () => {
  const full = fs.openSync('/dev/full', 'w');
  onTestFinished(() => fs.closeSync(full));
  const log = createLog('info', toDescriptor(full));
  // More than what waits.
  for (let line = 0; line < 1_000; line += 1) log.info({ text: 'x'.repeat(200) }, 'said');
  expect(() => log.info('said')).not.toThrow();
});
