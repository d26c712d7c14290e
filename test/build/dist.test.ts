import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkSize, SizeBudgetError } from '../../build/packaging/after-pack.ts';
import { packageConfig } from '../../build/packaging/electron-builder.ts';

const DIST = path.resolve(import.meta.dirname, '../../build/packaging/dist.ts');
const KILOBYTE = 1024;

let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-dist-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

test.each([[[]], [['--publish']], [['--target', 'snap', '--publish']]])(
  'no release is made from the fallback runtime (%j)',
  (args) => {
    fs.writeFileSync(path.join(folder, 'version'), '33.4.11');
    const result = spawnSync(process.execPath, [DIST, ...args], {
      encoding: 'utf8',
      env: { ...process.env, BELFRY_ELECTRON: path.join(folder, 'electron'), BELFRY_ELECTRON_FALLBACK: '1' },
    });
    expect(result.status).toBe(1);
    expect(result.stderr).toContain('No release is made from the fallback runtime');
    expect(result.stdout).toBe('');
  },
);

test('libsql is packaged for the fallback runtime only', () => {
  const names = (fallback: boolean) =>
    JSON.stringify(packageConfig({ folder, version: '33.4.11', fallback }).files);
  expect(names(true)).toContain('@libsql/linux-x64-gnu');
  expect(names(false)).not.toContain('libsql');
  expect(JSON.stringify(packageConfig(null).files)).not.toContain('libsql');
});

test('a package over its budget is refused with the part that is too large', () => {
  const resources = path.join(folder, 'resources');
  const unpacked = path.join(resources, 'app.asar.unpacked', 'node_modules');
  fs.mkdirSync(unpacked, { recursive: true });
  fs.writeFileSync(path.join(resources, 'app.asar'), Buffer.alloc(2 * KILOBYTE));
  fs.writeFileSync(path.join(unpacked, 'native.node'), Buffer.alloc(2 * KILOBYTE));
  fs.writeFileSync(path.join(folder, 'belfry'), Buffer.alloc(4 * KILOBYTE));

  const check = (app: number, all: number) => () => checkSize(folder, resources, { app, all });
  expect(check(4 * KILOBYTE, 8 * KILOBYTE)).not.toThrow();
  expect(check(4 * KILOBYTE - 1, 8 * KILOBYTE)).toThrow(SizeBudgetError);
  expect(check(4 * KILOBYTE - 1, 8 * KILOBYTE)).toThrow(/^app takes/);
  expect(check(4 * KILOBYTE, 8 * KILOBYTE - 1)).toThrow(/^all takes/);
});
