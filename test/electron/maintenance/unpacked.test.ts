import path from 'node:path';
import { expect, test } from 'vitest';
import { unpacked } from '../../../electron/maintenance/installation.ts';

test.each([
  [
    ['opt', 'Belfry', 'resources', 'app.asar', 'dist', 'a.png'],
    ['opt', 'Belfry', 'resources', 'app.asar.unpacked', 'dist', 'a.png'],
  ],
  [
    ['src', 'belfry', 'dist', 'a.png'],
    ['src', 'belfry', 'dist', 'a.png'],
  ],
  [
    ['opt', 'resources', 'app.asar.unpacked', 'a.png'],
    ['opt', 'resources', 'app.asar.unpacked', 'a.png'],
  ],
])('%j lies for other programs at %j', (file, real) => {
  expect(unpacked(path.join(...file))).toBe(path.join(...real));
});
