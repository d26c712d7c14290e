/** What rules cost the senders: a server whose user has a hundred of them beside one whose user has none, in turns. */
import fs from 'node:fs';
import { RULE_EFFECTS, RULES_LIMIT } from '#server/rules/verdicts';
import { createAccounts } from '../../../server/accounts/accounts.ts';
import { newId, openStorage } from '../../../server/storage/storage.ts';
import { newDataDir, quiet } from '../../support/server.ts';
import { sendFor } from '../app/load.ts';
import { belfry, type Running, start } from '../realtime/subjects.ts';
import type { Figures } from '../report.ts';
import type { Group } from '../scenario.ts';

const RULES = `${RULES_LIMIT} rules`;
const NONE = 'no rules';
const WARM_UP_MS = 1_500;
const TURNS = 6;
const TURN_MS = 1_000;

/** As people write them: about every field, with and without words. Only the last one matches what is sent. */
const FILTERS = [
  (n: number) => `"backup ${n}" -failed`,
  (n: number) => `from:ada${n} priority:4..5`,
  (n: number) => `type:order.shop${n} has:link`,
  (n: number) => `tag:team${n} -is:read`,
  (n: number) => `machines quarantine${n}`,
];

const filterOf = (n: number): string =>
  n === RULES_LIMIT - 1 ? 'deployment' : (FILTERS[n % FILTERS.length]?.(n) ?? '');

async function seed(rules: number): Promise<Readonly<{ dataDir: string; token: string }>> {
  const dataDir = newDataDir();
  const storage = await openStorage({ dataDir, log: quiet });
  const accounts = createAccounts({ storage, now: Date.now });
  const userId = await accounts.first();
  const token = await accounts.issue(userId, 'bench', ['send']);
  await storage.work([userId], function* () {
    for (let n = 0; n < rules; n += 1) {
      const does = n === RULES_LIMIT - 1 ? 'silent' : (RULE_EFFECTS[n % RULE_EFFECTS.length] ?? 'read');
      const rule = { id: newId(), position: n, name: `rule ${n}`, filter: filterOf(n), does, sound: null };
      yield* storage.rules.insert(userId, { ...rule, is_on: 1 });
    }
    if (rules > 0) yield* storage.users.decide(userId, newId());
  });
  storage.close();
  return { dataDir, token };
}

type Server = Readonly<{ running: Running; token: string; dataDir: string }>;

async function startWith(rules: number): Promise<Server> {
  const { dataDir, token } = await seed(rules);
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
