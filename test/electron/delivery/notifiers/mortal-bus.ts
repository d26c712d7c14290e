import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { busConfig } from '../../../../build/desktop/configs.ts';
import { endProcess } from '../../../../build/desktop.ts';
import { untilListening } from '../../../support/poll.ts';

export interface MortalBus {
  readonly address: string;
  readonly kill: () => Promise<void>;
  /** At the same address. */
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** A bus that goes away and comes back, as when a user's session manager restarts it. */
export async function startMortalBus(): Promise<MortalBus> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-bus-'));
  const socket = path.join(folder, 'bus');
  const config = path.join(folder, 'bus.conf');
  fs.writeFileSync(config, busConfig(socket, []));
  let child: ChildProcess;
  const start = async () => {
    child = spawn('dbus-daemon', [`--config-file=${config}`, '--nofork'], { stdio: 'ignore' });
    await untilListening(socket);
  };
  const kill = async () => {
    await endProcess(child);
    fs.rmSync(socket, { force: true });
  };
  await start();
  return {
    address: `unix:path=${socket}`,
    kill,
    start,
    stop: async () => {
      await kill();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
