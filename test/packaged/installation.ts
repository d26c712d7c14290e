/** Packages for an installation on this machine, and what such an installation leaves. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/app.ts';
import { userId } from '../support/packaged.ts';

export const COMMAND = '/usr/bin/belfry';
export const FOLDER = '/opt/Belfry';
export const OLD = '0.0.1';
export const NEW: string = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')).version;

/** Where a package or its scripts put things. */
const PLACES = [
  ...['/opt', '/usr/bin', '/usr/lib/.build-id', '/usr/share', '/etc/alternatives', '/etc/apparmor.d'],
  ...['/var/cache/apparmor', '/var/lib/dpkg/info'],
];

/**
 * Packs the app as that version.
 * @param output folder for packages
 * @param env more of it, for electron-builder
 * @returns the package's file
 */
export function buildPackage(
  kind: 'deb' | 'rpm' | 'AppImage',
  version: string,
  output: string,
  env: NodeJS.ProcessEnv = {},
): string {
  const folder = path.join(output, version);
  const args = ['build/packaging/dist.ts', '--target', kind, '--as-version', version, '--output', folder];
  execFileSync(process.execPath, args, { cwd: ROOT, stdio: 'pipe', env: { ...process.env, ...env } });
  const made = fs.readdirSync(folder).find((name) => name.endsWith(`.${kind}`));
  if (made === undefined) throw new Error(`no ${kind} in ${folder}`);
  return path.join(folder, made);
}

/** Whatever bears Belfry's name. */
export function leftovers(): readonly string[] {
  const places = PLACES.filter((place) => fs.existsSync(place));
  const found = execFileSync('find', [...places, '-iname', '*belfry*'], { encoding: 'utf8' });
  return found.split('\n').filter(Boolean);
}

/** What the command prints for an ordinary user. */
export function say(home: string, ...args: readonly string[]): string {
  const become = [`--reuid=${userId('-u')}`, `--regid=${userId('-g')}`, '--clear-groups'];
  const env = { HOME: home, PATH: process.env.PATH };
  return execFileSync('setpriv', [...become, COMMAND, ...args], { encoding: 'utf8', env });
}

/** A validator's complaint makes it throw, with all that it says. */
export function validateMetadata(desktopEntry: string, metainfo: string): void {
  execFileSync('desktop-file-validate', [desktopEntry], { stdio: 'pipe' });
  execFileSync('appstreamcli', ['validate', '--no-net', metainfo], { stdio: 'pipe' });
}

const STAND_INS = {
  // A kernel that gives user namespaces to all, or to root only.
  unshare: { all: 'exit 0', root: '[ "$(id -u)" = 0 ]' },
  'aa-enabled': { on: 'exit 0', off: 'exit 1' },
} as const;

export type Kernel = Readonly<{
  namespaces: keyof (typeof STAND_INS)['unshare'];
  appArmor: keyof (typeof STAND_INS)['aa-enabled'];
}>;

/**
 * Programs that answer a package's scripts as they would on such a kernel; this machine has only one.
 * @returns a folder for the beginning of the path; in `loaded` stands what AppArmor's parser was asked for
 */
export function playKernel(folder: string, { namespaces, appArmor }: Kernel): string {
  const programs = path.join(folder, `namespaces-${namespaces}-apparmor-${appArmor}`);
  const scripts = {
    unshare: STAND_INS.unshare[namespaces],
    'aa-enabled': STAND_INS['aa-enabled'][appArmor],
    // Its own path is in the script, since a package manager may clear the environment.
    apparmor_parser: `echo "$*" >> '${path.join(programs, 'loaded')}'`,
    ischroot: 'exit 1',
  };
  fs.mkdirSync(programs, { recursive: true });
  fs.chmodSync(folder, 0o755);
  for (const [name, script] of Object.entries(scripts))
    fs.writeFileSync(path.join(programs, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return programs;
}
