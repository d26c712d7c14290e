import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { appEnv, electronExecutable, newProfile, ROOT } from '../support/app.ts';
import { expect, test } from './fixtures.ts';

const { version } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));

/** As on a machine without a screen. */
function run(option: string) {
  const profile = newProfile();
  const { DISPLAY: _none, ...env } = appEnv({ profile });
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const { stdout, stderr, status } = spawnSync(electronExecutable(), [...root, ROOT, option], {
    env,
    encoding: 'utf8',
  });
  const left = fs.readdirSync(profile);
  fs.rmSync(profile, { recursive: true });
  return { stdout, stderr, status, left };
}

test('--version prints the version and ends', () => {
  // The home folder is the test's own.
  expect(run('--version')).toMatchObject({ stdout: `belfry ${version}\n`, status: 0, left: ['home'] });
});

test('--help prints the options and ends', () => {
  const { stdout, status } = run('--help');
  expect(status).toBe(0);
  for (const option of ['--profile=DIR', '--hidden', '--help', '--version']) expect(stdout).toContain(option);
});

test('an unknown option is refused in one line, and no file is written', () => {
  const { stderr, status, left } = run('--hiden');
  expect({ status, left }).toEqual({ status: 2, left: ['home'] });
  expect(stderr).toContain('belfry: unknown option --hiden. See belfry --help.\n');
});
