import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { buildIfChanged } from '../build.ts';

const ROOT = path.dirname(path.dirname(import.meta.dirname));
const RESULTS = path.join(ROOT, 'test-results');
/** More files than this do not fail by chance. */
const FEW = 8;

/** `file` as its runner takes it; `text`: where it is, and the first line of why. */
type Failure = Readonly<{ file: string; text: string }>;
type Count = Readonly<{
  passed: number;
  failed: number;
  skipped: number;
  failures: readonly Failure[];
  /** What failed at its first try only. */
  onlyOnce?: readonly Failure[];
}>;
/** @param files all, if none is named */
type Runner = (files: readonly string[]) => Count;
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
const unitFailures = ({ testResults }: VitestReport): Failure[] =>
  testResults.flatMap(({ name, message, assertionResults }) => {
    const file = path.relative(ROOT, name);
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    if (failed.length === 0) return message === '' ? [] : [{ file, text: `${file}: ${firstLine(message)}` }];
    return failed.map((test) => ({
      file,
      text: `${file}: ${test.fullName}: ${firstLine(test.failureMessages[0])}`,
    }));
  });

const endToEndFailures = (suites: readonly Suite[]): Failure[] =>
  suites.flatMap(({ file, specs, suites: inner = [] }) => [
    ...specs
      .filter(({ ok }) => !ok)
      .map(({ title, line, tests }) => {
        const errors = tests.flatMap(({ results }) => results.map(({ error }) => error?.message));
        const why = firstLine(errors.find((error) => error !== undefined));
        return { file, text: `${file}:${line}: ${title}: ${why}` };
      }),
    ...endToEndFailures(inner),
  ]);

const unit: Runner = (files) => {
  const file = path.join(RESULTS, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const ok = run('vitest', ['run', '-c', 'test/vitest.config.ts', ...reporters, ...files]);
  const found = report<VitestReport>(file);
  const failed = found?.numFailedTests ?? 0;
  return {
    passed: found?.numPassedTests ?? 0,
    failed: ok ? failed : Math.max(1, failed),
    skipped: found?.numPendingTests ?? 0,
    failures: found === null ? [] : unitFailures(found),
  };
};

const endToEnd: Runner = (files) => {
  const ok = run('playwright', ['test', '-c', 'test/e2e/playwright.config.ts', ...files]);
  const found = report<PlaywrightReport>(path.join(RESULTS, 'playwright.json'));
  const stats = found?.stats;
  const failed = (stats?.unexpected ?? 0) + (stats?.flaky ?? 0);
  return {
    passed: stats?.expected ?? 0,
    failed: ok ? failed : Math.max(1, failed),
    skipped: stats?.skipped ?? 0,
    failures: found === null ? [] : endToEndFailures(found.suites),
  };
};

/** The files in which something failed run once more: what fails twice is a failure, what does not is listed as a test to mend. */
function twice(runner: Runner): Count {
  const first = runner([]);
  const files = [...new Set(first.failures.map(({ file }) => file))];
  if (files.length === 0 || files.length > FEW) return first;
  console.log(`\nOnce more: ${files.join(', ')}\n`);
  const second = runner(files);
  const again = new Set(second.failures.map(({ file }) => file));
  return {
    passed: first.passed + first.failed - second.failed,
    failed: second.failed,
    skipped: first.skipped,
    failures: second.failures,
    onlyOnce: first.failures.filter(({ file }) => !again.has(file)),
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
const counts = [twice(unit), twice(endToEnd)];
const sum = (key: 'passed' | 'failed' | 'skipped'): number =>
  counts.reduce((total, count) => total + count[key], 0);
const skipped = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : '';
for (const { text } of counts.flatMap(({ onlyOnce = [] }) => onlyOnce)) console.log(`≈ only once: ${text}`);
for (const { text } of counts.flatMap(({ failures }) => failures)) console.log(`✗ ${text}`);
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed${skipped}`);
process.exit(sum('failed') === 0 ? 0 : 1);
