import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { buildIfChanged } from '../build.ts';

const ROOT = path.dirname(path.dirname(import.meta.dirname));
const RESULTS = path.join(ROOT, 'test-results');

/** `failures`: where they are, and the first line of why. */
type Count = Readonly<{ passed: number; failed: number; skipped: number; failures: readonly string[] }>;
type VitestReport = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  testResults: {
    name: string;
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
  }[];
};
type Suite = {
  file: string;
  specs: {
    ok: boolean;
    title: string;
    line: number;
    tests: { results: { error?: { message: string } }[] }[];
  }[];
  suites?: Suite[];
};
type PlaywrightReport = {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  suites: Suite[];
};

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

const firstLine = (text = ''): string => text.split('\n', 1)[0] ?? '';

/** A file that cannot be loaded fails without a test of its own. */
const unitFailures = ({ testResults }: VitestReport): string[] =>
  testResults.flatMap(({ name, message, assertionResults }) => {
    const file = path.relative(ROOT, name);
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    if (failed.length === 0) return message === '' ? [] : [`${file}: ${firstLine(message)}`];
    return failed.map((test) => `${file}: ${test.fullName}: ${firstLine(test.failureMessages[0])}`);
  });

const endToEndFailures = (suites: readonly Suite[]): string[] =>
  suites.flatMap(({ file, specs, suites: inner = [] }) => [
    ...specs
      .filter(({ ok }) => !ok)
      .map(({ title, line, tests }) => {
        const errors = tests.flatMap(({ results }) => results.map(({ error }) => error?.message));
        return `${file}:${line}: ${title}: ${firstLine(errors.find((error) => error !== undefined))}`;
      }),
    ...endToEndFailures(inner),
  ]);

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
    failures: found === null ? [] : unitFailures(found),
  };
}

function endToEnd(): Count {
  const ok = run('playwright', ['test', '-c', 'test/e2e/playwright.config.ts']);
  const found = report<PlaywrightReport>(path.join(RESULTS, 'playwright.json'));
  const stats = found?.stats;
  const failed = (stats?.unexpected ?? 0) + (stats?.flaky ?? 0);
  return {
    passed: stats?.expected ?? 0,
    failed: ok ? failed : Math.max(1, failed),
    skipped: stats?.skipped ?? 0,
    failures: found === null ? [] : endToEndFailures(found.suites),
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
const sum = (key: 'passed' | 'failed' | 'skipped'): number =>
  counts.reduce((total, count) => total + count[key], 0);
const skipped = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : '';
for (const failure of counts.flatMap(({ failures }) => failures)) console.log(`✗ ${failure}`);
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed${skipped}`);
process.exit(sum('failed') === 0 ? 0 : 1);
