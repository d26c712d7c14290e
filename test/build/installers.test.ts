/**
 * What electron-builder makes of our configuration, as far as it gets without the tools that it downloads: the projects that
 * those tools would be given.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { build, type Configuration } from 'electron-builder';
import { PNG } from 'pngjs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packageConfig } from '../../build/packaging/electron-builder.ts';
import { metainfo } from '../../build/packaging/metainfo.ts';
import { registerScheme } from '../../build/packaging/msi-scheme.ts';
import { ROOT } from '../support/app.ts';

const config = packageConfig(null);
/** app-builder-lib, of which electron-builder is the face. */
const library = createRequire(createRequire(import.meta.url).resolve('electron-builder'));

let folder: string;
const { PATH } = process.env;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-installers-'));
});
afterEach(() => {
  process.env.PATH = PATH;
  fs.rmSync(folder, { recursive: true });
});

const picture = (size: number): Buffer => PNG.sync.write(new PNG({ width: size, height: size }));

/** Windows takes a PNG, with this before it. https://en.wikipedia.org/wiki/ICO_(file_format) */
function ico(png: Buffer): Buffer {
  const header = Buffer.alloc(22);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(1, 4);
  header.writeUInt16LE(1, 10);
  header.writeUInt16LE(32, 12);
  header.writeUInt32LE(png.length, 14);
  header.writeUInt32LE(header.length, 18);
  return Buffer.concat([header, png]);
}

type Targets = Readonly<{ linux: string[] }> | Readonly<{ win: string[] }>;

/** Packs an empty app, up to where a tool would be called. @returns what that would be given */
async function upToTheTool(targets: Targets, overrides: Configuration = {}): Promise<readonly unknown[]> {
  const app = path.join(folder, 'app');
  fs.mkdirSync(path.join(app, 'resources'), { recursive: true });
  for (const name of ['belfry', 'Belfry.exe']) fs.writeFileSync(path.join(app, name), '');
  const given: unknown[] = [];
  // electron-builder changes what it is given.
  const fresh = packageConfig(null);
  const options = {
    projectDir: ROOT,
    prepackaged: app,
    publish: 'never' as const,
    config: {
      ...fresh,
      forceCodeSigning: false,
      publish: null,
      directories: { ...fresh.directories, output: path.join(folder, 'out') },
      ...overrides,
    },
    ...targets,
    // Its own tests' way in; true ends the target there.
    effectiveOptionComputed: async (options: unknown) => given.push(options) > 0,
  };
  await build(options);
  return given;
}

test('each system’s packages are made for both chips', () => {
  const chips = (targets: unknown) =>
    (targets as readonly Readonly<{ target: string; arch: readonly string[] }>[])
      .filter((each) => typeof each === 'object')
      .map(({ target, arch }) => `${target} ${arch.join(' ')}`);
  expect(chips(config.linux?.target)).toEqual(
    ['deb', 'rpm', 'AppImage', 'tar.gz'].map((name) => `${name} x64 arm64`),
  );
  expect(chips(config.win?.target)).toEqual(['nsis x64 arm64', 'msi x64 arm64']);
  expect(chips(config.mac?.target)).toEqual(['dmg', 'pkg', 'zip'].map((name) => `${name} x64 arm64`));
  // One file a chip: the updater takes the one that names its own.
  expect(config.nsis?.buildUniversalInstaller).toBe(false);
  expect(config.artifactName).toContain('arch');
});

test('the AppImage starts with the sandbox and needs no FUSE 2', async () => {
  const icon = path.join(folder, '512.png');
  fs.writeFileSync(icon, picture(512));
  const linux = { ...packageConfig(null).linux, icon };
  const [entry] = await upToTheTool({ linux: ['AppImage'] }, { linux });
  expect(entry).toMatchObject({
    desktopFileName: 'belfry.desktop',
    desktop: expect.stringMatching(/^Exec=AppRun %U$/m),
  });
  const { appimageChecksums } = library('app-builder-lib/out/toolsets/linux');
  // Of each toolset since 1.0 the runtime is static; the one before it wants libfuse2 from the system.
  expect(Object.keys(appimageChecksums)).toContain(config.toolsets?.appimage);
  expect(config.toolsets?.appimage).toMatch(/^1\./);
});

test('the MSI registers belfry: links for the machine, and puts no icon on the desktop', async () => {
  const icon = path.join(folder, 'icon.ico');
  fs.writeFileSync(icon, ico(picture(256)));
  let project = '';
  const whenMade = (file: string) => {
    registerScheme(file);
    project = fs.readFileSync(file, 'utf8');
    throw new Error('far enough');
  };
  const made = upToTheTool(
    { win: ['msi'] },
    { win: { ...packageConfig(null).win, icon }, msiProjectCreated: whenMade },
  );
  await expect(made).rejects.toThrow('far enough');

  expect(project).not.toContain('desktopShortcut');
  expect(project).toContain('Id="startMenuShortcut"');
  const group =
    /<ComponentGroup Id="ProductComponents"[^>]*>(.*)<\/ComponentGroup>/s.exec(project)?.[1] ?? '';
  expect(group).toContain('Root="HKLM" Key="Software\\Classes\\belfry"');
  expect(group).toContain('Name="URL Protocol" Value=""');
  expect(group).toContain('Key="shell\\open\\command" Value="&quot;[#mainExecutable]&quot; &quot;%1&quot;"');
  expect(() => library('sax').parser(true).write(project).close()).not.toThrow();
  // What the command names is a file of this project.
  expect(group).toMatch(/<File Name="Belfry\.exe"[^>]* Id="mainExecutable"/);
  expect(config.msiProjectCreated).toBe(registerScheme);
});

test('a project with another structure is refused', () => {
  const project = path.join(folder, 'project.wxs');
  for (const text of ['<Wix/>', '</ComponentGroup></ComponentGroup>']) {
    fs.writeFileSync(project, text);
    expect(() => registerScheme(project)).toThrow('component group');
    expect(fs.readFileSync(project, 'utf8')).toBe(text);
  }
});

/** Apple's tools, as electron-builder calls them: they begin files that it then changes. */
const APPLES = {
  productbuild: `<?xml version="1.0"?>
<installer-gui-script minSpecVersion="2">
    <options customize="never" require-scripts="false" hostArchitectures="arm64"/>
</installer-gui-script>`,
  pkgbuild: `<?xml version="1.0"?>
<plist version="1.0"><array><dict>
  <key>RootRelativeBundlePath</key><string>Belfry.app</string>
  <key>BundleIsRelocatable</key><true/>
</dict></array></plist>`,
} as const;

test('the pkg installs into /Applications and nowhere else', async () => {
  for (const [name, text] of Object.entries(APPLES)) {
    const script = `#!/bin/sh\ncase "$1" in --synthesize | --analyze) ;; *) exit 0 ;; esac\nfor last; do :; done\ncat > "$last" <<'END'\n${text}\nEND\n`;
    fs.writeFileSync(path.join(folder, name), script, { mode: 0o755 });
  }
  process.env.PATH = `${folder}:${PATH}`;
  const at = (name: string) => path.join(folder, name);
  const { PkgTarget } = library('app-builder-lib/out/targets/pkg');
  const packager = {
    config,
    platformSpecificBuildOptions: config.mac,
    appInfo: { id: config.appId, version: '1.0.0' },
    getResource: async () => null,
    info: {
      buildResourcesDir: folder,
      tempDirManager: { getTempFile: async () => at('requirements.plist') },
    },
  };
  const target = new PkgTarget(packager, folder);
  await target.customizeDistributionConfiguration(at('distribution.xml'), at('Belfry.app'), null, 3);
  await target.buildComponentPackage(at('Belfry.app'), at('component.plist'), at('component.pkg'));

  const distribution = fs.readFileSync(at('distribution.xml'), 'utf8');
  expect(distribution).toContain(
    '<domains enable_anywhere="false" enable_currentUserHome="false" enable_localSystem="true" />',
  );
  expect(distribution).toContain('rootVolumeOnly="true"');
  expect(fs.readFileSync(at('component.plist'), 'utf8')).toMatch(
    /<key>BundleIsRelocatable<\/key>\s*<false\/>/,
  );
});

test('the metadata says whether a version is stable', () => {
  const day = new Date('2026-11-30T23:59:59Z');
  expect(metainfo('1.2.0', day)).toContain('<release version="1.2.0" type="stable" date="2026-11-30"/>');
  expect(metainfo('1.2.0-beta.1', day)).toContain('version="1.2.0-beta.1" type="development"');
});
