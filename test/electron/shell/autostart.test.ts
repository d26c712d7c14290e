import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { createAutostart, profileOption } from '../../../electron/shell/autostart.ts';
import { readCommandLine } from '../../../electron/shell/command-line.ts';

const app = { setLoginItemSettings: () => {}, getLoginItemSettings: () => ({}) as never };

function onLinux(
  command: readonly string[],
  configHome = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-autostart-')),
) {
  const autostart = createAutostart({ platform: 'linux', app, configHome, name: 'Belfry', command });
  const file = path.join(configHome, 'autostart', 'belfry.desktop');
  return { autostart, file, configHome, read: () => fs.readFileSync(file, 'utf8') };
}

test('on Linux an XDG autostart entry comes and goes', () => {
  const { autostart, file, read } = onLinux(['/opt/My Apps/belfry', '--profile=/home/a"b$c%d\\e']);
  expect(autostart.isOn()).toBe(false);
  autostart.set(true);
  expect(autostart.isOn()).toBe(true);
  // Quoted as an argument, and that escaped as a string.
  expect(read()).toContain('TryExec=/opt/My Apps/belfry\nExec="/opt/My Apps/belfry" ');
  expect(read()).toContain(String.raw`"--profile=/home/a\\"b\\$c%%d\\\\e" "--hidden"`);
  autostart.set(false);
  autostart.set(false);
  expect(fs.existsSync(file)).toBe(false);
});

test.each([
  ['hidden', 'Hidden=true'],
  ['switched off by GNOME', 'X-GNOME-Autostart-enabled=false'],
])('on Linux an entry that is %s is off, and is not touched until it is switched on', (_how, line) => {
  const { autostart, file, read } = onLinux(['/new/belfry']);
  autostart.set(true);
  fs.appendFileSync(file, `${line}\n`);
  const theirs = read();
  expect(autostart.isOn()).toBe(false);
  autostart.refresh();
  expect(read()).toBe(theirs);
  autostart.set(true);
  expect(autostart.isOn()).toBe(true);
});

test('on Linux the autostart entry follows an app that has moved, and keeps its other lines', () => {
  const { autostart, file, configHome, read } = onLinux(['/old/belfry']);
  autostart.set(true);
  fs.appendFileSync(file, 'X-GNOME-Autostart-Delay=20\n[Desktop Action x]\nHidden=true\n');
  const moved = onLinux(['/new/$&/belfry'], configHome);
  expect(moved.autostart.isOn()).toBe(true);
  const before = read();
  moved.autostart.refresh();
  expect(read()).toBe(
    before
      .replace('TryExec=/old/belfry', () => 'TryExec=/new/$&/belfry')
      .replace('Exec="/old/belfry"', () => String.raw`Exec="/new/\\$&/belfry"`),
  );
});

test('on Linux a folder that cannot be written or read is an error, and no answer', () => {
  const configHome = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-autostart-')), 'file');
  fs.writeFileSync(configHome, '');
  const { autostart } = onLinux(['belfry'], configHome);
  expect(() => autostart.set(true)).toThrow();
  expect(autostart.isOn()).toBeNull();
});

const ODD = '/home/a "b" $HOME `c` \\d 100%';

test('a profile comes back out of its option, whatever is in its path', () => {
  for (const folder of [ODD, '/home/plain %41 file']) {
    expect(readCommandLine([profileOption(folder)])).toMatchObject({ profile: folder });
  }
});

const GENERATOR = '/usr/lib/systemd/user-generators/systemd-xdg-autostart-generator';

test.skipIf(!fs.existsSync(GENERATOR))(
  'systemd starts it with the profile that it was switched on for (skipped without systemd)',
  () => {
    const { autostart, configHome } = onLinux(['/bin/true', profileOption(ODD)]);
    autostart.set(true);
    const out = path.join(configHome, 'units');
    fs.mkdirSync(out);
    const env = { ...process.env, XDG_CONFIG_HOME: configHome, XDG_CONFIG_DIRS: '/none' };
    execFileSync(GENERATOR, [out, out, out], { env, stdio: 'ignore' });
    const unit = fs.readFileSync(path.join(out, 'app-belfry@autostart.service'), 'utf8');
    // %% is a unit's %.
    const [, argument = ''] = /^ExecStart=:?\/bin\/true "?(--profile=[^" ]+)"? --hidden$/m.exec(unit) ?? [];
    expect(readCommandLine([argument.replaceAll('%%', '%')])).toMatchObject({ profile: ODD });
  },
);

test.each([
  ['win32', false],
  ['darwin', true],
] as const)('on %s it is a login item that starts hidden', (platform, isOn) => {
  const setLoginItemSettings = vi.fn();
  const deps = { configHome: '', name: 'Belfry', command: [] };
  const autostart = createAutostart({
    platform,
    app: {
      setLoginItemSettings,
      // As after its user has switched it off in Windows' Task Manager.
      getLoginItemSettings: () => ({ openAtLogin: true, executableWillLaunchAtLogin: false }) as never,
    },
    ...deps,
  });
  autostart.set(true);
  expect(setLoginItemSettings).toHaveBeenCalledWith({ openAtLogin: true, args: ['--hidden'] });
  expect(autostart.isOn()).toBe(isOn);
});
