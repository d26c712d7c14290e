/** The arrows of the house: a breach of each rule is found, and all of the house is looked at. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ICruiseResult } from 'dependency-cruiser';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ROOT } from '../support/app.ts';

const ROOMS = ['server', 'electron', 'renderer'];
let house: string;

beforeEach(() => {
  house = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-arrows-'));
  // dependency-cruiser looks for its parsers in the folder that it checks.
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(house, 'node_modules'));
  for (const room of ROOMS) write(`${room}/nothing.ts`, 'export {};');
});
afterEach(() => fs.rmSync(house, { recursive: true }));

function write(file: string, source: string): void {
  fs.mkdirSync(path.dirname(path.join(house, file)), { recursive: true });
  fs.writeFileSync(path.join(house, file), source);
}

function cruise(cwd: string): ICruiseResult {
  const args = [
    '--config',
    path.join(ROOT, 'build/dependency-cruiser.mjs'),
    '--output-type',
    'json',
    ...ROOMS,
  ];
  const { stdout } = spawnSync('depcruise', args, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout) as ICruiseResult;
}

/** For each rule a file with an import that it refuses, and one that it allows. */
const PLANTED: Readonly<Record<string, { file: string; bad: string; good: string }>> = {
  'server-alone': {
    file: 'server/alone.ts',
    bad: "import '../electron/nothing.ts';",
    good: "import './nothing.ts';",
  },
  'electron-by-contract': {
    file: 'electron/by-contract.ts',
    bad: "import '../server/nothing.ts';",
    good: "import '../server/contract/shape.ts';",
  },
  'window-by-contract': {
    file: 'renderer/by-contract.ts',
    bad: "import type { Nothing } from '../electron/nothing.ts'; export type X = Nothing;",
    good: "import '../server/contract/rules/rule.ts';",
  },
  'window-takes-types': {
    file: 'renderer/takes-types.ts',
    bad: "import { shape } from '../server/contract/shape.ts'; console.log(shape);",
    good: "import type { shape } from '../server/contract/shape.ts'; export type X = typeof shape;",
  },
  'window-in-a-browser': {
    file: 'renderer/in-a-browser.ts',
    bad: "import Type from 'typebox'; console.log(Type);",
    good: "import type Type from 'typebox'; export type X = typeof Type;",
  },
  'window-without-node': {
    file: 'renderer/without-node.ts',
    bad: "import fs from 'node:fs'; console.log(fs);",
    good: "import './nothing.ts';",
  },
  'contract-below': {
    file: 'electron/contract/below.ts',
    bad: "import '../nothing.ts';",
    good: "import '../../server/contract/shape.ts';",
  },
  'rules-pure': {
    file: 'server/contract/rules/pure.ts',
    bad: "import Type from 'typebox'; export default Type;",
    good: "export * from './rule.ts';",
  },
  'client-by-contract': {
    file: 'server/client/by-contract.ts',
    bad: "import type { Nothing } from '../nothing.ts'; export type X = Nothing;",
    good: "import type { shape } from '../contract/shape.ts'; export type X = typeof shape;",
  },
  'client-pure': {
    file: 'server/client/pure.ts',
    bad: "import { shape } from '../contract/shape.ts'; console.log(shape);",
    good: "export * from '../contract/rules/rule.ts';",
  },
  'kept-without-words': {
    file: 'electron/sources/without-words.ts',
    bad: "import '../i18n/words.ts';",
    good: "import '../../server/contract/shape.ts';",
  },
  'electron-in-entries': {
    file: 'electron/in-entries.ts',
    bad: "import { Tray } from 'electron'; console.log(Tray);",
    good: "import type { Tray } from 'electron'; export type X = Tray;",
  },
  'composed-by-app': {
    file: 'electron/composed.ts',
    bad: "import './shell/compose-window.ts';",
    good: "import './shell/shell.ts';",
  },
  'no-circle': {
    file: 'server/circle.ts',
    bad: "import './round.ts';",
    good: 'export const circle = 1;',
  },
  'by-main-file': {
    file: 'server/by-main-file.ts',
    bad: "import './inbox/search.ts';",
    good: "import './inbox/inbox.ts';",
  },
  'by-main-file-within': {
    file: 'server/inbox/within.ts',
    bad: "import './inner/part.ts';",
    good: "import './inner/inner.ts';",
  },
};

test('the check finds a breach of each rule, and nothing else', () => {
  write('server/contract/shape.ts', 'export const shape = 1;');
  write('server/contract/rules/rule.ts', 'export const rule = 1;');
  write('server/round.ts', "import './circle.ts'; export {};");
  for (const name of ['inbox', 'search', 'inner/inner', 'inner/part']) {
    write(`server/inbox/${name}.ts`, 'export {};');
  }
  for (const name of ['shell', 'compose-window']) write(`electron/shell/${name}.ts`, 'export {};');
  for (const { file, good } of Object.values(PLANTED)) write(file, good);
  const { violations, ruleSetUsed } = cruise(house).summary;
  expect(violations).toEqual([]);
  expect(Object.keys(PLANTED).toSorted()).toEqual(ruleSetUsed?.forbidden?.map(({ name }) => name).toSorted());

  for (const { file, bad } of Object.values(PLANTED)) write(file, bad);
  const found = cruise(house).summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`);
  expect(found.toSorted()).toEqual(
    Object.entries(PLANTED)
      .map(([name, { file }]) => `${name}: ${file}`)
      .toSorted(),
  );
});

test('the check sees every source file, with its type and value imports', () => {
  const { modules, summary } = cruise(ROOT);
  expect(summary.totalCruised).toBeGreaterThan(400);
  const page = modules.find(({ source }) => source === 'renderer/inbox/inbox.tsx');
  expect(page?.dependencies.map(({ resolved }) => resolved)).toContain('renderer/inbox/list/list.tsx');
  const kinds = modules.flatMap(({ dependencies }) => dependencies.flatMap((one) => one.dependencyTypes));
  expect(kinds).toContain('type-only');
});
