import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { buildIfChanged } from '../build.ts';

const ROOT = path.dirname(path.dirname(import.meta.dirname));
const RESULTS = path.join(ROOT, 'test-results');

type Count = Readonly<{ passed: number; failed: number; skipped: number }>;
type VitestReport = { numPassedTests: number; numFailedTests: number; numPendingTests: number };
type PlaywrightReport = { stats: { expected: number; unexpected: number; flaky: number; skipped: number } };

function run(command: string, args: readonly string[]): boolean {
  const result = spawnSync(command, args, {
    cwd: ROOT,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  return result.status === 0;
}

function report<T>(file: string): T | null {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as T;
  } catch {
    return null;
  }
}

function unit(): Count {
  const file = path.join(RESULTS, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const ok = run('vitest', ['run', '-c', 'test/vitest.config.ts', ...reporters]);
  const found = report<VitestReport>(file);
  const failed = found?.numFailedTests ?? 0;
  return {
    passed: found?.numPassedTests ?? 0,
    failed: ok ? failed : Math.max(1, failed),
    skipped: found?.numPendingTests ?? 0,
  };
}

function endToEnd(): Count {
  const ok = run('playwright', ['test', '-c', 'test/e2e/playwright.config.ts']);
  const stats = report<PlaywrightReport>(path.join(RESULTS, 'playwright.json'))?.stats;
  const failed = (stats?.unexpected ?? 0) + (stats?.flaky ?? 0);
  return {
    passed: stats?.expected ?? 0,
    failed: ok ? failed : Math.max(1, failed),
    skipped: stats?.skipped ?? 0,
  };
}

fs.rmSync(RESULTS, { recursive: true, force: true });
fs.mkdirSync(RESULTS, { recursive: true });
const checked = run('npm', ['run', '--silent', 'check']);
if (!checked) {
  console.log('\n0 passed, 1 failed');
  process.exit(1);
}
await buildIfChanged();
const counts = [unit(), endToEnd()];
const sum = (key: keyof Count): number => counts.reduce((total, count) => total + count[key], 0);
const skipped = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : '';
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed${skipped}`);
process.exit(sum('failed') === 0 ? 0 : 1);
