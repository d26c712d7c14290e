/** A sound server of a test's desktop, without a loudspeaker: what is played is heard by the test alone. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { type Desktop, endProcess } from '../../build/desktop.ts';
import { until } from './poll.ts';

/** Samples a second of what is heard. */
const RATE = 8_000;
/** Of 32,767. The null sink itself is silent. */
const LOUD = 300;
/** What follows after so much silence is another sound, in samples. */
const BREAK = RATE / 4;

export interface SoundServer {
  /** When each sound has begun, in milliseconds since 1970, oldest first. */
  readonly heard: () => readonly number[];
  /** Whether the last sound is over, so that the next one counts by itself. */
  readonly isSilent: () => boolean;
  readonly stop: () => Promise<void>;
}

export async function startSoundServer(desktop: Desktop): Promise<SoundServer> {
  const socket = path.join(desktop.runtimeDir, 'pulse', 'native');
  const server = desktop.start('pulseaudio', [
    ...['-n', '--daemonize=no', '--use-pid-file=no', '--exit-idle-time=-1'],
    '--load=module-null-sink sink_name=ear',
    '--load=module-native-protocol-unix auth-anonymous=1',
  ]);
  const ear = await until('a sound server', () => listen(socket));
  return {
    heard: ear.heard,
    isSilent: ear.isSilent,
    stop: async () => {
      await endProcess(ear.child);
      await endProcess(server);
    },
  };
}

/** @throws Error if nothing can be heard there yet */
async function listen(socket: string) {
  const child = spawn(
    'parec',
    [
      `--server=unix:${socket}`,
      '--device=ear.monitor',
      '--latency-msec=20',
      '--format=s16le',
      '--channels=1',
      `--rate=${RATE}`,
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const begun: number[] = [];
  let silence = BREAK;
  const first = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => reject(new Error('parec ended')));
    child.stdout.once('data', () => resolve());
  });
  child.stdout.on('data', (chunk: Buffer) => {
    for (let at = 0; at + 1 < chunk.length; at += 2) {
      const isLoud = Math.abs(chunk.readInt16LE(at)) > LOUD;
      if (isLoud && silence >= BREAK) begun.push(Date.now());
      silence = isLoud ? 0 : silence + 1;
    }
  });
  await first;
  return { child, heard: () => begun, isSilent: () => silence >= BREAK };
}
