/** The files that the documentation names exist. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/app.ts';
import { pageText } from '../support/readme.ts';

const PAGES = [
  'README.md',
  '.github/CONTRIBUTING.md',
  'build/README.md',
  'build/docs/administrators.md',
  'server/docs/realtime.md',
  'server/docs/senders.md',
  'server/docs/team-server.md',
  'test/README.md',
  'test/bench/README.md',
] as const;

const NAMED =
  /(?<![\w./])(?:\.\.\/)*(?:server|electron|renderer|build|test)\/[\w./{},-]*\.(?:json|md|mjs|png|tsx?)\b/g;

/** `a/{b,c}.ts` is two files. */
function expand(name: string): readonly string[] {
  const [, before, choices, after] = /^(.*)\{(.+)\}(.*)$/.exec(name) ?? [];
  return choices === undefined ? [name] : choices.split(',').map((one) => `${before}${one}${after}`);
}

test.each(PAGES)('every file that %s names exists', (page) => {
  const named = [...new Set(pageText(page).match(NAMED))].flatMap(expand);
  const isThere = (name: string) =>
    [ROOT, path.join(ROOT, path.dirname(page))].some((folder) => fs.existsSync(path.join(folder, name)));
  expect(named.filter((name) => !isThere(name))).toEqual([]);
});

test('the check finds names of files', () => {
  expect(pageText('.github/CONTRIBUTING.md').match(NAMED)?.length).toBeGreaterThan(30);
});
