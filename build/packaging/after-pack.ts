import fs from 'node:fs';
import path from 'node:path';
import type { AfterPackContext } from 'electron-builder';

const MEGABYTE = 1024 * 1024;

/** Unpacked, in bytes. `app` is what is ours: archive and native files; `all` counts Electron too. */
export const SIZE_BUDGET = { app: 24 * MEGABYTE, all: 380 * MEGABYTE } as const;

/** The package grew past its budget: something came along that does not belong in it, or the budget has to be argued for. */
export class SizeBudgetError extends Error {
  override readonly name = 'SizeBudgetError';

  constructor(part: keyof typeof SIZE_BUDGET, size: number, budget: number) {
    super(
      `${part} takes ${(size / MEGABYTE).toFixed(1)} MB unpacked, its budget is ${budget / MEGABYTE} MB (build/packaging/after-pack.ts)`,
    );
  }
}

/** @returns bytes of all files below `target`, or of the file itself */
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

/** Before signing: takes out what does not belong in a package, and weighs the rest. */
export function afterPack({ appOutDir, packager, electronPlatformName }: AfterPackContext): void {
  const resources = packager.getResourcesDir(appOutDir);
  // A local copy of Electron brings these; the first is an app that runs any other.
  fs.rmSync(path.join(resources, 'default_app.asar'), { force: true });
  fs.rmSync(path.join(appOutDir, 'version'), { force: true });
  // Not each copy of Electron has it so. What installs a package may give it to root (installer/deb, installer/rpm).
  if (electronPlatformName === 'linux') fs.chmodSync(path.join(appOutDir, 'chrome-sandbox'), 0o755);
  checkSize(appOutDir, resources);
}
