/** POST → Notify on the bus: the app and its floor in turns, each send on its own. */
import fs from 'node:fs';
import http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { RULES_LIMIT } from '#server/rules/verdicts';
import type { Endpoint } from '#server/session';
import type { Figures } from '../report.ts';
import { seedRules } from '../rules/seed-rules.ts';
import { REQUEST } from './load.ts';
import { startApp, startFloor } from './programs.ts';
import type { Stage } from './stage.ts';

const WARM_UP = 5;
const SENDS = 50;
/** The app folds the toasts of a second into one, and a source that sends more than this for long has one toast for all. */
const PACE_MS = 2_000;

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
  // None of the rules matches, so all of them are tried.
  const { dataDir } = await seedRules(RULES_LIMIT, 'nothing-that-is-sent');
  const programs = {
    Belfry: startApp(stage),
    'with 100 rules': startApp(stage, { profile: dataDir }),
    floor: startFloor(stage, 'notify'),
  };
  const names = Object.keys(programs) as (keyof typeof programs)[];
  try {
    const runs = await Promise.all(
      names.map(async (name) => ({
        name,
        endpoint: await programs[name].endpoint(),
        latencies: [] as number[],
      })),
    );
    for (let send = -WARM_UP; send < SENDS; send += 1) {
      for (const { name, endpoint, latencies } of runs) {
        await pause(PACE_MS / names.length);
        const latency = await sendOnce(stage, endpoint, `${name} ${send}`);
        if (send >= 0) latencies.push(latency);
      }
    }
    return Object.fromEntries(runs.map(({ name, latencies }) => [name, figuresOf(latencies)]));
  } finally {
    for (const name of names) await programs[name].stop();
    fs.rmSync(dataDir, { recursive: true, force: true });
  }
}
