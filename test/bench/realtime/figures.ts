/** What is measured, one server at a time. */
import path from 'node:path';
import type { Figures } from '../report.ts';
import { timeMark } from './client.ts';
import type { LoadCommand, LoadReport } from './load.ts';
import { startLoader } from './loader.ts';
import { APP } from './publisher.ts';
import { type Running, type Subject, start } from './subjects.ts';

export type Rate = Readonly<{ subscribers: number; perSecond: number }>;

const PAYLOAD_BYTES = 200;
const WARM_UP_MS = 1_500;
const MEASURE_MS = 5_000;
const DRAIN_MS = 5_000;
const PARALLEL_CONNECTS = 100;
const WARM_UP_CONNECTIONS = 500;
const CHANNEL = 'bench';

const LOAD = path.join(import.meta.dirname, 'load.ts');

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const payload = (): string => `{"at":"${timeMark()}","text":"`.padEnd(PAYLOAD_BYTES - 2, 'x').concat('"}');

async function withSubject<T>(subject: Subject, measure: (running: Running) => Promise<T>): Promise<T> {
  const running = await start(subject);
  try {
    return await measure(running);
  } finally {
    await running.stop();
  }
}

/** Publishes at a steady rate, whatever the answers; @returns how many */
async function publishFor(running: Running, perSecond: number, ms: number): Promise<number> {
  const begin = performance.now();
  const total = Math.round((perSecond * ms) / 1_000);
  const answers: Promise<unknown>[] = [];
  for (let sent = 0; sent < total; sent += 1) {
    await pause(Math.max(0, begin + (sent * 1_000) / perSecond - performance.now()));
    answers.push(running.publisher.publish(CHANNEL, payload()));
  }
  await Promise.all(answers);
  return total;
}

/**
 * Memory of idle subscribed connections, and how fast they connect. A process without connections has free memory of unknown size, so
 * the second `count` connections show the cost of one better than the first.
 */
export function measureConnections(subject: Subject, count: number): Promise<Figures> {
  return withSubject(subject, async (running) => {
    const loader = startLoader<LoadCommand, LoadReport>(LOAD);
    const connect = { do: 'connect', port: running.port, key: APP.key, parallel: PARALLEL_CONNECTS } as const;
    try {
      // Code that runs for the first time takes memory, too, and is not what a connection costs.
      await loader.ask({ ...connect, channel: CHANNEL, count: WARM_UP_CONNECTIONS });
      await loader.ask({ do: 'disconnect' });
      await loader.ask({ do: 'reset' });
      const base = await running.memory();
      const begin = performance.now();
      const { connected } = await loader.ask({ ...connect, channel: CHANNEL, count });
      const seconds = (performance.now() - begin) / 1_000;
      if (connected !== count) throw new Error(`only ${connected} of ${count} connected`);
      const first = await running.memory();
      await loader.ask({ ...connect, channel: CHANNEL, count });
      const second = await running.memory();
      const { lost } = await loader.ask({ do: 'report' });
      return {
        'base memory (MB)': base / 1024 ** 2,
        'memory per connection (KB)': (first - base) / count / 1024,
        [`memory per connection, of ${count} more (KB)`]: (second - first) / count / 1024,
        'connects per second': count / seconds,
        'lost connections': lost,
      };
    } finally {
      loader.close();
    }
  });
}

/** Fan-out of one channel at a steady rate. */
export function measureFanOut(subject: Subject, { subscribers, perSecond }: Rate): Promise<Figures> {
  return withSubject(subject, async (running) => {
    const loader = startLoader<LoadCommand, LoadReport>(LOAD);
    try {
      const { port } = running;
      const where = { port, key: APP.key, channel: CHANNEL, parallel: PARALLEL_CONNECTS };
      await loader.ask({ do: 'connect', ...where, count: subscribers });
      await publishFor(running, perSecond, WARM_UP_MS);
      await pause(1_000);
      await loader.ask({ do: 'reset' });
      const before = running.cpu();
      const published = await publishFor(running, perSecond, MEASURE_MS);
      const expected = published * subscribers;
      const end = performance.now() + DRAIN_MS;
      let report = await loader.ask({ do: 'report' });
      while (report.received < expected && performance.now() < end) {
        await pause(100);
        report = await loader.ask({ do: 'report' });
      }
      const cpu = running.cpu() - before;
      return {
        'CPU per delivery (µs)': cpu / expected,
        'p50 (ms)': report.p50,
        'p99 (ms)': report.p99,
        'lost deliveries': expected - report.received,
        'lost connections': report.lost,
      };
    } finally {
      loader.close();
    }
  });
}

/** Signed publishes without listeners, a number of them at a time. */
export function measurePublishes(subject: Subject, parallel: number): Promise<Figures> {
  return withSubject(subject, async ({ publisher }) => {
    async function run(ms: number): Promise<number> {
      const begin = performance.now();
      let done = 0;
      async function next(): Promise<void> {
        while (performance.now() < begin + ms) {
          await publisher.publish(CHANNEL, payload());
          done += 1;
        }
      }
      await Promise.all(Array.from({ length: parallel }, next));
      return (done * 1_000) / (performance.now() - begin);
    }
    await run(WARM_UP_MS);
    return { 'publishes per second': await run(MEASURE_MS) };
  });
}
