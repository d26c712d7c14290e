import fs from 'node:fs/promises';
import path from 'node:path';
import { SOUND_NAMES } from '#app/rules/sounds';
import { TONES, type Tone } from './tones.ts';

/** Samples a second. Nothing in the sounds is higher than half of it. */
const RATE = 24_000;
/** Fades until a tone is over: it is then below a two-hundredth. */
const FADES = 5.5;
/** A tone begins within this time, in seconds: at once would click. */
const ATTACK = 0.004;
/** Of the largest value, so that no player has to clip. */
const PEAK = 0.7;
const LARGEST = 32_767;

/** A tone `after` it was struck, in seconds. */
function sample({ pitch, glide = pitch, fade, loud, overtones }: Tone, after: number): number {
  if (after < 0) return 0;
  // The phase of a pitch that moves towards `glide` as fast as the tone fades.
  const turns = glide * after + (pitch - glide) * fade * (1 - Math.exp(-after / fade));
  const sum = overtones.reduce((all, [multiple, strength]) => {
    const fading = Math.exp((-after / fade) * Math.sqrt(multiple));
    return all + strength * fading * Math.sin(2 * Math.PI * multiple * turns);
  }, 0);
  return loud * Math.min(1, after / ATTACK) * sum;
}

function samplesOf(tones: readonly Tone[]): readonly number[] {
  const seconds = Math.max(...tones.map(({ at, fade }) => at + FADES * fade));
  const raw = Array.from({ length: Math.ceil(seconds * RATE) }, (_, index) =>
    tones.reduce((all, tone) => all + sample(tone, index / RATE - tone.at), 0),
  );
  const highest = Math.max(...raw.map(Math.abs));
  return raw.map((value) => Math.round((value / highest) * PEAK * LARGEST));
}

/** A file of one channel with 16 bits a sample. http://soundfile.sapp.org/doc/WaveFormat/ */
export function wave(tones: readonly Tone[]): Buffer {
  const samples = samplesOf(tones);
  const bytes = 2 * samples.length;
  const file = Buffer.alloc(44 + bytes);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + bytes, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  // PCM, one channel.
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(2 * RATE, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(bytes, 40);
  samples.forEach((value, index) => {
    file.writeInt16LE(value, 44 + 2 * index);
  });
  return file;
}

/** Writes `NAME.wav` for each of Belfry's own sounds. */
export async function renderSounds(out: string): Promise<void> {
  await fs.mkdir(out, { recursive: true });
  await Promise.all(
    SOUND_NAMES.map((name) => fs.writeFile(path.join(out, `${name}.wav`), wave(TONES[name]))),
  );
}
