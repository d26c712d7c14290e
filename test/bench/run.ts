/** `npm run bench`: measures Belfry's realtime server beside its floor and its peer. See README.md for what it means. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Figures, measureConnections, measureFanOut, measurePublishes } from './realtime/figures.ts';
import { installSoketi } from './realtime/peers.ts';
import { printTable, type Result, summarise } from './realtime/report.ts';
import { belfry, floor, ROOT, type Subject, soketi } from './realtime/subjects.ts';

const CONNECTIONS = 5_000;
const PARALLEL_PUBLISHES = 20;

type Scenario = Readonly<{ name: string; measure: (subject: Subject) => Promise<Figures> }>;

const fanOut = (subscribers: number, perSecond: number): Scenario => ({
  name: `${subscribers} subscribers × ${perSecond}/s`,
  measure: (subject) => measureFanOut(subject, { subscribers, perSecond }),
});

const SCENARIOS: readonly Scenario[] = [
  { name: `${CONNECTIONS} idle connections`, measure: (subject) => measureConnections(subject, CONNECTIONS) },
  fanOut(900, 20),
  fanOut(CONNECTIONS, 5),
  fanOut(900, 60),
  {
    name: `${PARALLEL_PUBLISHES} publishers in parallel`,
    measure: (subject) => measurePublishes(subject, PARALLEL_PUBLISHES),
  },
];

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    /** Part of a scenario's or server's name. */
    only: { type: 'string', default: '' },
    server: { type: 'string', default: '' },
  },
});
const runs = Number(values.runs);
if (process.platform !== 'linux') throw new Error('the benchmark reads /proc and runs on Linux only');
if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs must be a whole number from 1');

// The server under test is not left behind.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const peer = installSoketi(ROOT);
if (typeof peer === 'string') console.log(`Without soketi: ${peer}`);
const subjects = [belfry, floor, ...(typeof peer === 'string' ? [] : [soketi(peer)])].filter(({ name }) =>
  name.includes(values.server),
);
const scenarios = SCENARIOS.filter(({ name }) => name.includes(values.only));
const results: Result[] = [];

for (const { name, measure } of scenarios) {
  // In turns, so that what else the machine does falls on all alike.
  for (let run = 1; run <= runs; run += 1) {
    for (const subject of subjects) {
      process.stderr.write(`${name}, run ${run} of ${runs}: ${subject.name} …\n`);
      try {
        results.push({ scenario: name, subject: subject.name, figures: await measure(subject) });
      } catch (error) {
        results.push({ scenario: name, subject: subject.name, error: String(error) });
      }
    }
  }
}

const summary = summarise(results);
printTable(
  summary,
  subjects.map(({ name }) => name),
);
const folder = path.join(ROOT, 'dist', 'bench');
fs.mkdirSync(folder, { recursive: true });
const file = path.join(folder, 'realtime.json');
const machine = {
  date: new Date().toISOString(),
  cores: os.cpus().length,
  cpu: os.cpus()[0]?.model,
  node: process.version,
};
fs.writeFileSync(file, JSON.stringify({ machine, runs, summary, results }, null, 2));
console.log(`\n${path.relative(ROOT, file)}`);
