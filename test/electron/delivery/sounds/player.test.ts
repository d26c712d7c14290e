import { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPlayer } from '../../../../electron/delivery/sounds/player.ts';
import { playersOf } from '../../../../electron/delivery/sounds/players.ts';

const WAV = { kind: 'file', file: '/a b.wav' } as const;

/** A computer that has only these programs; each notes how it was started. */
let folder: string;
const player = () =>
  createPlayer({ platform: 'linux', env: { PATH: folder }, log: { info() {}, error() {} } });

function install(program: string, end: string): void {
  const script = `#!/bin/sh\necho "${program} $*" >> "${folder}/ran"\n${end}\n`;
  fs.writeFileSync(path.join(folder, program), script, { mode: 0o755 });
}

const ran = (): readonly string[] => {
  const file = path.join(folder, 'ran');
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim().split('\n') : [];
};

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-player-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

test('the first program that is there plays it, with the volume as it takes it', async () => {
  install('paplay', 'exit 0');
  install('canberra-gtk-play', 'exit 0');
  expect(await player().play(WAV, 50)).toBe('played');
  expect(ran()).toEqual(['paplay --volume=32768 /a b.wav']);
});

test('one that reaches no sound server leaves it to the next', async () => {
  install('pw-play', 'exit 1');
  install('canberra-gtk-play', 'exit 0');
  expect(await player().play(WAV, 50)).toBe('played');
  expect(ran()).toEqual(['pw-play --volume=0.5 /a b.wav', 'canberra-gtk-play --volume=-6.0 --file /a b.wav']);
});

test('the desktop’s own sound is only known to libcanberra', async () => {
  install('paplay', 'exit 0');
  expect(await player().play({ kind: 'system' }, 100)).toBe('no_player');
  install('canberra-gtk-play', 'exit 0');
  expect(await player().play({ kind: 'system' }, 100)).toBe('played');
  expect(ran()).toEqual(['canberra-gtk-play --volume=0.0 --id message-new-instant']);
});

test('it says whether there is no program, or none that could', async () => {
  expect(await player().play(WAV, 100)).toBe('no_player');
  install('paplay', 'exit 1');
  expect(await player().play(WAV, 100)).toBe('failed');
});

test('a sound ends the one before, which does not look for another program', async () => {
  install('pw-play', 'exec /bin/sleep 60');
  install('paplay', 'exit 0');
  const one = player();
  const first = one.play(WAV, 100);
  await expect.poll(ran).toHaveLength(1);
  const second = one.play({ kind: 'file', file: '/b.wav' }, 100);
  expect(await first).toBe('played');
  await expect.poll(ran).toEqual(['pw-play --volume=1 /a b.wav', 'pw-play --volume=1 /b.wav']);
  one.dispose();
  expect(await second).toBe('played');
});

test('a program that is not there gets no signal: in Electron it would end Belfry and all that was started with it', async () => {
  const kill = vi.spyOn(ChildProcess.prototype, 'kill').mockReturnValue(false);
  const one = player();
  await Promise.all([one.play(WAV, 100), one.play(WAV, 100)]);
  expect(kill).not.toHaveBeenCalled();
  kill.mockRestore();
});

test('Windows and macOS bring a player for files along; their own sound is the toast’s', () => {
  for (const platform of ['win32', 'darwin'] as const) {
    const [first] = playersOf(platform);
    expect(first?.args(WAV, 50)).not.toEqual([]);
    expect(first?.args({ kind: 'system' }, 50)).toEqual([]);
  }
});
