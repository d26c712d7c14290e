/** POST → Notify on the bus: the app and its floor in turns, each send on its own. */
import http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Endpoint } from '#server/session';
import type { Figures } from '../report.ts';
import { REQUEST } from './load.ts';
import { startApp, startFloor } from './programs.ts';
import type { Stage } from './stage.ts';

const WARM_UP = 5;
const SENDS = 50;
/** Over a second, in which the app folds toasts into one. */
const PACE_MS = 1_050;

const agent = new http.Agent({ keepAlive: true });

function post({ url, token }: Endpoint, title: string): Promise<void> {
  const body = JSON.stringify({ ...REQUEST, title });
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  return new Promise((resolve, reject) => {
    const request = http.request(
      `${url}/api/notifications`,
      { method: 'POST', agent, headers },
      (response) => {
        response.resume();
        response.on('end', () => {
          if (response.statusCode === 201) resolve();
          else reject(new Error(`the send was answered by ${response.statusCode}`));
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** @returns milliseconds from before the send to the toast's arrival at the bus */
async function sendOnce(stage: Stage, endpoint: Endpoint, title: string): Promise<number> {
  const arrival = stage.untilNotified(title);
  const begin = performance.now();
  const [at] = await Promise.all([arrival, post(endpoint, title)]);
  return at - begin;
}

function figuresOf(latencies: readonly number[]): Figures {
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (part: number): number => sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN;
  return { 'p50 (ms)': at(0.5), 'p95 (ms)': at(0.95), 'p99 (ms)': at(0.99) };
}

export async function measureLatency(stage: Stage): Promise<Readonly<Record<string, Figures>>> {
  const programs = { Belfry: startApp(stage), floor: startFloor(stage, 'notify') };
  try {
    const endpoints = { Belfry: await programs.Belfry.endpoint(), floor: await programs.floor.endpoint() };
    const latencies = { Belfry: [] as number[], floor: [] as number[] };
    for (let send = -WARM_UP; send < SENDS; send += 1) {
      for (const name of ['Belfry', 'floor'] as const) {
        await pause(PACE_MS / 2);
        const latency = await sendOnce(stage, endpoints[name], `${name} ${send}`);
        if (send >= 0) latencies[name].push(latency);
      }
    }
    return { Belfry: figuresOf(latencies.Belfry), floor: figuresOf(latencies.floor) };
  } finally {
    await programs.Belfry.stop();
    await programs.floor.stop();
  }
}
