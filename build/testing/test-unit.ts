/** `npm run test:unit -- NAME`: runs the test files with NAME in their path, or all. Passes arguments to Vitest. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { buildIfChanged } from '../build.ts';

const ROOT = path.dirname(path.dirname(import.meta.dirname));

await buildIfChanged();
const args = ['run', '-c', 'test/vitest.config.ts', ...process.argv.slice(2)];
const { status } = spawnSync('vitest', args, {
  cwd: ROOT,
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
process.exit(status ?? 1);
