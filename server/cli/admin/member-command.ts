import Type from 'typebox';
import { AppProblem } from '../../apps/apps.ts';
import { MEMBERSHIP_KINDS, type MembershipRow, NOBODY } from '../../storage/storage.ts';
import { ConfigError, readCommand } from '../flags.ts';
import { toTable } from '../table.ts';
import type { CommandContext } from './context.ts';

const Options = Type.Object({
  'data-dir': Type.String({ minLength: 1, default: 'belfry-data' }),
  json: Type.Optional(Type.Boolean()),
});

const HELP = `Manages who may listen to the channels team.ID, document.ID and chat.ID.

Usage: npm run server -- member list [--data-dir DIR] [--json]
       npm run server -- member add USER team|document|chat ID [--data-dir DIR]
       npm run server -- member remove USER team|document|chat ID [--data-dir DIR]`;

function readMembership([user = '', kind = '', objectId = '']: readonly string[]): MembershipRow {
  const known = MEMBERSHIP_KINDS.find((one) => one === kind);
  if (!/^[1-9]\d{0,14}$/.test(user)) throw new ConfigError('Name the user by number.');
  if (known === undefined) throw new ConfigError(`Name the kind: ${MEMBERSHIP_KINDS.join(', ')}.`);
  if (!/^[\w-]{1,64}$/.test(objectId)) throw new ConfigError(`Name the ${kind}: letters, digits, _ and -.`);
  return { user_id: Number(user), kind: known, object_id: objectId };
}

/** `member list|add|remove`. @throws ConfigError for wrong usage; AppProblem for what cannot be done */
export async function memberCommand(
  argv: readonly string[],
  { withStorage, print }: CommandContext,
): Promise<void> {
  const { flags, help, positionals } = readCommand(Options, argv, { env: null, positionals: 4, secrets: [] });
  if (help) {
    print(HELP);
    return;
  }
  const [verb, ...rest] = positionals;
  const { json = false, 'data-dir': dataDir } = flags;

  if (verb === 'list') {
    if (rest.length > 0) throw new ConfigError(`Unexpected argument ${JSON.stringify(rest[0])}.`);
    await withStorage(dataDir, async ({ read, memberships }) => {
      const rows = await read(() => memberships.all());
      const table = toTable(
        rows.map(({ user_id, kind, object_id }) => ({ user: String(user_id), kind, id: object_id })),
      );
      print(json ? JSON.stringify(rows, null, 2) : table || 'There are no members.');
    });
    return;
  }
  if (verb !== 'add' && verb !== 'remove') throw new ConfigError('Name a command: list, add, remove.');
  const row = readMembership(rest);
  await withStorage(dataDir, async ({ work, users, memberships }) => {
    const changed = await work(NOBODY, function* () {
      if ((yield* users.get(row.user_id)) === undefined) {
        throw new AppProblem(`There is no user ${row.user_id}.`);
      }
      return verb === 'add' ? yield* memberships.add(row) : yield* memberships.remove(row);
    });
    if (verb === 'remove' && !changed) throw new AppProblem('There is no such member.');
    const done = verb === 'add' ? 'is a member' : 'is no longer a member';
    print(
      json
        ? JSON.stringify({ ...row, changed })
        : `User ${row.user_id} ${done} of ${row.kind} ${row.object_id}.`,
    );
  });
}
