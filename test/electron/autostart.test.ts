import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { createAutostart } from '../../electron/autostart.ts';

test('on Linux an XDG autostart entry comes and goes', () => {
  const configHome = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-autostart-'));
  const autostart = createAutostart({
    platform: 'linux',
    app: { setLoginItemSettings: () => {} },
    configHome,
    name: 'Belfry',
    command: ['/opt/My Apps/belfry', '--profile=/home/a"b$c%d'],
  });
  const file = path.join(configHome, 'autostart', 'belfry.desktop');
  autostart.set(true);
  expect(fs.readFileSync(file, 'utf8')).toContain(
    'TryExec=/opt/My Apps/belfry\nExec="/opt/My Apps/belfry" "--profile=/home/a\\"b\\$c%%d" "--hidden"\n',
  );
  autostart.set(false);
  autostart.set(false);
  expect(fs.existsSync(file)).toBe(false);
});

test('on Linux a folder that cannot be written is an error', () => {
  const configHome = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-autostart-')), 'file');
  fs.writeFileSync(configHome, '');
  const deps = { app: { setLoginItemSettings: () => {} }, configHome, name: 'Belfry', command: ['belfry'] };
  expect(() => createAutostart({ platform: 'linux', ...deps }).set(true)).toThrow();
});

test('elsewhere it is a login item that starts hidden', () => {
  const setLoginItemSettings = vi.fn();
  const deps = { configHome: '', name: 'Belfry', command: [] };
  createAutostart({ platform: 'win32', app: { setLoginItemSettings }, ...deps }).set(true);
  expect(setLoginItemSettings).toHaveBeenCalledWith({ openAtLogin: true, args: ['--hidden'] });
});
