/** What a package of Belfry contains, and how it is made. https://www.electron.build/configuration */
import type { Configuration, FileSet } from 'electron-builder';
import manifest from '../../package.json' with { type: 'json' };
import { afterPack } from './after-pack.ts';
import { APP_ID, DESCRIPTION, METAINFO, SUMMARY } from './metainfo.ts';
import { registerScheme } from './msi-scheme.ts';
import { METAINFO_FILE, NOTICES_FILE, systemTree } from './system-files.ts';

/** An Electron on this machine. */
export type LocalElectron = Readonly<{
  folder: string;
  version: string;
  /** Not the official Electron (`electron-runtime.mjs`): only for packages to try out, never for a release. */
  fallback: boolean;
}>;

/**
 * Every fuse that electron-builder knows, also those with the right default. https://www.electronjs.org/docs/latest/tutorial/fuses
 * They prevent that a variable or flag turns the installed app into Node or a debugger, or that its code is replaced.
 */
const FUSES = {
  runAsNode: false,
  enableCookieEncryption: true,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  // It would need a V8 snapshot of ours beside Chromium's.
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
  // Flipping fuses breaks the ad-hoc signature, which Macs with Apple silicon require; an unsigned build gets no other.
  resetAdHocDarwinSignature: true,
} satisfies Required<NonNullable<Configuration['electronFuses']>>;

/** The bundles, and better-sqlite3's JavaScript with the binary for the target; its sources (10 MB) stay out. */
const FILES = [
  'package.json',
  'dist/{electron,server,renderer,icons,sounds}/**',
  '!**/*.map',
  // The languages for tests.
  '!dist/**/pseudo*.js',
  '!node_modules/better-sqlite3/{deps,src,build}/**',
  '!node_modules/better-sqlite3/binding.gyp',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder's macros
  '!node_modules/better-sqlite3/prebuilds/!(${platform}-${arch}).node',
  // Node for the tools (optionalDependencies), and the headers in node-addon-api, which only a rebuild needs.
  '!node_modules/node-*/**',
] as const;

/** better-sqlite3 crashes on the fallback runtime; the server then loads libsql (server/storage/sqlite/driver.ts). */
const FALLBACK_PACKAGES = ['libsql', '@libsql/linux-x64-gnu', '@neon-rs/load', 'detect-libc'].map(
  (name) => `node_modules/${name}`,
);
const FALLBACK_FILES: readonly FileSet[] = FALLBACK_PACKAGES.map((folder) => ({
  from: folder,
  to: folder,
  filter: ['package.json', '**/*.{js,cjs,mjs,node}'],
}));

/** Folders of the npm packages that are copied whole; all others are bundled. */
export function wholePackages(local: LocalElectron | null): readonly string[] {
  const named = Object.keys(manifest.dependencies).map((name) => `node_modules/${name}`);
  return [...named, ...(local?.fallback ? FALLBACK_PACKAGES : [])];
}

/** Our licences, beside Electron's, which electron-builder adds. */
const TERMS: FileSet = { from: NOTICES_FILE, to: 'LICENSE.belfry.txt' };
/** A desktop that looks into an AppImage finds the metadata here. The deb and the rpm install it in the system's folder. */
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
    // The system loads native files, the notification daemon reads the app's icon, players its sounds; none can read the archive.
    asarUnpack: ['**/*.node', 'dist/icons/app/{64,256}.png', 'dist/sounds/*.wav'],
    // Native modules come as Node-API binaries.
    npmRebuild: false,
    // A release must be signed, or packaging fails. Linux packages have no signature.
    forceCodeSigning: local === null,
    ...(local === null ? {} : { electronDist: local.folder, electronVersion: local.version }),
    // Only the app's own languages.
    electronLanguages: ['en-US'],
    electronFuses: FUSES,
    afterPack,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder's macros
    artifactName: 'belfry-${version}-${os}-${arch}.${ext}',
    protocols: [{ name: 'Belfry', schemes: ['belfry'] }],
    // An upload stays a draft until somebody publishes it. The channel (`latest`, or the word after the hyphen of the version)
    // names the file that describes the update; with GitHub electron-builder does not derive it.
    // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder's macros
    publish: { provider: 'github', releaseType: 'draft', channel: '${channel}' },
    linux: {
      // snapcraft makes packages only for the processor that it runs on.
      target: [...forBothChips('deb', 'rpm', 'AppImage', 'tar.gz'), 'snap'],
      executableName: 'belfry',
      // The desktop file gets the name in `desktopName` of package.json, by which toasts and window refer to it.
      syncDesktopName: true,
      icon: 'dist/icons/app',
      category: 'Utility',
      synopsis: SUMMARY,
      description: DESCRIPTION,
      // GNOME's older name of `SingleMainWindow`, which it still reads; validators of older distributions refuse the new name.
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
      // Stores secrets. Without it they are in a file that only the user can read.
      recommends: ['libsecret-1-0'],
      afterInstall: 'build/installer/deb/postinst',
      afterRemove: 'build/installer/deb/postrm',
      fpm: [...NO_OWN_METAINFO, `${systemTree('deb')}/=/`],
    },
    rpm: {
      // The names of Fedora and related distributions, or those of openSUSE.
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
        // Otherwise all apps with the same Electron contain the same files in /usr/lib/.build-id and conflict with each other.
        '--rpm-rpmbuild-define',
        '_build_id_links none',
        // rpm removes only folders that the package lists.
        '--rpm-auto-add-directories',
        ...NO_OWN_METAINFO,
        `${systemTree('rpm')}/=/`,
      ],
    },
    // This version runs without FUSE 2, and starts the AppImage with the sandbox where it can work.
    toolsets: { appimage: '1.0.3' },
    // Updates replace the file under the same name, so the name has no version.
    // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder's macros
    appImage: { artifactName: 'belfry-${os}-${arch}.${ext}' },
    // The plugs of electron-builder's default cover display, network, sound and desktop.
    snapcraft: {
      base: 'core24',
      core24: { confinement: 'strict', grade: 'stable', useDestructiveMode: true },
    },
    mac: {
      // Updates use the zip.
      target: forBothChips('dmg', 'pkg', 'zip'),
      icon: 'dist/icons/app/1024.png',
      category: 'public.app-category.productivity',
      hardenedRuntime: true,
      entitlements: 'build/installer/entitlements.mac.plist',
      entitlementsInherit: 'build/installer/entitlements.mac.plist',
      extraResources: [TERMS],
    },
    // Installs only into /Applications, not over a copy elsewhere, on another disk or in a home folder.
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
      // An installer for both processors would be twice as large.
      buildUniversalInstaller: false,
    },
    msi: {
      oneClick: true,
      perMachine: true,
      // Never change this code: by it, each version replaces the one before.
      upgradeCode: 'B7D0C9A2-6B0E-4E0C-9F43-5E1B7C2D8A61',
      // Administrators decide this, and each upgrade would create the icon again.
      createDesktopShortcut: false,
    },
    msiProjectCreated: registerScheme,
  };
}
