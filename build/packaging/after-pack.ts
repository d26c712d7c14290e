import fs from 'node:fs';
import path from 'node:path';
import type { AfterPackContext } from 'electron-builder';

const MEGABYTE = 1024 * 1024;

/** Unpacked sizes in bytes. `app` is our archive and native files; `all` includes Electron. */
export const SIZE_BUDGET = { app: 24 * MEGABYTE, all: 380 * MEGABYTE } as const;

/** The package is too large: it contains something that does not belong in it, or the budget needs a change with a reason. */
export class SizeBudgetError extends Error {
  override readonly name = 'SizeBudgetError';

  constructor(part: keyof typeof SIZE_BUDGET, size: number, budget: number) {
    super(
      `${part} takes ${(size / MEGABYTE).toFixed(1)} MB unpacked, its budget is ${budget / MEGABYTE} MB (build/packaging/after-pack.ts)`,
    );
  }
}

/** @returns bytes of the file, or of all files in the folder */
function sizeOf(target: string): number {
  const stat = fs.lstatSync(target, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.size;
  return fs.readdirSync(target).reduce((total, name) => total + sizeOf(path.join(target, name)), 0);
}

/** @throws SizeBudgetError */
export function checkSize(folder: string, resources: string, budget: typeof SIZE_BUDGET = SIZE_BUDGET): void {
  const sizes = {
    app: sizeOf(path.join(resources, 'app.asar')) + sizeOf(path.join(resources, 'app.asar.unpacked')),
    all: sizeOf(folder),
  };
  for (const part of ['app', 'all'] as const) {
    if (sizes[part] > budget[part]) throw new SizeBudgetError(part, sizes[part], budget[part]);
  }
}

/** Runs before signing: removes what does not belong in a package, and checks the size of the rest. */
export function afterPack({ appOutDir, packager, electronPlatformName }: AfterPackContext): void {
  const resources = packager.getResourcesDir(appOutDir);
  // A local copy of Electron contains these. default_app.asar would run any other app.
  fs.rmSync(path.join(resources, 'default_app.asar'), { force: true });
  fs.rmSync(path.join(appOutDir, 'version'), { force: true });
  // Some copies of Electron lack this mode. The scripts in installer/deb and installer/rpm may add the setuid bit.
  if (electronPlatformName === 'linux') fs.chmodSync(path.join(appOutDir, 'chrome-sandbox'), 0o755);
  checkSize(appOutDir, resources);
}
