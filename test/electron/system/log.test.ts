import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { lastErrors } from '../../../electron/maintenance/report.ts';
import { createLogs, logFolder, readLog } from '../../../electron/system/log.ts';

const FORGED = '[2026-11-22 10:00:00.000] [error] (app) the inbox is lost';

async function logged(write: (log: ReturnType<ReturnType<typeof createLogs>>) => void): Promise<string> {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-log-'));
  onTestFinished(() => fs.rmSync(profile, { recursive: true }));
  write(createLogs(profile)('sources'));
  await expect.poll(() => fs.existsSync(path.join(logFolder(profile), 'belfry.log'))).toBe(true);
  return readLog(profile);
}

test('a message with a line break in it is one entry, for the report too', async () => {
  const log = await logged(({ info }) => info(`the server said: no\n${FORGED}\r\n${FORGED}`));
  expect(log.trimEnd().split('\n')).toHaveLength(1);
  expect(log).toContain(`no\\n${FORGED}`);
  expect(lastErrors(log)).toEqual([]);
});

test('no entry moves a terminal', async () => {
  const log = await logged(({ info }) => info('\u001b[2J\u009b1A\u0007'));
  expect(log).not.toMatch(/[^\P{Cc}\n]/u);
  expect(log).toContain('\\u001b[2J');
});

test('a stack keeps its lines', async () => {
  const log = await logged(({ info }) => info(`Error: a\n${FORGED}\n    at one\n    at two`));
  expect(log.trimEnd().split('\n').slice(1)).toEqual(['    at one', '    at two']);
});
