import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Request } from './fpm-stand-in.ts';

/** Of what Belfry brings, the folders that every system has: fpm's `templates/rpm/filesystem_list`. */
const FILESYSTEM = new Set([
  ...['/opt', '/usr', '/usr/bin', '/usr/share', '/usr/share/applications', '/usr/share/doc'],
  ...['/usr/share/icons', '/usr/share/man', '/usr/share/man/man1'],
]);

function files(request: Request, root: string): readonly string[] {
  return fs.readdirSync(root, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    const file = `/${name}`;
    if (!fs.lstatSync(path.join(root, name)).isDirectory()) return [file];
    return request['rpm-auto-add-directories'] && !FILESYSTEM.has(file) ? [`%dir ${file}`] : [];
  });
}

const script = (name: string, file: string | undefined): string =>
  file === undefined ? '' : `%${name}\n${fs.readFileSync(file, 'utf8')}\n`;

/** As fpm writes it: `templates/rpm.erb`. https://rpm-software-management.github.io/rpm/manual/spec.html */
function spec(request: Request, root: string): string {
  const steps = ['prep', 'build', 'install', 'clean'];
  return `${steps.map((step) => `%define __spec_${step}_post true\n%define __spec_${step}_pre true`).join('\n')}
%define _binary_payload w1.gzdio

Name: ${request.name}
Version: ${request.version}
Release: 1
Summary: ${request['rpm-summary'] ?? request.description}
AutoReqProv: no
BuildRoot: %buildroot
Group: ${request.category ?? 'default'}
License: ${request.license ?? 'unknown'}
Vendor: ${request.vendor ?? request.maintainer}
URL: ${request.url ?? ''}
Packager: ${request.maintainer}
${(request.depends ?? []).map((name) => `Requires: ${name}\n`).join('')}
%description
${request.description.replaceAll(/^\s*$/gm, ' .')}

${steps.map((step) => `%${step}\n`).join('\n')}
${script('post', request['after-install'])}
${script('postun', request['after-remove'])}
%files
%defattr(-,root,root,-)
${files(request, root).join('\n')}
`;
}

/** @param root what is installed, from the root of the file system on; its parent is for working files */
export function makeRpm(request: Request, root: string): void {
  const top = path.join(path.dirname(root), 'rpmbuild');
  fs.mkdirSync(path.join(top, 'SPECS'), { recursive: true });
  const file = path.join(top, 'SPECS', `${request.name}.spec`);
  fs.writeFileSync(file, spec(request, root));
  const defines = [
    `buildroot ${root}`,
    `_topdir ${top}`,
    `_tmppath ${top}`,
    `_rpmdir ${top}/RPMS`,
    // Otherwise it begins one in the home folder.
    `_dbpath ${top}/db`,
  ];
  const target = ['--target', `${request.architecture}-unknown-${request['rpm-os']}`];
  execFileSync(
    'rpmbuild',
    [
      '-bb',
      ...target,
      '--buildroot',
      root,
      ...[...defines, ...(request['rpm-rpmbuild-define'] ?? [])].flatMap((define) => ['--define', define]),
      file,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const made = fs.globSync(path.join(top, 'RPMS', '**', '*.rpm'));
  const [rpm] = made;
  if (rpm === undefined || made.length > 1) throw new Error(`rpmbuild made ${made.length} packages`);
  fs.copyFileSync(rpm, request.package);
}
