import Type from 'typebox';
import {
  maskedWebhookUrl,
  openAppRegistry,
  type RealtimeApp,
  WEBHOOK_EVENTS,
  type Webhook,
} from '../../apps/apps.ts';
import { encryptionMasterKey } from '../../broadcasting/broadcasting.ts';
import { APP_FLAG_MEANING, AppFlags, toSettings } from '../app-flags.ts';
import { ConfigError, checkedSecret, flagRows, readCommand, readSecret } from '../flags.ts';
import type { PasswordInput } from '../password-input.ts';
import { toTable } from '../table.ts';
import type { CommandContext } from './context.ts';

const STANDARD_INPUT = '-';

const Flag = Type.Optional(Type.Boolean());

const WORD = /^[\w.-]{1,200}$/;
const Word = Type.String({ pattern: WORD.source, description: 'up to 200 letters, digits, dots, _ and -' });

const Options = Type.Object({
  'data-dir': Type.String({ minLength: 1, default: 'belfry-data' }),
  json: Flag,
  'show-secrets': Flag,
  id: Type.Optional(Type.String({ pattern: '^[0-9]{1,18}$', description: 'a number of up to 18 digits' })),
  key: Type.Optional(Word),
  secret: Type.Optional(Word),
  'secret-file': Type.Optional(Type.String({ minLength: 1 })),
  'new-key': Flag,
  enabled: Type.Optional(Type.Enum(['on', 'off'])),
  'webhook-events': Type.Optional(
    Type.Array(Type.Enum([...WEBHOOK_EVENTS]), { minItems: 1, uniqueItems: true }),
  ),
  'webhook-batching': Type.Optional(Type.Enum(['on', 'off'])),
  ...AppFlags.properties,
});
type Options = Type.Static<typeof Options>;

const MEANING: Readonly<Record<keyof Options, string>> = {
  'data-dir': "Folder of the server's database (default: belfry-data)",
  json: 'Print JSON',
  'show-secrets': 'list: print secrets and the master key of encrypted channels',
  id: 'add: the id, a number (default: generated)',
  key: 'add: the key (default: generated)',
  secret:
    'add: the secret (default: generated); other users of this computer can read it in the process list',
  'secret-file': 'add: a file with the secret, or - for the first line of standard input',
  'new-key': 'rotate: a new key too; clients that still use the old one are refused',
  enabled: 'off: nobody may connect or publish (default: on)',
  'webhook-events': `Kind of event that --webhook receives; repeatable: ${WEBHOOK_EVENTS.join(', ')} (default: those of channels)`,
  'webhook-batching': 'on: several events in one webhook request (default: off)',
  ...APP_FLAG_MEANING,
};

/** The flags that each verb accepts beside `data-dir` and `json`. */
const SETTING_FLAGS = [
  ...(Object.keys(AppFlags.properties) as (keyof AppFlags)[]),
  ...(['enabled', 'webhook-events', 'webhook-batching'] as const),
];
const VERBS = {
  list: ['show-secrets'],
  add: ['id', 'key', 'secret', 'secret-file', ...SETTING_FLAGS],
  update: SETTING_FLAGS,
  rotate: ['new-key'],
  remove: [],
} as const satisfies Record<string, readonly (keyof Options)[]>;
type Verb = keyof typeof VERBS;

const isVerb = (text: string | undefined): text is Verb => text !== undefined && Object.hasOwn(VERBS, text);

export function appHelp(): string {
  const rows = (Object.keys(Options.properties) as (keyof Options)[]).map((flag) => ({
    flag,
    meaning: MEANING[flag],
    variable: false,
  }));
  return [
    'Manages the stored Pusher apps. A running server applies changes at once.',
    '',
    'Usage: npm run server -- app list [flags]',
    '       npm run server -- app add [flags]',
    '       npm run server -- app update|rotate|remove ID [flags]',
    '',
    ...flagRows(rows),
  ].join('\n');
}

function settingsOf(flags: Options, webhooksNow: readonly Webhook[]) {
  const { enabled, 'webhook-events': events, 'webhook-batching': batching } = flags;
  const settings = toSettings(flags);
  const asked = settings.webhooks ?? (events || batching ? webhooksNow : null);
  const webhooks = asked?.map((webhook) => ({
    ...webhook,
    ...(events && { events }),
    ...(batching && { batching: batching === 'on' }),
  }));
  return { ...settings, ...(enabled && { enabled: enabled === 'on' }), ...(webhooks && { webhooks }) };
}

const onOff = (value: boolean): string => (value ? 'on' : 'off');

const withoutPasswords = (app: RealtimeApp): RealtimeApp => ({
  ...app,
  webhooks: app.webhooks.map((one) => ({ ...one, url: maskedWebhookUrl(one.url) })),
});

/** An app as it is printed. @param secrets also print its secret and master key */
function shown(app: RealtimeApp, secrets: boolean): Record<string, unknown> {
  const { secret, ...rest } = app;
  if (!secrets) return rest;
  return { ...rest, secret, encryptionMasterKey: encryptionMasterKey(app).toString('base64') };
}

const row = (app: RealtimeApp, secrets: boolean): Record<string, string> => ({
  id: app.id,
  key: app.key,
  ...(secrets && { secret: app.secret, 'master key': encryptionMasterKey(app).toString('base64') }),
  enabled: onOff(app.enabled),
  'client events': onOff(app.clientEvents),
  'user auth': onOff(app.userAuthentication),
  authorized: onOff(app.authorizedConnections),
  counts: onOff(app.subscriptionCount),
  keeps: onOff(app.keepNotifications),
  limit: app.maxConnections === null ? 'none' : String(app.maxConnections),
  origins: app.origins.join(' '),
  webhooks: app.webhooks.length === 0 ? 'none' : app.webhooks.map(({ url }) => url).join(' '),
});

function readVerb(argv: readonly string[]) {
  const { flags, help, positionals } = readCommand(Options, argv, {
    env: null,
    positionals: 2,
    secrets: ['secret'],
  });
  if (help) return 'help';
  const [verb, id] = positionals;
  if (!isVerb(verb)) throw new ConfigError(`Name a command: ${Object.keys(VERBS).join(', ')}.`);
  const known: readonly string[] = ['data-dir', 'json', ...VERBS[verb]];
  const stray = Object.keys(flags).find((name) => !known.includes(name));
  if (stray !== undefined) throw new ConfigError(`--${stray} does not go with app ${verb}.`);
  const needsId = verb !== 'list' && verb !== 'add';
  if (needsId && id === undefined) throw new ConfigError(`Name the app: app ${verb} ID.`);
  if (!needsId && id !== undefined) throw new ConfigError(`Unexpected argument ${JSON.stringify(id)}.`);
  if (flags.secret !== undefined && flags['secret-file'] !== undefined) {
    throw new ConfigError('--secret and --secret-file do not go together.');
  }
  return { verb, id: id ?? '', flags };
}

/** @throws ConfigError that does not repeat the secret */
async function secretIn(file: string | undefined, input: PasswordInput): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const form = { pattern: WORD, holds: 'a secret' };
  return file === STANDARD_INPUT
    ? checkedSecret('--secret-file', file, await input.line(), form)
    : readSecret('--secret-file', file, form);
}

/**
 * `app list|add|update|rotate|remove`. Secrets are printed when they are created, and otherwise only on request.
 * @throws ConfigError for wrong usage; AppProblem for what cannot be done
 */
export async function appCommand(
  argv: readonly string[],
  { withStorage, print, passwords }: CommandContext,
): Promise<void> {
  const command = readVerb(argv);
  if (command === 'help') {
    print(appHelp());
    return;
  }
  const { verb, id, flags } = command;
  const secret = flags.secret ?? (await secretIn(flags['secret-file'], passwords));
  await withStorage(flags['data-dir'], async (storage) => {
    const registry = await openAppRegistry({ storage });
    const { id: newId, key, json = false } = flags;

    function show(found: readonly RealtimeApp[], secrets: boolean): void {
      const apps = secrets ? found : found.map(withoutPasswords);
      if (json)
        print(
          JSON.stringify(
            apps.map((app) => shown(app, secrets)),
            null,
            2,
          ),
        );
      else print(toTable(apps.map((app) => row(app, secrets))) || 'There is no app.');
    }

    switch (verb) {
      case 'list':
        show(registry.list(), flags['show-secrets'] ?? false);
        return;
      case 'add': {
        const credentials = { ...(newId && { id: newId }), ...(key && { key }), ...(secret && { secret }) };
        show([await registry.add({ ...credentials, ...settingsOf(flags, []) })], true);
        return;
      }
      case 'update': {
        const app = registry.byId(id);
        show([await registry.update(id, settingsOf(flags, app?.webhooks ?? []))], false);
        return;
      }
      case 'rotate':
        show([await registry.rotate(id, { key: flags['new-key'] ?? false })], true);
        return;
      case 'remove':
        await registry.remove(id);
        print(json ? JSON.stringify({ removed: id }) : `App ${id} was removed.`);
        return;
      default:
        verb satisfies never;
    }
  });
}
