#!/usr/bin/env node
/**
 * Plays fpm where it cannot be downloaded: makes a deb by dpkg-deb or an rpm by rpmbuild, from the arguments that
 * electron-builder gives. Quick instead of small, and for trying out only; releases are made by the real one. An argument
 * that it does not know is refused, so that nothing gets lost in silence. https://fpm.readthedocs.io/en/latest/cli-reference.html
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { makeDeb } from './fpm-deb.ts';
import { makeRpm } from './fpm-rpm.ts';

const text = { type: 'string' } as const;
const list = { type: 'string', multiple: true } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'input-type': { ...text, short: 's' },
    'output-type': { ...text, short: 't' },
    depends: { ...list, short: 'd' },
    exclude: { ...list, short: 'x' },
    'deb-recommends': list,
    'deb-compression': text,
    'deb-priority': text,
    'rpm-auto-add-directories': { type: 'boolean' },
    'rpm-compression': text,
    'rpm-os': text,
    'rpm-rpmbuild-define': list,
    'rpm-summary': text,
    'after-install': text,
    'after-remove': text,
    architecture: text,
    category: text,
    description: text,
    force: { type: 'boolean' },
    license: text,
    maintainer: text,
    name: text,
    package: text,
    url: text,
    vendor: text,
    version: text,
  },
});

export type Values = typeof values;

const NEEDED = ['name', 'version', 'architecture', 'maintainer', 'description', 'package'] as const;

/** What fpm was asked for, with what a package cannot be without. */
export type Request = Values & Readonly<Record<(typeof NEEDED)[number], string>>;

function request(): Request {
  const missing = NEEDED.filter((name) => values[name] === undefined);
  if (missing.length > 0) throw new Error(`missing: --${missing.join(', --')}`);
  return values as Request;
}

/** `FROM=TO`; a folder named with a slash at its end stands for what is in it. */
function place(root: string, mapping: string): void {
  const at = mapping.lastIndexOf('=');
  const target = path.join(root, mapping.slice(at + 1));
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.cpSync(mapping.slice(0, at), target, { recursive: true, verbatimSymlinks: true });
}

/** As a package has them, whatever the umask of who built it. */
function setModes(root: string): void {
  for (const name of ['', ...fs.readdirSync(root, { recursive: true, encoding: 'utf8' })]) {
    const file = path.join(root, name);
    const stat = fs.lstatSync(file);
    if (!stat.isSymbolicLink()) fs.chmodSync(file, stat.isDirectory() || stat.mode & 0o100 ? 0o755 : 0o644);
  }
}

const kinds: Readonly<Record<string, typeof makeDeb>> = { deb: makeDeb, rpm: makeRpm };
const make = kinds[values['output-type'] ?? ''];
if (values['input-type'] !== 'dir' || make === undefined)
  throw new Error('the stand-in for fpm makes debs and rpms of folders only');

const work = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-fpm-'));
try {
  const root = path.join(work, 'root');
  fs.mkdirSync(root);
  for (const mapping of positionals) place(root, mapping);
  for (const folder of values.exclude ?? []) fs.rmSync(path.join(root, folder), { recursive: true });
  setModes(root);
  make(request(), root);
} finally {
  fs.rmSync(work, { recursive: true, force: true });
}
