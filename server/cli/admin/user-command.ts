import Type from 'typebox';
import { enrolmentLink } from '#server/account';
import { timestamp } from '#server/rules/time';
import type { Ability } from '#server/session';
import {
  createAccounts,
  createPasswords,
  createUsers,
  endpointUrl,
  type Users,
} from '../../accounts/accounts.ts';
import { PUBLIC_URL_PATTERN, PUBLIC_URL_WORDS, publicUrl, publicUrlProblem } from '../../http/http.ts';
import type { AccountRow } from '../../storage/storage.ts';
import { ConfigError, readCommand } from '../flags.ts';
import { toTable } from '../table.ts';
import type { CommandContext } from './context.ts';

const ABILITY = '(inbox|send|admin)';

const Options = Type.Object({
  'data-dir': Type.String({ minLength: 1, default: 'belfry-data' }),
  json: Type.Optional(Type.Boolean()),
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  'password-stdin': Type.Optional(Type.Boolean()),
  abilities: Type.Optional(
    Type.String({
      pattern: `^${ABILITY}(,${ABILITY})*$`,
      description: 'inbox, send or admin, or several separated by commas',
    }),
  ),
  expires: Type.Optional(
    Type.String({ pattern: '^[1-9]\\d{0,3}[mhd]$', description: 'a time like 30m, 24h or 7d' }),
  ),
  url: Type.Optional(Type.String({ pattern: PUBLIC_URL_PATTERN, description: PUBLIC_URL_WORDS })),
});
type Options = Type.Static<typeof Options>;

const HELP = `Manages the users of this server. A running server applies changes at once. USER is a number or an e-mail address.

Usage: npm run server -- user list [--json]
       npm run server -- user add EMAIL --name NAME [--password-stdin]
       npm run server -- user password USER [--password-stdin]
       npm run server -- user disable|enable USER
       npm run server -- user enroll USER [--expires 24h] [--url https://…]
       npm run server -- user token USER --name NAME --abilities inbox,send
       npm run server -- user tokens USER [--json]
       npm run server -- user revoke USER NAME

  --data-dir        Folder of the server's database (default: belfry-data)
  --json            Print JSON
  --name            add: the name that others see; token: what it is for. An older token of the same name ends
  --password-stdin  Read the password from the first line of standard input instead of asking for it
  --abilities       inbox: read and change the user's inbox; send: send to that inbox; admin: send to anyone
  --expires         How long the link works, in minutes (30m), hours (24h, the default) or days (7d)
  --url             Address of the server in the link (default: --public-url of the server's last start)

A user without a password signs in with the link that enroll prints, which works once. A new password does not end tokens.`;

/** The arguments and flags that each verb accepts beside `data-dir` and `json`. */
const VERBS = {
  list: { args: [], flags: [] },
  add: { args: ['EMAIL'], flags: ['name', 'password-stdin'] },
  password: { args: ['USER'], flags: ['password-stdin'] },
  disable: { args: ['USER'], flags: [] },
  enable: { args: ['USER'], flags: [] },
  enroll: { args: ['USER'], flags: ['expires', 'url'] },
  token: { args: ['USER'], flags: ['name', 'abilities'] },
  tokens: { args: ['USER'], flags: [] },
  revoke: { args: ['USER', 'NAME'], flags: [] },
} as const satisfies Record<string, { args: readonly string[]; flags: readonly (keyof Options)[] }>;
type Verb = keyof typeof VERBS;

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const milliseconds = (text: string): number => Number(text.slice(0, -1)) * (UNITS[text.slice(-1)] ?? 0);

const isVerb = (text: string | undefined): text is Verb => text !== undefined && Object.hasOwn(VERBS, text);

function readVerb(argv: readonly string[]) {
  const { flags, help, positionals } = readCommand(Options, argv, { env: null, positionals: 3, secrets: [] });
  if (help) return 'help';
  const [verb, ...args] = positionals;
  if (!isVerb(verb)) throw new ConfigError(`Name a command: ${Object.keys(VERBS).join(', ')}.`);
  const takes = VERBS[verb];
  const known: readonly string[] = ['data-dir', 'json', ...takes.flags];
  const stray = Object.keys(flags).find((name) => !known.includes(name));
  if (stray !== undefined) throw new ConfigError(`--${stray} does not go with user ${verb}.`);
  if (args.length !== takes.args.length) {
    throw new ConfigError(`Usage: user ${[verb, ...takes.args].join(' ')}`);
  }
  return { verb, args, flags };
}

function required(flag: keyof Options, value: string | undefined): string {
  if (value === undefined) throw new ConfigError(`--${flag} is missing.`);
  return value;
}

/** Without the password's hash. */
const shown = ({ id, email, name, password, disabled_at, created_at }: AccountRow) => ({
  id,
  email,
  name,
  enabled: disabled_at === null,
  password: password !== null,
  created_at: timestamp(created_at),
});

const row = (account: AccountRow): Record<string, string> => {
  const { id, email, name, enabled, password } = shown(account);
  return {
    ...{ id: String(id), email: email ?? '-', name },
    state: enabled ? 'enabled' : 'disabled',
    password: password ? 'yes' : 'no',
  };
};

const tokensOf = async (users: Users, id: number) =>
  (await users.tokens(id)).map((token) => ({ ...token, created_at: timestamp(token.created_at) }));

/** `user list|add|…`. Secrets are printed only when they are created. @throws ConfigError; AccountProblem */
export async function userCommand(argv: readonly string[], run: CommandContext): Promise<void> {
  const command = readVerb(argv);
  if (command === 'help') {
    run.print(HELP);
    return;
  }
  const { verb, args, flags } = command;
  const [who = '', what = ''] = args;
  const dataDir = flags['data-dir'];
  const print = (text: string, json: unknown): void =>
    run.print(flags.json === true ? JSON.stringify(json, null, 2) : text);
  const askPassword = () => (flags['password-stdin'] === true ? run.passwords.line() : run.passwords.ask());

  await run.withStorage(dataDir, async (storage) => {
    const now = Date.now;
    const users = createUsers({ storage, passwords: createPasswords(), now });
    switch (verb) {
      case 'list': {
        const all = await users.list();
        print(toTable(all.map(row)) || 'There is no user.', all.map(shown));
        return;
      }
      case 'add': {
        const name = required('name', flags.name);
        const password = await askPassword();
        const added = await users.add({ email: who, name, password });
        const without = password === null ? ', without a password' : '';
        print(`User ${added.id} (${added.email}) was added${without}.`, shown(added));
        return;
      }
      case 'password': {
        const { id } = await users.find(who);
        const password = await askPassword();
        if (password === null)
          throw new ConfigError('No password was given: type one, or use --password-stdin.');
        await users.setPassword(id, password);
        print(`User ${id} has a new password.`, { id });
        return;
      }
      case 'disable':
      case 'enable': {
        const { id } = await users.find(who);
        await users.setDisabled(id, verb === 'disable');
        print(`User ${id} is ${verb}d.`, { id, enabled: verb === 'enable' });
        return;
      }
      case 'enroll': {
        const { id } = await users.find(who);
        const problem = flags.url === undefined ? null : publicUrlProblem('--url', flags.url);
        if (problem !== null) throw new ConfigError(problem);
        const server = flags.url === undefined ? endpointUrl(dataDir) : publicUrl(flags.url);
        const expiresAt = now() + milliseconds(flags.expires ?? '24h');
        const link = enrolmentLink(required('url', server), await users.enrol(id, expiresAt));
        print(link, { id, link, expires_at: timestamp(expiresAt) });
        return;
      }
      case 'token': {
        const { id } = await users.find(who);
        const name = required('name', flags.name);
        const abilities = [...new Set(required('abilities', flags.abilities).split(','))] as Ability[];
        const token = await createAccounts({ storage, now }).issue(id, name, abilities);
        print(token, { id, name, abilities, token });
        return;
      }
      case 'tokens': {
        const { id } = await users.find(who);
        const tokens = await tokensOf(users, id);
        const table = toTable(
          tokens.map(({ name, abilities, created_at }) => ({
            name,
            abilities: abilities.join(','),
            'created at': created_at,
          })),
        );
        print(table || 'There is no token.', tokens);
        return;
      }
      case 'revoke': {
        const { id } = await users.find(who);
        await users.revoke(id, what);
        print(`The token ${JSON.stringify(what)} of user ${id} was revoked.`, { id, name: what });
        return;
      }
      default:
        verb satisfies never;
    }
  });
}
