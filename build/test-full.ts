/**
 * `npm run test:full`: what is too long for `npm test`: the app beside the panels and notification daemons of other
 * desktops. Arguments go to Playwright.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { buildIfChanged } from './build.ts';

const ROOT = path.dirname(import.meta.dirname);

await buildIfChanged();
const args = ['test', '-c', 'test/full/playwright.config.ts', ...process.argv.slice(2)];
const { status } = spawnSync('playwright', args, { cwd: ROOT, stdio: 'inherit' });
process.exit(status ?? 1);
