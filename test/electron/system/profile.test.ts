import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { lockTrouble, profileTrouble, tempTrouble } from '../../../electron/system/profile.ts';

const folder = () => fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-start-'));

test('a writable folder is no trouble, and the check leaves nothing in it', () => {
  const made = path.join(folder(), 'a', 'b');
  expect([profileTrouble(made), tempTrouble(made, 'linux')]).toEqual([null, null]);
  expect(fs.readdirSync(made)).toEqual([]);
});

test('a temporary folder that is missing or full says so', () => {
  const missing = path.join(folder(), 'gone');
  expect(tempTrouble(missing, 'linux')).toMatchObject({
    code: 'unusable',
    message: expect.stringContaining('ENOENT'),
  });
  expect(fs.existsSync(missing)).toBe(false);
  const full = vi.spyOn(fs, 'writeFileSync').mockImplementation(() => {
    throw new Error('ENOSPC: no space left on device');
  });
  onTestFinished(() => full.mockRestore());
  expect(tempTrouble(os.tmpdir(), 'linux')).toMatchObject({
    code: 'unusable',
    message: expect.stringContaining('ENOSPC'),
  });
});

test('a temporary folder that is a file is reported, and so is a profile folder below a file', () => {
  const file = path.join(folder(), 'file');
  fs.writeFileSync(file, '');
  expect(tempTrouble(file, 'linux')).toMatchObject({
    code: 'unusable',
    message: expect.stringContaining('ENOTDIR'),
  });
  expect(profileTrouble(path.join(file, 'profile'))).toContain('ENOTDIR');
});

test('one whose path leaves no room for the socket of the running one says how long it may be', () => {
  const long = `/${'x'.repeat(80)}`;
  expect(tempTrouble(long, 'linux')).toEqual({ code: 'too_long', limit: 74 });
  expect(tempTrouble(long, 'win32')).toMatchObject({ code: 'unusable' });
});

test('a lock is believed only while its process runs', () => {
  const profile = folder();
  const lock = path.join(profile, 'SingletonLock');
  expect(lockTrouble(profile, 'linux')).toMatch(/ENOENT/);
  fs.symlinkSync(`my-host-${process.pid}`, lock);
  expect(lockTrouble(profile, 'linux')).toBeNull();
  fs.rmSync(lock);
  fs.symlinkSync('my-host-999999999', lock);
  expect(lockTrouble(profile, 'linux')).toMatch(/ESRCH/);
  expect(lockTrouble(profile, 'win32')).toBeNull();
});
