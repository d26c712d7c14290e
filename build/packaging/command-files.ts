import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

const ROOT = path.dirname(path.dirname(import.meta.dirname));
const INSTALLER = path.join(ROOT, 'build', 'installer');
const MAN_PAGE = path.join(ROOT, 'dist', 'belfry.1.gz');

/** Debian wants man pages compressed as well as possible. https://www.debian.org/doc/debian-policy/ch-docs.html#manual-pages */
export function compressManPage(): void {
  fs.writeFileSync(MAN_PAGE, gzipSync(fs.readFileSync(path.join(INSTALLER, 'belfry.1')), { level: 9 }));
}

/**
 * Man page and shell completions of the command, as fpm takes files: FROM=TO.
 * @param zsh folder of the distribution's own completions
 */
export function commandFiles(zsh: 'vendor-completions' | 'site-functions'): string[] {
  const completion = (shell: string) => path.join(INSTALLER, 'completions', `belfry.${shell}`);
  return [
    `${MAN_PAGE}=/usr/share/man/man1/belfry.1.gz`,
    `${completion('bash')}=/usr/share/bash-completion/completions/belfry`,
    `${completion('zsh')}=/usr/share/zsh/${zsh}/_belfry`,
    `${completion('fish')}=/usr/share/fish/vendor_completions.d/belfry.fish`,
  ];
}
