/** What a package says of the npm code in it. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'vite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { collectPackages, NoLicenceError, notices } from '../../build/packaging/notices.ts';
import { ROOT } from '../support/app.ts';

let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-notices-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

/** @returns an npm package, as `notices` wants to have it named */
function npmPackage(manifest: object, files: Readonly<Record<string, string>> = {}): string {
  const target = path.join(folder, 'node_modules', 'x');
  fs.mkdirSync(target, { recursive: true });
  fs.writeFileSync(
    path.join(target, 'package.json'),
    JSON.stringify({ name: 'x', version: '1.2.3', ...manifest }),
  );
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(target, name), text);
  return path.relative(ROOT, target);
}

test('Belfry’s licence comes first, and the text refers to Electron’s', () => {
  const text = notices([]);
  expect(text).toContain(fs.readFileSync(path.join(ROOT, 'LICENSE'), 'utf8').trim());
  expect(text).toContain('LICENSES.chromium.html');
});

test('licences and notices are included in full', () => {
  const found = npmPackage(
    { license: 'Apache-2.0' },
    { 'LICENSE.md': 'the terms', NOTICE: 'who else', 'licenses.js': '', 'README.md': 'not this' },
  );
  expect(notices([found])).toContain('x 1.2.3 (Apache-2.0)\n\nthe terms\n\nwho else');
  expect(notices([found])).not.toContain('not this');
});

test('an MIT licence that a package only names is written in full', () => {
  const text = notices([npmPackage({ license: 'MIT', author: { name: 'Ann Author' } })]);
  expect(text).toMatch(/x 1\.2\.3 \(MIT\)\n\nCopyright \(c\) Ann Author\n\nPermission is hereby granted/);
});

test('old forms of the manifest are read', () => {
  const terms = { LICENSE: 'the terms' };
  expect(notices([npmPackage({ license: { type: 'ISC' } }, terms)])).toContain('x 1.2.3 (ISC)');
  expect(notices([npmPackage({ licenses: [{ type: 'MIT' }, { type: 'BSD' }] }, terms)])).toContain(
    '(MIT or BSD)',
  );
  expect(notices([npmPackage({ license: ['MIT', 'Apache2'] }, terms)])).toContain('(MIT or Apache2)');
});

test('a package without a known licence is refused', () => {
  expect(() => notices([npmPackage({ license: 'UNLICENSED' })])).toThrow(NoLicenceError);
  expect(() => notices([npmPackage({})])).toThrow(NoLicenceError);
});

test('everything in a bundle is found: scripts, nested packages and style sheets, and nothing that was removed from it', async () => {
  const write = (name: string, text: string) => {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  };
  const main = (name: string) =>
    write(
      `node_modules/${name}/package.json`,
      JSON.stringify({ name, version: '1.0.0', main: 'i.js', type: 'module', sideEffects: false }),
    );
  for (const name of ['used', '@scope/used', 'unused']) main(name);
  write('node_modules/used/i.js', "import { b } from 'inner'; export const a = () => b();");
  write(
    'node_modules/used/node_modules/inner/package.json',
    JSON.stringify({ name: 'inner', version: '1.0.0', main: 'i.js', type: 'module' }),
  );
  write('node_modules/used/node_modules/inner/i.js', 'export const b = () => console.log(1);');
  write('node_modules/@scope/used/i.js', 'export const c = () => console.log(2);');
  write('node_modules/unused/i.js', 'export const d = () => console.log(3);');
  write('style.css', '@import "styled"; a { color: red }');
  write(
    'node_modules/styled/package.json',
    JSON.stringify({ name: 'styled', version: '1.0.0', style: 'i.css' }),
  );
  write('node_modules/styled/i.css', 'b { color: red }');
  write(
    'main.js',
    "import { a } from 'used'; import { c } from '@scope/used'; import { d } from 'unused'; import './style.css'; a(); c();",
  );

  const found = new Set<string>();
  await build({
    configFile: false,
    root: folder,
    logLevel: 'silent',
    plugins: [collectPackages(found)],
    build: { outDir: path.join(folder, 'out'), rolldownOptions: { input: path.join(folder, 'main.js') } },
  });
  const inside = (name: string) => path.relative(ROOT, path.join(folder, 'node_modules', name));
  expect([...found].sort()).toEqual(
    ['@scope/used', 'styled', 'used', 'used/node_modules/inner'].map(inside).sort(),
  );
});
