// @ts-check
/** What Belfry needs from a Linux system, and the Debian packages that contain it. Plain JavaScript with Node's own modules. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** Electron's shared libraries, and one font. `a|b`: the first one that the distribution has. */
const RUNTIME_PACKAGES = [
  'libgtk-3-0t64|libgtk-3-0',
  'libnss3',
  'libasound2t64|libasound2',
  'libgbm1',
  'libnotify4',
  'libxss1',
  'libxtst6',
  'xdg-utils',
  'fonts-dejavu-core',
];

/** @type {Record<string, string>} program → package */
const HEADLESS_PROGRAMS = { Xvfb: 'xvfb', 'dbus-daemon': 'dbus', dunst: 'dunst', openbox: 'openbox' };

/** @type {Record<string, string>} program → package */
const TEST_PROGRAMS = {
  ...HEADLESS_PROGRAMS,
  xdotool: 'xdotool',
  openssl: 'openssl',
  gsettings: 'libglib2.0-bin',
  pulseaudio: 'pulseaudio',
  paplay: 'pulseaudio-utils',
};

/** @type {Record<string, string>} file → package */
const TEST_FILES = {
  '/usr/share/glib-2.0/schemas/org.gnome.desktop.notifications.gschema.xml': 'gsettings-desktop-schemas',
  '/usr/share/dbus-1/services/ca.desrt.dconf.service': 'dconf-service',
};

/** Packages of other desktops' panels and notification daemons. Not all of their programs are on the path. */
const DESKTOP_PACKAGES = [
  'awesome',
  'i3-wm',
  'lxqt-notificationd',
  'lxqt-panel',
  'mate-notification-daemon',
  'notification-daemon',
  'polybar',
  'tint2',
  'trayer',
  'xfce4-notifyd',
  'xfce4-panel',
];

/** @type {Record<string, string>} program → package: programs that make, read and validate packages */
const PACKAGE_PROGRAMS = {
  rpmbuild: 'rpm',
  mksquashfs: 'squashfs-tools',
  makensis: 'nsis',
  'desktop-file-validate': 'desktop-file-utils',
  appstreamcli: 'appstream',
  man: 'man-db',
};

/** @type {Record<string, string>} program → package: programs for the demo's pictures */
const SCENERY_PROGRAMS = { 'xfce4-panel': 'xfce4-panel', picom: 'picom' };
const SCENERY_FONT = { file: /(^|\/)Inter[^/]*\.(ttf|otf)$/, name: 'fonts-inter' };

/** @param {string} program */
function onPath(program) {
  return (process.env.PATH ?? '').split(path.delimiter).some((folder) => {
    try {
      fs.accessSync(path.join(folder, program), fs.constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Whether this machine has a screen. Systems other than Linux always have one. */
export function hasDesktop() {
  const { DISPLAY, WAYLAND_DISPLAY, DBUS_SESSION_BUS_ADDRESS } = process.env;
  return process.platform !== 'linux' || Boolean((DISPLAY || WAYLAND_DISPLAY) && DBUS_SESSION_BUS_ADDRESS);
}

/** @param {RegExp} file */
function hasFont(file = /\.(ttf|otf|ttc)$/) {
  try {
    return fs.readdirSync('/usr/share/fonts', { recursive: true }).some((name) => file.test(String(name)));
  } catch {
    return false;
  }
}

/** @param {string} executable Electron */
function runtimeComplete(executable) {
  const linked = spawnSync('ldd', [executable], { encoding: 'utf8' });
  if (linked.status !== 0 || /not found/.test(linked.stdout)) return false;
  const libraries = spawnSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' }).stdout ?? '';
  return libraries.includes('libgtk-3.so.0') && hasFont();
}

/** @param {Record<string, string>} programs */
function packagesOfMissing(programs) {
  return Object.entries(programs)
    .filter(([program]) => !onPath(program))
    .map(([, name]) => name);
}

function packagesOfMissingFiles() {
  return Object.entries(TEST_FILES)
    .filter(([file]) => !fs.existsSync(file))
    .map(([, name]) => name);
}

/** @param {string} name */
function installed(name) {
  const { stdout } = spawnSync('dpkg-query', ['-s', name], { encoding: 'utf8' });
  return /^Status: install ok installed$/m.test(stdout ?? '');
}

/**
 * @typedef {{ electron: string, headless: boolean, tests: boolean, desktops: boolean, packages: boolean }} Needs
 * @param {Needs} needs
 * @returns {string[]} packages to install, as `name` or `name|other`
 */
function missingPackages({ electron, headless, tests, desktops, packages }) {
  const missing = runtimeComplete(electron) ? [] : [...RUNTIME_PACKAGES];
  if (tests) missing.push(...packagesOfMissing(TEST_PROGRAMS), ...packagesOfMissingFiles());
  else if (headless) missing.push(...packagesOfMissing(HEADLESS_PROGRAMS));
  if (packages) missing.push(...packagesOfMissing(PACKAGE_PROGRAMS));
  if (desktops) missing.push(...DESKTOP_PACKAGES.filter((name) => !installed(name)));
  return missing;
}

/** @param {string} name */
function hasCandidate(name) {
  const policy = spawnSync('apt-cache', ['policy', name], { encoding: 'utf8' }).stdout ?? '';
  return /Candidate: (?!\(none\))/.test(policy);
}

/** @param {string} alternatives `a|b` */
function available(alternatives) {
  const names = alternatives.split('|');
  return names.find(hasCandidate) ?? /** @type {string} */ (names.at(-1));
}

/**
 * What lets apt-get install here without a question; null: nothing. A machine of CI belongs to nobody, so its `sudo` may be used.
 * @returns {string[] | null}
 */
function asRoot() {
  if (!onPath('apt-get')) return null;
  if (process.getuid?.() === 0) return [];
  return process.env.CI && onPath('sudo') ? ['sudo', '-n', '--preserve-env=DEBIAN_FRONTEND'] : null;
}

/** @param {string[]} rights @param {string[]} args @returns {boolean} whether it succeeded */
function aptGet(rights, args) {
  const [program = '', ...rest] = [...rights, 'apt-get', ...args];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(program, rest, { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0;
}

/** @param {string[]} rights @param {string[]} names @param {(line: string) => void} say @returns {boolean} whether apt-get succeeded */
function install(rights, names, say) {
  say(`Installing system packages: ${names.join(' ')}`);
  return aptGet(rights, ['install', '-y', '-qq', '--no-install-recommends', ...names]);
}

/**
 * Installs what is missing on Debian or Ubuntu, as root or in CI; otherwise throws an error with the command to run.
 * @param {Needs} needs
 * @param {(line: string) => void} say
 */
export function ensureSystemPackages(needs, say) {
  if (process.platform !== 'linux') return;
  const missing = missingPackages(needs);
  if (missing.length === 0) return;
  const rights = asRoot();
  if (rights !== null) {
    aptGet(rights, ['update', '-qq']);
    const names = missing.map(available);
    if (install(rights, names, say) && missingPackages(needs).length === 0) return;
    throw new Error(`apt-get could not install: ${names.join(' ')}`);
  }
  if (onPath('apt-get')) {
    throw new Error(
      `This machine lacks some packages. Install them and try again:\n  sudo apt-get install -y ${missing.map(available).join(' ')}`,
    );
  }
  throw new Error(
    `This machine lacks the content of these Debian packages. Install your distribution's equivalents and try again:\n  ${missing.join(' ')}`,
  );
}

/** @returns {string[]} */
function missingScenery() {
  const font = hasFont(SCENERY_FONT.file) ? [] : [SCENERY_FONT.name];
  return [...packagesOfMissing(SCENERY_PROGRAMS), ...font];
}

/**
 * Installs programs that only improve the demo's pictures, if it can; otherwise says which ones are missing.
 * @param {(line: string) => void} say
 */
export function offerSceneryPackages(say) {
  if (process.platform !== 'linux' || missingScenery().length === 0) return;
  const rights = asRoot();
  if (rights !== null) {
    aptGet(rights, ['update', '-qq']);
    const names = missingScenery().filter(hasCandidate);
    if (names.length > 0) install(rights, names, say);
  }
  const missing = missingScenery();
  if (missing.length > 0) {
    say(
      `The pictures would look better with these Debian packages: ${missing.join(' ')}. Continuing without them.`,
    );
  }
}
