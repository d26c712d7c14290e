/** `npm run demo` as a whole, which fails by itself as soon as something does not happen that should. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { PNG } from 'pngjs';
import { ROOT } from '../support/app.ts';
import { expect, test } from './fixtures.ts';

const FOLDER = path.join(ROOT, 'dist', 'demo');
/** Of the desktop there is one only where a panel is installed. */
const WINDOW = ['empty', 'first-run', 'inbox', 'settings'].flatMap((name) => [
  `${name}-dark`,
  `${name}-light`,
]);

const TIMEOUT_MS = 120_000;

test('the demo plays its day to the end, loses nothing and leaves its pictures', () => {
  test.setTimeout(TIMEOUT_MS);
  const { status, stdout, stderr } = spawnSync(process.execPath, ['build/demo/demo.ts'], {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: TIMEOUT_MS - 10_000,
  });
  expect(stderr).not.toMatch(/Error/);
  expect(stdout).toMatch(/All \d+ acknowledged notifications are in the inbox/);
  expect(status).toBe(0);
  for (const name of WINDOW) {
    const { width, height } = PNG.sync.read(fs.readFileSync(path.join(FOLDER, `${name}.png`)));
    expect([width, height], name).toEqual([880, 1360]);
  }
});
