import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEFAULTS, type Settings } from '#app/rules/settings';
import { wave } from '../../../../build/sounds/render.ts';
import { TONES } from '../../../../build/sounds/tones.ts';
import type { PlayOutcome } from '../../../../electron/delivery/sounds/player.ts';
import type { Playable } from '../../../../electron/delivery/sounds/players.ts';
import { createSounds } from '../../../../electron/delivery/sounds/sounds.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-sounds-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

function setUp(settings: Partial<Settings>, outcome: (what: Playable) => PlayOutcome = () => 'played') {
  const played: unknown[] = [];
  const sounds = createSounds({
    settings: () => ({ ...DEFAULTS, ...settings }),
    folder: '/sounds',
    player: {
      async play(what, volume) {
        played.push(what.kind === 'file' ? what.file : what.kind, volume);
        return outcome(what);
      },
      dispose() {},
    },
    beep: null,
  });
  return { sounds, played };
}

test('by default the desktop has its sound, and what breaks through another', () => {
  const { sounds } = setUp({});
  expect(sounds.of('all')).toEqual({ kind: 'system' });
  expect(sounds.of('urgent')).toEqual({ kind: 'file', file: '/sounds/alert.wav' });
  expect(sounds.of('none')).toEqual({ kind: 'none' });
});

test('at volume 0 nothing is heard', async () => {
  const { sounds, played } = setUp({ volume: 0 });
  expect(sounds.of('urgent')).toEqual({ kind: 'none' });
  expect(await sounds.tryOut('bell')).toBe('played');
  expect(played).toEqual([]);
});

test('a desktop without sounds of its own gets one of Belfry’s, as loud', async () => {
  const { sounds, played } = setUp({ volume: 40 }, ({ kind }) =>
    kind === 'system' ? 'no_player' : 'played',
  );
  expect(await sounds.tryOut('system')).toBe('played');
  expect(played).toEqual(['system', 40, '/sounds/bell.wav', 40]);
});

test('a file of the user’s own that is gone is named, and leaves no toast silent', async () => {
  const soundFile = path.join(folder, 'mine.wav');
  const { sounds, played } = setUp({ soundForAll: 'file', soundFile });
  expect(await sounds.tryOut('file')).toBe('missing');
  expect(sounds.of('all')).toEqual({ kind: 'system' });
  fs.writeFileSync(soundFile, '');
  expect(sounds.of('all')).toEqual({ kind: 'file', file: soundFile });
  expect(await sounds.tryOut('file')).toBe('played');
  expect(played).toEqual([soundFile, 100]);
});

test('a file of the user’s own that nothing can play leaves no toast silent, and is named when it is tried', async () => {
  const soundFile = path.join(folder, 'mine.wav');
  fs.writeFileSync(soundFile, 'no sound');
  const { sounds, played } = setUp({ soundForAll: 'file', soundFile }, ({ kind }) =>
    kind === 'file' ? 'failed' : 'played',
  );
  expect(await sounds.tryOut('file')).toBe('failed');
  expect(await sounds.play(sounds.of('all'))).toBe('played');
  expect(played).toEqual([soundFile, 100, soundFile, 100, 'system', 100]);
});

test.each(Object.entries(TONES))('%s is short, small, audible and fades out', (_name, tones) => {
  const file = wave(tones);
  expect(file.length).toBeLessThan(60 * 1_024);
  const samples = Array.from({ length: (file.length - 44) / 2 }, (_, index) =>
    Math.abs(file.readInt16LE(44 + 2 * index)),
  );
  expect(Math.max(...samples)).toBeGreaterThan(20_000);
  expect(Math.max(...samples.slice(-100))).toBeLessThan(400);
});
