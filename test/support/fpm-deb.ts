import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Request } from './fpm-stand-in.ts';

/** All below `folder`, deepest last. */
function walk(folder: string): readonly string[] {
  return fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name));
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
function control(request: Request, size: number): string {
  const [synopsis = '', ...body] = request.description.split('\n');
  const fields = {
    Package: request.name,
    Version: request.version,
    Architecture: request.architecture,
    Maintainer: request.maintainer,
    'Installed-Size': String(Math.ceil(size / 1024)),
    Depends: request.depends?.join(', '),
    Recommends: request['deb-recommends']?.join(', '),
    Section: request.category ?? 'default',
    Priority: request['deb-priority'],
    Homepage: request.url,
    Description: [synopsis, ...body.map((line) => ` ${line.trim() || '.'}`)].join('\n'),
  };
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
}

/** @param root what is installed, from the root of the file system on */
export function makeDeb(request: Request, root: string): void {
  const size = walk(root).reduce((sum, file) => sum + fs.lstatSync(file).size, 0);
  const sums = checksums(root);
  const meta = path.join(root, 'DEBIAN');
  fs.mkdirSync(meta, { mode: 0o755 });
  fs.writeFileSync(path.join(meta, 'control'), control(request, size));
  fs.writeFileSync(path.join(meta, 'md5sums'), sums);
  for (const [script, file] of [
    ['postinst', request['after-install']],
    ['postrm', request['after-remove']],
  ] as const) {
    if (file !== undefined) fs.writeFileSync(path.join(meta, script), fs.readFileSync(file), { mode: 0o755 });
  }
  execFileSync('dpkg-deb', ['--build', '--root-owner-group', '-Zgzip', '-z1', root, request.package]);
}
