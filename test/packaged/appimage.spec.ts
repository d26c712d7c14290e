/**
 * An AppImage, packed by electron-builder with Debian's squashfs-tools. Its runtime, which would mount it, is downloaded with
 * electron-builder's tools and is not here: the test unpacks it instead, as that does where there is no FUSE.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { buildPackage, NEW, validateMetadata } from './installation.ts';
import { usePackagedStage } from './stage.ts';

/** In the place of the runtime, at the file's beginning. */
const RUNTIME = Buffer.alloc(4096);

const stage = usePackagedStage();
let work: string;

/** electron-builder's AppImage tools, as they are on a disk. */
function tools(): string {
  const folder = path.join(work, 'tools');
  for (const name of ['x64', 'arm64']) {
    fs.mkdirSync(path.join(folder, 'lib', name), { recursive: true });
    fs.mkdirSync(path.join(folder, 'runtimes'), { recursive: true });
    fs.writeFileSync(path.join(folder, 'runtimes', `runtime-${name}`), RUNTIME);
  }
  for (const program of ['mksquashfs', 'desktop-file-validate']) {
    const found = execFileSync('which', [program], { encoding: 'utf8' }).trim();
    fs.symlinkSync(found, path.join(folder, program));
  }
  return folder;
}

test.beforeAll(() => {
  test.setTimeout(300_000);
  work = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-appimage-'));
  fs.chmodSync(work, 0o755);
  const env = { APPIMAGE_TOOLS_PATH: tools() };
  const file = buildPackage('AppImage', NEW, path.join(work, 'out'), env);
  const unpack = ['-no-progress', '-offset', String(RUNTIME.length), '-dest', path.join(work, 'app'), file];
  execFileSync('unsquashfs', unpack, { stdio: 'pipe' });
});
test.afterAll(() => {
  if (work !== undefined) fs.rmSync(work, { recursive: true, force: true });
});

test('the package contains the metadata for desktops and software centres', () => {
  const entry = path.join(work, 'app', 'belfry.desktop');
  validateMetadata(entry, path.join(work, 'app', 'usr/share/metainfo/io.belfry.desktop.metainfo.xml'));
  expect(fs.readFileSync(entry, 'utf8')).toMatch(/^Exec=AppRun %U$/m);
  expect(fs.existsSync(path.join(work, 'app', 'LICENSE.belfry.txt'))).toBe(true);
});

test('does its main job for an ordinary user, in the sandbox', async () => {
  const root = process.getuid?.() === 0;
  const app = await stage.start({ executable: path.join(work, 'app', 'AppRun'), asUser: root });
  await stage.mainJob(app, 'from an AppImage');
  expect(fs.readFileSync(`/proc/${app.pid}/cmdline`, 'utf8')).not.toContain('--no-sandbox');
  await stage.quit(app);
});
