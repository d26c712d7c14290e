/** `npm run test:packaged`: packages the app and tests the packages. Passes arguments to Playwright. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const ROOT = path.dirname(path.dirname(import.meta.dirname));

function run(command: string, args: readonly string[]): void {
  const shell = process.platform === 'win32';
  const { status } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', shell });
  if (status !== 0) process.exit(status ?? 1);
}

run('node', ['build/packaging/dist.ts', '--target', 'dir']);
run('playwright', ['test', '-c', 'test/packaged/playwright.config.ts', ...process.argv.slice(2)]);
