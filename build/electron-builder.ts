/** What a package of Belfry is. https://www.electron.build/configuration */
import type { Configuration, FileSet } from 'electron-builder';
import { afterPack } from './packaging/after-pack.ts';
import { commandFiles } from './packaging/command-files.ts';

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
  '!node_modules/better-sqlite3/{deps,src,build}/**',
  '!node_modules/better-sqlite3/binding.gyp',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder's macros
  '!node_modules/better-sqlite3/prebuilds/!(${platform}-${arch}).node',
  // The tools' own Node (optionalDependencies), and headers that only a rebuild would need.
  '!node_modules/node-*/**',
] as const;

/** better-sqlite3 crashes on the fallback runtime; the server then loads libsql (server/storage/sqlite.ts). */
const FALLBACK_FILES: readonly FileSet[] = [
  'libsql',
  '@libsql/linux-x64-gnu',
  '@neon-rs/load',
  'detect-libc',
].map((name) => ({
  from: `node_modules/${name}`,
  to: `node_modules/${name}`,
  filter: ['package.json', '**/*.{js,cjs,mjs,node}'],
}));

/** @param local null: electron-builder downloads the official Electron of each target and checks its hash */
export function packageConfig(local: LocalElectron | null): Configuration {
  return {
    appId: 'io.belfry.desktop',
    productName: 'Belfry',
    directories: { buildResources: 'build/installer' },
    files: [...FILES, ...(local?.fallback ? FALLBACK_FILES : [])],
    // Native files are loaded by the system, and the app's icon is read by the notification daemon: not out of an archive.
    asarUnpack: ['**/*.node', 'dist/icons/app/256.png'],
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
      target: ['deb', 'rpm', 'AppImage', 'snap', 'tar.gz'],
      executableName: 'belfry',
      // Names the desktop file as `desktopName` in package.json does: the toasts' and the window's tie to it.
      syncDesktopName: true,
      icon: 'dist/icons/app',
      category: 'Utility',
      synopsis: 'Desktop tray notifier that loses nothing',
      description:
        'Raises native notifications from a realtime channel, shows the unread number in the tray and keeps an inbox on disk.',
      desktop: {
        entry: { Keywords: 'notification;inbox;tray;', StartupNotify: 'true', SingleMainWindow: 'true' },
      },
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
      fpm: commandFiles('vendor-completions'),
    },
    rpm: { fpm: commandFiles('site-functions') },
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
      target: ['dmg', 'pkg', 'zip'],
      icon: 'dist/icons/app/1024.png',
      category: 'public.app-category.productivity',
      hardenedRuntime: true,
      entitlements: 'build/installer/entitlements.mac.plist',
      entitlementsInherit: 'build/installer/entitlements.mac.plist',
    },
    win: { target: ['nsis', 'msi'], icon: 'dist/icons/app/256.png' },
    nsis: { oneClick: true, perMachine: false, include: 'build/installer/nsis.nsh' },
    // The code ties all versions together, so that each replaces the one before: it never changes.
    msi: { oneClick: true, perMachine: true, upgradeCode: 'B7D0C9A2-6B0E-4E0C-9F43-5E1B7C2D8A61' },
  };
}
