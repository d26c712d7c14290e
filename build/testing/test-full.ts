/**
 * `npm run test:full`: tests that take too long for `npm test`: filters on many rows, hundreds of stories of two computers, the server on
 * the other SQLite driver, then on an engine that awaits each statement, then the app with the panels and notification daemons of other
 * desktops. With arguments it runs only the latter and passes them to Playwright.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { buildIfChanged } from '../build.ts';

const ROOT = path.dirname(path.dirname(import.meta.dirname));

function run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): void {
  const { status } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  if (status !== 0) process.exit(status ?? 1);
}

await buildIfChanged();
const chosen = process.argv.slice(2);
if (chosen.length === 0) {
  const long = ['test/server/storage/filter-agreement.test.ts', 'test/integration/world/convergence.test.ts'];
  run('vitest', ['run', '-c', 'test/vitest.config.ts', ...long], { BELFRY_TEST_FULL: '1' });
  const suites = ['test/server', 'test/integration'];
  for (const driver of ['libsql', 'awaited']) {
    run('vitest', ['run', '-c', 'test/vitest.config.ts', ...suites], { BELFRY_TEST_DRIVER: driver });
  }
}
run('playwright', ['test', '-c', 'test/full/playwright.config.ts', ...chosen]);
