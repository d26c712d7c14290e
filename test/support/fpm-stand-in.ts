#!/usr/bin/env node
/**
 * Plays fpm where it cannot be downloaded: makes a deb by dpkg-deb, from the arguments that electron-builder gives.
 * Quick instead of small, and for trying out only; releases are made by the real one. An argument that it does not know
 * is refused, so that nothing gets lost in silence. https://fpm.readthedocs.io/en/latest/cli-reference.html
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const text = { type: 'string' } as const;
const list = { type: 'string', multiple: true } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'input-type': { ...text, short: 's' },
    'output-type': { ...text, short: 't' },
    depends: { ...list, short: 'd' },
    'deb-recommends': list,
    'deb-compression': text,
    'deb-priority': text,
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
if (values['input-type'] !== 'dir' || values['output-type'] !== 'deb')
  throw new Error('the stand-in for fpm makes debs of folders only');

function needed(
  name: 'name' | 'version' | 'architecture' | 'maintainer' | 'description' | 'package',
): string {
  const value = values[name];
  if (value === undefined) throw new Error(`--${name} is missing`);
  return value;
}

/** `FROM=TO`; a folder named with a slash at its end stands for what is in it. */
function place(root: string, mapping: string): void {
  const at = mapping.lastIndexOf('=');
  const target = path.join(root, mapping.slice(at + 1));
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.cpSync(mapping.slice(0, at), target, { recursive: true });
}

/** All below `folder`, deepest last. */
function walk(folder: string): readonly string[] {
  return fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name));
}

/** As a package has them, whatever the umask of who built it. @returns bytes */
function setModes(root: string): number {
  let size = 0;
  for (const file of [root, ...walk(root)]) {
    const stat = fs.lstatSync(file);
    if (stat.isSymbolicLink()) continue;
    fs.chmodSync(file, stat.isDirectory() || stat.mode & 0o100 ? 0o755 : 0o644);
    size += stat.size;
  }
  return size;
}

function checksums(root: string): string {
  return walk(root)
    .filter((file) => fs.lstatSync(file).isFile())
    .map((file) => {
      const sum = createHash('md5').update(fs.readFileSync(file)).digest('hex');
      return `${sum}  ${path.relative(root, file)}\n`;
    })
    .join('');
}

/** https://www.debian.org/doc/debian-policy/ch-controlfields.html */
function control(size: number): string {
  const [synopsis = '', ...body] = needed('description').split('\n');
  const fields = {
    Package: needed('name'),
    Version: needed('version'),
    Architecture: needed('architecture'),
    Maintainer: needed('maintainer'),
    'Installed-Size': String(Math.ceil(size / 1024)),
    Depends: values.depends?.join(', '),
    Recommends: values['deb-recommends']?.join(', '),
    Section: values.category ?? 'default',
    Priority: values['deb-priority'],
    Homepage: values.url,
    Description: [synopsis, ...body.map((line) => ` ${line.trim() || '.'}`)].join('\n'),
  };
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
}

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-deb-'));
try {
  for (const mapping of positionals) place(root, mapping);
  const size = setModes(root);
  const sums = checksums(root);
  const meta = path.join(root, 'DEBIAN');
  fs.mkdirSync(meta, { mode: 0o755 });
  fs.writeFileSync(path.join(meta, 'control'), control(size));
  fs.writeFileSync(path.join(meta, 'md5sums'), sums);
  for (const [script, file] of [
    ['postinst', values['after-install']],
    ['postrm', values['after-remove']],
  ] as const) {
    if (file !== undefined) fs.writeFileSync(path.join(meta, script), fs.readFileSync(file), { mode: 0o755 });
  }
  execFileSync('dpkg-deb', ['--build', '--root-owner-group', '-Zgzip', '-z1', root, needed('package')]);
} finally {
  fs.rmSync(root, { recursive: true, force: true });
}
