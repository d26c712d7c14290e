import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { ROOT } from '../../support/app.ts';

test('started in a folder without a package.json, it logs to the profile all the same', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-log-'));
  const log = pathToFileURL(path.join(ROOT, 'electron', 'system', 'log.ts')).href;
  const script = `(await import('${log}')).createLogs('${folder}')('app').info('it started')`;
  execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: folder });
  expect(fs.readFileSync(path.join(folder, 'logs', 'belfry.log'), 'utf8')).toContain('it started');
});
