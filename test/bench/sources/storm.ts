/** All connections of a team server are cut at once. */
import fs from 'node:fs';
import http from 'node:http';
import type { Socket } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { userChannel } from '#server/rules/channels';
import { DATABASE_FILE } from '../../../server/storage/storage.ts';
import { until } from '../../support/poll.ts';
import { REQUEST } from '../app/load.ts';
import { timeMark } from '../realtime/client.ts';
import { startLoader } from '../realtime/loader.ts';
import { APP } from '../realtime/publisher.ts';
import { belfry, floor, type Running, type Subject, start } from '../realtime/subjects.ts';
import type { Figures } from '../report.ts';
import type { Crowd } from './crowd.ts';
import { openClient, type StormClient } from './storm-client.ts';
import type { StormCommand, StormReport } from './storm-load.ts';

const STORMS = 3;
const SEND_EVERY_MS = 25;
const CALM_MS = 2_000;
const SETTLE_MS = 1_000;
const NS_PER_MS = 1_000_000;
const LOAD = path.join(import.meta.dirname, 'storm-load.ts');

type Send = (to: StormClient) => Promise<unknown>;

function createSend(port: number, token: string): Send {
  const agent = new http.Agent({ keepAlive: true });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return ({ userId }) =>
    new Promise((resolve, reject) => {
      const request = http.request(
        { host: '127.0.0.1', port, path: '/api/notifications', method: 'POST', agent, headers },
        (response) => {
          response.resume();
          response.on('end', () =>
            response.statusCode === 201
              ? resolve(true)
              : reject(new Error(`answered by ${response.statusCode}`)),
          );
        },
      );
      request.on('error', reject);
      request.end(JSON.stringify({ ...REQUEST, title: timeMark(), to: userId }));
    });
}

const publish =
  ({ publisher }: Running): Send =>
  ({ userId }) =>
    publisher.publish(userChannel(userId), JSON.stringify({ ...REQUEST, title: timeMark() }));

async function measure(
  subject: Subject,
  crowd: Crowd,
  sendOver: (running: Running) => Send,
): Promise<Figures> {
  const running = await start(subject);
  const loader = startLoader<StormCommand, StormReport>(LOAD);
  const server = { port: running.port, key: APP.key };
  const send = sendOver(running);
  let sockets: readonly Socket[] = [];
  let latencies: number[] = [];
  const onEvent = (sentAt: number | null): void => {
    if (sentAt !== null) latencies.push((Number(process.hrtime.bigint()) - sentAt) / NS_PER_MS);
  };
  /** Sends at a steady pace until that is over; @returns milliseconds from each send to its witness */
  async function sendDuring(work: Promise<unknown>): Promise<readonly number[]> {
    let over = false;
    const end = work.finally(() => {
      over = true;
    });
    latencies = [];
    const sends: Promise<unknown>[] = [];
    for (const begin = performance.now(); !over; ) {
      const witness = crowd.witnesses[sends.length % crowd.witnesses.length];
      if (witness !== undefined) sends.push(send(witness));
      await pause(Math.max(0, begin + sends.length * SEND_EVERY_MS - performance.now()));
    }
    await Promise.all([end, ...sends]);
    await until('every send at its witness', () => latencies.length >= sends.length);
    return latencies;
  }

  const p99 = (values: readonly number[]): number =>
    values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * 0.99)] ?? Number.NaN;
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, one) => sum + one, 0) / values.length;

  try {
    const events = { onEvent, onClose: () => {} };
    sockets = await Promise.all(crowd.witnesses.map((witness) => openClient(server, witness, events)));
    await loader.ask({ do: 'connect', server, clients: crowd.clients });
    await pause(SETTLE_MS);
    const calm = await sendDuring(pause(CALM_MS));
    const [times, cpus, meanwhile, failed]: [number[], number[], number[], number[]] = [[], [], [], []];
    for (let storm = 0; storm < STORMS; storm += 1) {
      const before = running.cpu();
      await loader.ask({ do: 'cut' });
      const again = loader.ask({ do: 'connect again' });
      meanwhile.push(...(await sendDuring(again)));
      const { ms, attempts } = await again;
      cpus.push((running.cpu() - before) / 1_000);
      times.push(ms);
      failed.push(attempts - crowd.clients.length);
      await pause(SETTLE_MS);
    }
    return {
      'until all are back (ms)': mean(times),
      'CPU of the server (ms)': mean(cpus),
      'p99 of a send meanwhile (ms)': p99(meanwhile),
      'p99 of a send before (ms)': p99(calm),
      'attempts that failed': mean(failed),
    };
  } finally {
    for (const socket of sockets) socket.destroy();
    loader.close();
    await running.stop();
  }
}

export function measureTeamStorm(crowd: Crowd): Promise<Figures> {
  const subject: Subject = {
    name: belfry.name,
    command(port, folder) {
      fs.copyFileSync(path.join(crowd.folder, DATABASE_FILE), path.join(folder, DATABASE_FILE));
      return belfry.command(port, folder);
    },
  };
  return measure(subject, crowd, ({ port }) => createSend(port, crowd.senderToken));
}

export const measureFloorStorm = (crowd: Crowd): Promise<Figures> => measure(floor, crowd, publish);
