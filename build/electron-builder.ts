/** What a package of Belfry is. https://www.electron.build/configuration */
import type { Configuration, FileSet } from 'electron-builder';
import manifest from '../package.json' with { type: 'json' };
import { afterPack } from './packaging/after-pack.ts';
import { APP_ID, DESCRIPTION, METAINFO, SUMMARY } from './packaging/metainfo.ts';
import { registerScheme } from './packaging/msi-scheme.ts';
import { METAINFO_FILE, NOTICES_FILE, systemTree } from './packaging/system-files.ts';

/** An Electron that lies on this machine. */
export type LocalElectron = Readonly<{
  folder: string;
  version: string;
  /** Not the official one (`electron-runtime.mjs`): for trying packages out, never for a release. */
  fallback: boolean;
}>;

/**
 * Every fuse that electron-builder knows, whatever its default. https://www.electronjs.org/docs/latest/tutorial/fuses
 * With them nobody turns the installed app into a Node or a debugger by a variable or a flag, or swaps its code.
 */
const FUSES = {
  runAsNode: false,
  enableCookieEncryption: true,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  // Would need a snapshot of our own beside Chromium's.
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
  // For Macs with Apple's chips: flipping breaks the seal that they insist on, and an unsigned build gets no other.
  resetAdHocDarwinSignature: true,
} satisfies Required<NonNullable<Configuration['electronFuses']>>;

/** Bundles and, of better-sqlite3, the JavaScript and the prebuilt file for the target; its sources are 10 MB. */
const FILES = [
  'package.json',
  'dist/{electron,server,renderer,icons}/**',
  '!**/*.map',
  // The languages for tests.
  '!dist/**/pseudo*.js',
  '!node_modules/better-sqlite3/{deps,src,build}/**',
  '!node_modules/better-sqlite3/binding.gyp',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder's macros
  '!node_modules/better-sqlite3/prebuilds/!(${platform}-${arch}).node',
  // The tools' own Node (optionalDependencies), and headers that only a rebuild would need.
  '!node_modules/node-*/**',
] as const;

/** better-sqlite3 crashes on the fallback runtime; the server then loads libsql (server/storage/sqlite.ts). */
const FALLBACK_PACKAGES = ['libsql', '@libsql/linux-x64-gnu', '@neon-rs/load', 'detect-libc'].map(
  (name) => `node_modules/${name}`,
);
const FALLBACK_FILES: readonly FileSet[] = FALLBACK_PACKAGES.map((folder) => ({
  from: folder,
  to: folder,
  filter: ['package.json', '**/*.{js,cjs,mjs,node}'],
}));

/** Folders of the npm packages that go in as they are, beside what is bundled. */
export function wholePackages(local: LocalElectron | null): readonly string[] {
  const named = Object.keys(manifest.dependencies).map((name) => `node_modules/${name}`);
  return [...named, ...(local?.fallback ? FALLBACK_PACKAGES : [])];
}

/** Beside Electron's own, which electron-builder keeps. */
const TERMS: FileSet = { from: NOTICES_FILE, to: 'LICENSE.belfry.txt' };
/** Where a desktop that looks into an AppImage finds it. The deb and the rpm have it in its proper place. */
const OWN_METAINFO: FileSet = { from: METAINFO_FILE, to: `usr/${METAINFO}` };
const NO_OWN_METAINFO = ['--exclude', 'opt/Belfry/usr'];

const CHIPS = ['x64', 'arm64'] as const;
const forBothChips = <T extends string>(...targets: readonly T[]) =>
  targets.map((target) => ({ target, arch: [...CHIPS] }));

/** @param local null: electron-builder downloads the official Electron of each target and checks its hash */
export function packageConfig(local: LocalElectron | null): Configuration {
  return {
    appId: APP_ID,
    productName: 'Belfry',
    directories: { buildResources: 'build/installer' },
    files: [...FILES, ...(local?.fallback ? FALLBACK_FILES : [])],
    // Native files are loaded by the system, and the app's icon is read by the notification daemon: not out of an archive.
    asarUnpack: ['**/*.node', 'dist/icons/app/{64,256}.png'],
    // The native files are prebuilt, for Node-API.
    npmRebuild: false,
    // A release that could not be signed is none. Linux packages carry no signature.
    forceCodeSigning: local === null,
    ...(local === null ? {} : { electronDist: local.folder, electronVersion: local.version }),
    // As many as the app itself speaks.
    electronLanguages: ['en-US'],
    electronFuses: FUSES,
    afterPack,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder's macros
    artifactName: 'belfry-${version}-${os}-${arch}.${ext}',
    protocols: [{ name: 'Belfry', schemes: ['belfry'] }],
    // What is uploaded stays a draft until somebody looks at it and publishes it. The channel, `latest` or what stands
    // behind the hyphen of a version, names the file that updates are described in: with GitHub it follows from nothing else.
    // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder's macros
    publish: { provider: 'github', releaseType: 'draft', channel: '${channel}' },
    linux: {
      // snapcraft packs for the chip that it runs on.
      target: [...forBothChips('deb', 'rpm', 'AppImage', 'tar.gz'), 'snap'],
      executableName: 'belfry',
      // Names the desktop file as `desktopName` in package.json does: the toasts' and the window's tie to it.
      syncDesktopName: true,
      icon: 'dist/icons/app',
      category: 'Utility',
      synopsis: SUMMARY,
      description: DESCRIPTION,
      // The name that GNOME gave `SingleMainWindow` and still reads; validators of older distributions refuse the new one.
      desktop: {
        entry: {
          Keywords: 'notification;inbox;tray;',
          StartupNotify: 'true',
          'X-GNOME-SingleWindow': 'true',
        },
      },
      extraFiles: [TERMS, OWN_METAINFO],
    },
    deb: {
      packageCategory: 'utils',
      depends: [
        'libgtk-3-0t64 | libgtk-3-0',
        'libnss3',
        'libasound2t64 | libasound2',
        'libgbm1',
        'libxss1',
        'libxtst6',
        'xdg-utils',
      ],
      // Keeps secrets; without it they lie in a file that only the user reads.
      recommends: ['libsecret-1-0'],
      afterInstall: 'build/installer/deb/postinst',
      afterRemove: 'build/installer/deb/postrm',
      fpm: [...NO_OWN_METAINFO, `${systemTree('deb')}/=/`],
    },
    rpm: {
      // By the names of Fedora and its kin, or those of openSUSE.
      depends: [
        '(gtk3 or libgtk-3-0)',
        '(nss or mozilla-nss)',
        '(alsa-lib or libasound2)',
        '(mesa-libgbm or libgbm1)',
        '(libXScrnSaver or libXss1)',
        '(libXtst or libXtst6)',
        'xdg-utils',
      ],
      afterInstall: 'build/installer/rpm/post',
      afterRemove: 'build/installer/rpm/postun',
      fpm: [
        // Else all apps of one Electron claim the same files below /usr/lib/.build-id, and only one of them can be installed.
        '--rpm-rpmbuild-define',
        '_build_id_links none',
        // rpm removes the folders that a package names, and no others.
        '--rpm-auto-add-directories',
        ...NO_OWN_METAINFO,
        `${systemTree('rpm')}/=/`,
      ],
    },
    // The newer one runs without FUSE 2, and starts no AppImage without a sandbox where there can be one.
    toolsets: { appimage: '1.0.3' },
    // Updates replace the file under its name, which therefore tells no version.
    // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder's macros
    appImage: { artifactName: 'belfry-${os}-${arch}.${ext}' },
    // The plugs of electron-builder's default cover display, network, sound and desktop.
    snapcraft: {
      base: 'core24',
      core24: { confinement: 'strict', grade: 'stable', useDestructiveMode: true },
    },
    mac: {
      // Updates come as zip.
      target: forBothChips('dmg', 'pkg', 'zip'),
      icon: 'dist/icons/app/1024.png',
      category: 'public.app-category.productivity',
      hardenedRuntime: true,
      entitlements: 'build/installer/entitlements.mac.plist',
      entitlementsInherit: 'build/installer/entitlements.mac.plist',
      extraResources: [TERMS],
    },
    // Into /Applications and nowhere else: not over a copy that lies elsewhere, not onto another disk, not into a home folder.
    pkg: { isRelocatable: false, allowAnywhere: false, allowCurrentUserHome: false },
    win: {
      target: forBothChips('nsis', 'msi'),
      icon: 'dist/icons/app/256.png',
      extraFiles: [TERMS],
    },
    nsis: {
      oneClick: true,
      perMachine: false,
      include: 'build/installer/nsis.nsh',
      // One of both chips would be twice as large.
      buildUniversalInstaller: false,
    },
    msi: {
      oneClick: true,
      perMachine: true,
      // The code ties all versions together, so that each replaces the one before: it never changes.
      upgradeCode: 'B7D0C9A2-6B0E-4E0C-9F43-5E1B7C2D8A61',
      // An administrator's choice, and with each upgrade it would come back.
      createDesktopShortcut: false,
    },
    msiProjectCreated: registerScheme,
  };
}
