/** Copyright and licence of each npm package whose code is in a package of Belfry; their licences require it. */
import fs from 'node:fs';
import { findPackageJSON } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'vite';
import manifest from '../../package.json' with { type: 'json' };

const ROOT = path.dirname(path.dirname(import.meta.dirname));
const NODE_MODULES = `${path.sep}node_modules${path.sep}`;
const LICENCE_FILE = /^(?:licen[cs]e|copying|notice)/i;
const DIST = path.join(ROOT, 'dist');

/** Old manifests have objects here; new ones have an SPDX expression. */
type Licence = string | Readonly<{ type: string }>;
type Manifest = Readonly<{
  name: string;
  version: string;
  license?: Licence | readonly Licence[];
  licenses?: readonly Licence[];
  author?: string | Readonly<{ name: string }>;
}>;

/** A package does not contain its licence text; find it by hand. */
export class NoLicenceError extends Error {
  override readonly name = 'NoLicenceError';

  constructor(folder: string) {
    super(`${folder} has no licence file, and MIT is not what its package.json says`);
  }
}

/** @returns the folder of the package that the file belongs to; null for our own files and virtual modules */
function folderOf(file: string): string | null {
  const at = file.lastIndexOf(NODE_MODULES);
  if (at === -1 || file.startsWith('\0')) return null;
  const start = at + NODE_MODULES.length;
  const [scope = '', name = ''] = file.slice(start).split(path.sep);
  return file.slice(0, start) + (scope.startsWith('@') ? path.join(scope, name) : scope);
}

/** The packages that our style sheet imports; the bundler sees only the resulting CSS. */
function importedStyles(module: string): readonly string[] {
  if (!module.endsWith('.css') || module.includes(NODE_MODULES)) return [];
  const imports = fs.readFileSync(module, 'utf8').matchAll(/@import\s+['"]([^'"./][^'"]*)['"]/g);
  return [...imports].flatMap(([, name = '']) => findPackageJSON(name, pathToFileURL(module)) ?? []);
}

/**
 * Collects the folder of each npm package with code in the bundle. Vite's own `build.license` fails on manifests whose `license` is an
 * object, and ignores NOTICE files and style sheets.
 */
export function collectPackages(into: Set<string>): Plugin {
  return {
    name: 'belfry:collect-packages',
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []));
      for (const file of modules.flatMap((module) => [module, ...importedStyles(module)])) {
        const folder = folderOf(file.split('?')[0] ?? '');
        if (folder !== null) into.add(path.relative(ROOT, folder));
      }
    },
  };
}

/** The build of each part of `dist/` writes this list; packaging reads it. */
export function writeBundled(part: string, folders: ReadonlySet<string>): void {
  fs.writeFileSync(path.join(DIST, `bundled-${part}.json`), JSON.stringify([...folders].sort(), null, 2));
}

export function readBundled(): readonly string[] {
  const files = fs.globSync('bundled-*.json', { cwd: DIST });
  const folders: readonly string[] = files.flatMap((file) =>
    JSON.parse(fs.readFileSync(path.join(DIST, file), 'utf8')),
  );
  return [...new Set(folders)];
}

function licenceOf({ license = [], licenses = [] }: Manifest): string {
  const named = [license, licenses].flat().map((one) => (typeof one === 'string' ? one : one.type));
  return named.join(' or ') || 'licence below';
}

/** Belfry's licence. */
const licenceText = () => fs.readFileSync(path.join(ROOT, 'LICENSE'), 'utf8').trim();

/** Some packages name the MIT licence in their manifest but do not contain its text. */
function mitOf({ name, author }: Manifest): string {
  const holder = (typeof author === 'string' ? author : author?.name) ?? `the authors of ${name}`;
  const text = licenceText();
  return `Copyright (c) ${holder}\n\n${text.slice(text.indexOf('Permission is hereby granted'))}`;
}

/** @throws NoLicenceError */
function noticeOf(folder: string): string {
  const found: Manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const texts = fs
    .readdirSync(folder)
    .filter((name) => LICENCE_FILE.test(name) && fs.statSync(path.join(folder, name)).isFile())
    .sort()
    .map((name) => fs.readFileSync(path.join(folder, name), 'utf8').trim());
  const licence = licenceOf(found);
  if (texts.length === 0) {
    if (licence !== 'MIT') throw new NoLicenceError(folder);
    texts.push(mitOf(found));
  }
  return [`${found.name} ${found.version} (${licence})`, ...texts].join('\n\n');
}

/**
 * The licence text for a package of Belfry.
 * @param folders folders of npm packages, relative to the repository
 * @throws NoLicenceError
 */
export function notices(folders: Iterable<string>): string {
  const parts = [...folders].map((folder) => noticeOf(path.join(ROOT, folder)));
  return [
    `Belfry, ${manifest.homepage}\n\n${licenceText()}`,
    'It runs on Electron and Chromium, whose copyright and licences are in LICENSE.electron.txt and LICENSES.chromium.html in its\nfolder. It contains code from these npm packages:',
    ...[...new Set(parts)].sort((a, b) => a.localeCompare(b, 'en')),
  ]
    .join(`\n\n${'-'.repeat(79)}\n\n`)
    .concat('\n');
}
