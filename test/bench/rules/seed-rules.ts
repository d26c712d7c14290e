import { RULE_EFFECTS, RULES_LIMIT } from '#server/rules/verdicts';
import { createAccounts } from '../../../server/accounts/accounts.ts';
import { newId, openStorage } from '../../../server/storage/storage.ts';
import { newDataDir, quiet } from '../../support/server.ts';

/** As people write them: about every field, with and without words. Only the last one may match what is sent. */
const FILTERS = [
  (n: number) => `"backup ${n}" -failed`,
  (n: number) => `from:ada${n} priority:4..5`,
  (n: number) => `type:order.shop${n} has:link`,
  (n: number) => `tag:team${n} -is:read`,
  (n: number) => `machines quarantine${n}`,
];

const filterOf = (n: number, last: string): string =>
  n === RULES_LIMIT - 1 ? last : (FILTERS[n % FILTERS.length]?.(n) ?? '');

/**
 * The folder of an inbox with so many rules.
 * @param last the filter of the last one, which silences what it matches
 */
export async function seedRules(
  rules: number,
  last = 'deployment',
): Promise<Readonly<{ dataDir: string; token: string }>> {
  const dataDir = newDataDir();
  const storage = await openStorage({ dataDir, log: quiet });
  const accounts = createAccounts({ storage, now: Date.now });
  const userId = await accounts.first();
  const token = await accounts.issue(userId, 'bench', ['send']);
  await storage.work([userId], function* () {
    for (let n = 0; n < rules; n += 1) {
      const does = n === RULES_LIMIT - 1 ? 'silent' : (RULE_EFFECTS[n % RULE_EFFECTS.length] ?? 'read');
      const rule = {
        id: newId(),
        position: n,
        name: `rule ${n}`,
        filter: filterOf(n, last),
        does,
        sound: null,
      };
      yield* storage.rules.insert(userId, { ...rule, is_on: 1 });
    }
    if (rules > 0) yield* storage.users.decide(userId, newId());
  });
  storage.close();
  return { dataDir, token };
}
