import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  appImageFile,
  feedFile,
  type Installation,
  replaceable,
  updatesItself,
} from '../../../electron/maintenance/installation.ts';

const newFolder = () => fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-installation-'));

describe('the AppImage that the app runs from', () => {
  const file = '/home/a/Belfry.AppImage';
  test.each([
    ['mounted', { APPIMAGE: file, APPDIR: '/tmp/.mount_x' }, '/tmp/.mount_x/belfry', file],
    ['mounted, with a slash', { APPIMAGE: file, APPDIR: '/tmp/.mount_x/' }, '/tmp/.mount_x/belfry', file],
    ['of another program', { APPIMAGE: file, APPDIR: '/tmp/.mount_x' }, '/opt/Belfry/belfry', null],
    ['of a program named alike', { APPIMAGE: file, APPDIR: '/opt/Bel' }, '/opt/Belfry/belfry', null],
    ['half told', { APPIMAGE: file }, '/opt/Belfry/belfry', null],
    ['none', {}, '/opt/Belfry/belfry', null],
  ])('%s', (_case, env, execPath, expected) => {
    expect(appImageFile(env, execPath)).toBe(expected);
  });
});

describe('updates itself', () => {
  const installation = (fields: Partial<Installation>): Installation => ({
    platform: 'linux',
    execPath: '/opt/Belfry/belfry',
    name: 'Belfry',
    feed: import.meta.filename,
    appImage: null,
    replaceable: () => true,
    ...fields,
  });

  test('on Linux an AppImage that the user may replace, and nothing else', () => {
    expect(updatesItself(installation({}))).toBe(false);
    expect(updatesItself(installation({ appImage: '/home/a/Belfry.AppImage' }))).toBe(true);
    expect(updatesItself(installation({ appImage: '/opt/Belfry.AppImage', replaceable: () => false }))).toBe(
      false,
    );
  });

  test('on Windows what the installer put up, not what the MSI did', () => {
    const folder = newFolder();
    const windows = installation({ platform: 'win32', execPath: path.join(folder, 'Belfry.exe') });
    expect(updatesItself(windows)).toBe(false);
    fs.writeFileSync(path.join(folder, 'Uninstall Belfry.exe'), '');
    expect(updatesItself(windows)).toBe(true);
  });

  test('on macOS a bundle that the user may replace', () => {
    const asked: string[] = [];
    const mac = installation({
      platform: 'darwin',
      execPath: '/Applications/Belfry.app/Contents/MacOS/Belfry',
      replaceable: (target) => asked.push(target) > 0,
    });
    expect(updatesItself(mac)).toBe(true);
    expect(asked).toEqual(['/Applications/Belfry.app']);
    expect(updatesItself({ ...mac, replaceable: () => false })).toBe(false);
  });

  test('not where the package does not say from where', () => {
    const appImage = '/home/a/Belfry.AppImage';
    expect(updatesItself(installation({ appImage, feed: path.join(newFolder(), 'app-update.yml') }))).toBe(
      false,
    );
  });

  test('on no other system', () => {
    expect(updatesItself(installation({ platform: 'freebsd', appImage: '/x' }))).toBe(false);
  });
});

test('a file for development says nothing to a packaged app', () => {
  const app = (isPackaged: boolean) => ({ isPackaged, getAppPath: () => '/app' });
  expect(feedFile(app(true), '/resources')).toBe(path.join('/resources', 'app-update.yml'));
  expect(feedFile(app(false), '/resources')).toBe(path.join('/app', 'dev-app-update.yml'));
});

test('files that do not exist cannot be replaced', () => {
  const file = path.join(newFolder(), 'Belfry.AppImage');
  expect(replaceable(file)).toBe(false);
  fs.writeFileSync(file, '');
  expect(replaceable(file)).toBe(true);
});
