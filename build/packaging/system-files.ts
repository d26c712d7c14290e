/** Files that packages install outside the app's folder. */
import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { METAINFO, metainfo } from './metainfo.ts';
import { notices } from './notices.ts';

const ROOT = path.dirname(path.dirname(import.meta.dirname));
const INSTALLER = path.join(ROOT, 'build', 'installer');
const OUTPUT = path.join(ROOT, 'dist', 'system');

/** deb and rpm put these two files in different places. */
const PLACES = {
  deb: { notices: 'share/doc/belfry/copyright', zsh: 'share/zsh/vendor-completions/_belfry' },
  rpm: { notices: 'share/licenses/belfry/LICENSE', zsh: 'share/zsh/site-functions/_belfry' },
} as const;

export type SystemPackage = keyof typeof PLACES;
const KINDS = ['deb', 'rpm'] as const satisfies readonly SystemPackage[];

/** Belfry's licence and those of the code inside. */
export const NOTICES_FILE = path.join(OUTPUT, 'LICENSE.belfry.txt');
/** AppStream metadata; packages that are a folder contain it too. */
export const METAINFO_FILE = path.join(OUTPUT, path.basename(METAINFO));
/** A folder whose content is installed at the root of the file system. */
export const systemTree = (kind: SystemPackage): string => path.join(OUTPUT, kind);

function put(file: string, content: string | Buffer): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
}

/**
 * @param version of the package
 * @param npmPackages folders of the npm packages inside, relative to the repository
 */
export function writeSystemFiles(version: string, npmPackages: Iterable<string>): void {
  const installer = (...names: readonly string[]) => fs.readFileSync(path.join(INSTALLER, ...names));
  const completion = (shell: string) => installer('completions', `belfry.${shell}`);
  const terms = notices(npmPackages);
  const description = metainfo(version, new Date());
  fs.rmSync(OUTPUT, { recursive: true, force: true });
  put(NOTICES_FILE, terms);
  put(METAINFO_FILE, description);
  for (const kind of KINDS) {
    const usr = path.join(systemTree(kind), 'usr');
    const places = PLACES[kind];
    // Debian wants man pages compressed as well as possible. https://www.debian.org/doc/debian-policy/ch-docs.html#manual-pages
    put(path.join(usr, 'share/man/man1/belfry.1.gz'), gzipSync(installer('belfry.1'), { level: 9 }));
    put(path.join(usr, 'share/bash-completion/completions/belfry'), completion('bash'));
    put(path.join(usr, 'share/fish/vendor_completions.d/belfry.fish'), completion('fish'));
    put(path.join(usr, places.zsh), completion('zsh'));
    put(path.join(usr, METAINFO), description);
    put(path.join(usr, places.notices), terms);
    fs.mkdirSync(path.join(usr, 'bin'), { recursive: true });
    // A link in the package's list of files; the package manager upgrades and removes it, unlike a link that a script makes.
    fs.symlinkSync('/opt/Belfry/belfry', path.join(usr, 'bin', 'belfry'));
  }
}
