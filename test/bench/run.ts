/** `npm run bench`: compares Belfry with its floors and its peer. README.md explains the figures. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../support/app.ts';
import { createAppGroup } from './app/group.ts';
import { createRealtimeGroup } from './realtime/group.ts';
import { printTable, type Result, summarise } from './report.ts';
import { createRulesGroup } from './rules/group.ts';
import type { Group, Scenario } from './scenario.ts';
import { createSearchGroup } from './search/group.ts';
import { createSourcesGroup } from './sources/group.ts';

const GROUPS = {
  app: createAppGroup,
  realtime: createRealtimeGroup,
  rules: createRulesGroup,
  search: createSearchGroup,
  sources: createSourcesGroup,
} as const;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    group: { type: 'string', default: '' },
    /** Part of a scenario's name. */
    only: { type: 'string', default: '' },
    /** Part of the name of what is measured. */
    server: { type: 'string', default: '' },
  },
});
const runs = Number(values.runs);
if (process.platform !== 'linux') throw new Error('the benchmark reads /proc and runs on Linux only');
if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs must be a whole number from 1');
if (values.group !== '' && !Object.hasOwn(GROUPS, values.group)) {
  throw new Error(`--group must be one of ${Object.keys(GROUPS).join(', ')}`);
}

// What is measured is not left behind.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

async function runOnce({ name, parts }: Scenario, run: number): Promise<readonly Result[]> {
  const results: Result[] = [];
  // In turns, each time from the other end, so that what else the machine does falls on all alike.
  for (const part of run % 2 === 0 ? parts.toReversed() : parts) {
    if (!part.name.includes(values.server)) continue;
    process.stderr.write(`${name}, run ${run} of ${runs}: ${part.name} …\n`);
    try {
      for (const [subject, figures] of Object.entries(await part.measure())) {
        results.push({ scenario: name, subject, figures });
      }
    } catch (error) {
      results.push({ scenario: name, subject: part.name, error: String(error) });
    }
  }
  return results;
}

async function runGroup(group: Group): Promise<void> {
  const load = os.loadavg();
  const results: Result[] = [];
  for (const scenario of group.scenarios.filter(({ name }) => name.includes(values.only))) {
    for (let run = 1; run <= runs; run += 1) results.push(...(await runOnce(scenario, run)));
  }
  if (results.some(({ error }) => error !== undefined)) process.exitCode = 1;
  const summary = summarise(results);
  for (const remark of group.remarks) console.log(`\n${remark}`);
  printTable(
    summary,
    group.subjects.filter((name) => results.some(({ subject }) => subject === name)),
  );
  const machine = {
    date: new Date().toISOString(),
    cores: os.cpus().length,
    cpu: os.cpus()[0]?.model,
    node: process.version,
    /** Before, and at the end. */
    load: [load, os.loadavg()],
  };
  const file = path.join(ROOT, 'dist', 'bench', `${group.name}.json`);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(
    file,
    JSON.stringify({ machine, runs, remarks: group.remarks, summary, results }, null, 2),
  );
  console.log(`\n${path.relative(ROOT, file)}`);
}

for (const [name, create] of Object.entries(GROUPS)) {
  if (values.group !== '' && name !== values.group) continue;
  const group = await create();
  try {
    await runGroup(group);
  } finally {
    await group.end();
  }
}
