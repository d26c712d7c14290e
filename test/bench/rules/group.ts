/** What rules cost the senders: a server whose user has a hundred of them beside one whose user has none, in turns. */
import fs from 'node:fs';
import { RULES_LIMIT } from '#server/rules/verdicts';
import { sendFor } from '../app/load.ts';
import { belfry, type Running, start } from '../realtime/subjects.ts';
import type { Figures } from '../report.ts';
import type { Group } from '../scenario.ts';
import { seedRules } from './seed-rules.ts';

const RULES = `${RULES_LIMIT} rules`;
const NONE = 'no rules';
const WARM_UP_MS = 1_500;
const TURNS = 6;
const TURN_MS = 1_000;

type Server = Readonly<{ running: Running; token: string; dataDir: string }>;

async function startWith(rules: number): Promise<Server> {
  const { dataDir, token } = await seedRules(rules);
  const running = await start({
    name: 'Belfry',
    command(port) {
      const { file, args } = belfry.command(port, dataDir);
      return { file, args: [...args, '--send-rate', 'none'] };
    },
  });
  return { running, token, dataDir };
}

const sendTo = ({ running, token }: Server, ms: number): Promise<number> =>
  sendFor({ url: `http://127.0.0.1:${running.port}`, token }, ms);

async function measure(): Promise<Readonly<Record<string, Figures>>> {
  const servers: readonly (readonly [string, Server])[] = [
    [RULES, await startWith(RULES_LIMIT)],
    [NONE, await startWith(0)],
  ];
  const taken = new Map(servers.map(([name]) => [name, { rate: 0, cpu: 0 }]));
  try {
    for (const [, server] of servers) await sendTo(server, WARM_UP_MS);
    for (let turn = 0; turn < TURNS; turn += 1) {
      // Each time from the other end, so that what else the machine does falls on both alike.
      for (const [name, server] of turn % 2 === 0 ? servers : servers.toReversed()) {
        const before = server.running.cpu();
        const rate = await sendTo(server, TURN_MS);
        const sum = taken.get(name);
        if (sum === undefined) continue;
        sum.rate += rate;
        sum.cpu += server.running.cpu() - before;
      }
    }
  } finally {
    for (const [, { running, dataDir }] of servers) {
      await running.stop();
      fs.rmSync(dataDir, { recursive: true, force: true });
    }
  }
  return Object.fromEntries(
    [...taken].map(([name, { rate, cpu }]) => [
      name,
      { 'per second': rate / TURNS, 'processor time of one (µs)': cpu / ((rate * TURN_MS) / 1_000) },
    ]),
  );
}

export const createRulesGroup = async (): Promise<Group> => ({
  name: 'rules',
  subjects: [RULES, NONE],
  remarks: [],
  scenarios: [{ name: 'sends by 20', parts: [{ name: `${RULES} and ${NONE}`, measure }] }],
  end: async () => {},
});
