import { isIP } from 'node:net';
import path from 'node:path';
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { RunOptions } from './apps/apps.ts';
import { AppProblem, makeApp } from './apps/apps.ts';
import {
  APP_FLAG_MEANING,
  AppFlags,
  ConfigError,
  flagRows,
  readCommand,
  readSecret,
  toSettings,
} from './cli/cli.ts';
import {
  PUBLIC_URL_PATTERN,
  PUBLIC_URL_WORDS,
  type PublicNetwork,
  publicUrl,
  publicUrlProblem,
  SEND_RATE,
  sendRateOf,
  unmatchableOrigin,
} from './http/http.ts';
import { LOG_LEVELS } from './log.ts';

const CREDENTIALS = /^[0-9]{1,18}:[\w.-]{1,200}:[\w.-]{1,200}$/;

const Options = Type.Object({
  host: Type.String({ minLength: 1, default: '127.0.0.1' }),
  port: Type.Integer({ minimum: 0, maximum: 65_535, default: 6001 }),
  'data-dir': Type.String({ minLength: 1, default: 'belfry-data' }),
  'log-level': Type.Enum([...LOG_LEVELS], { default: 'info' }),
  'tls-cert': Type.Optional(Type.String({ minLength: 1 })),
  'tls-key': Type.Optional(Type.String({ minLength: 1 })),
  'trusted-proxy': Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
  'public-url': Type.Optional(Type.String({ pattern: PUBLIC_URL_PATTERN, description: PUBLIC_URL_WORDS })),
  'cors-origin': Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
  'send-rate': Type.String({
    ...{ pattern: '^(none|[1-9][0-9]{0,8})$', description: 'a number, or none' },
    default: String(SEND_RATE),
  }),
  'app-file': Type.Optional(Type.String({ minLength: 1 })),
  'insecure-http': Type.Enum(['on', 'off'], { default: 'off' }),
  app: Type.Optional(Type.String({ pattern: CREDENTIALS.source, description: 'ID:KEY:SECRET' })),
  ...AppFlags.properties,
});
type Options = Static<typeof Options>;
type Name = keyof Options;

export type Config = Readonly<{
  host: string;
  port: number;
  dataDir: string;
  network: PublicNetwork;
  app: RunOptions;
  /** Sends per token and minute; null: no limit. */
  sendRate: number | null;
  logLevel: Options['log-level'];
}>;

const MEANING: Readonly<Record<Name, string>> = {
  host: 'Address to listen on: a name, IPv4 or IPv6',
  port: 'Port to listen on; 0 means any free port',
  'data-dir': 'Folder for the database and endpoint.json',
  'log-level': `How much to log to stderr: ${LOG_LEVELS.join(', ')}`,
  'tls-cert':
    'Serve TLS with this certificate (PEM, followed by intermediate ones); read again when it changes',
  'tls-key': 'Private key of the certificate (PEM)',
  'trusted-proxy':
    'Address or range (10.0.0.0/8) of a proxy whose X-Forwarded-For and -Proto are trusted; repeatable',
  'public-url':
    'Address that clients use, e.g. https://belfry.example.com; written into endpoint.json and enrolment links',
  'cors-origin':
    'Host or origin, as for --origin, whose pages may use the Laravel routes with a token (CORS); repeatable (default: none)',
  'insecure-http': 'on: accept passwords and codes from other computers in clear text too',
  'send-rate': 'Notifications that one token may send per minute, or none for no limit',
  'app-file':
    'File with the ID:KEY:SECRET for --app; on the command line other users of this computer could read it',
  app: 'Serve only this Pusher app, ID:KEY:SECRET, instead of the stored ones; the flags below are about it',
  ...APP_FLAG_MEANING,
};

/** Every flag with its variable, meaning and default. */
export function helpText(): string {
  const defaults = Value.Default(Options, {}) as Partial<Options>;
  const rows = (Object.keys(Options.properties) as Name[]).map((name) => {
    const standard = defaults[name] === undefined ? '' : ` (default: ${defaults[name]})`;
    return { flag: name, meaning: `${MEANING[name]}${standard}`, variable: true };
  });
  return [
    'Belfry server: an inbox for notifications, served over HTTP and the Pusher protocol.',
    '',
    'Usage: npm run server -- [flags]',
    '       npm run server -- user|app|member --help   manage stored users, apps and memberships',
    '       npm run server -- backup --help            copy the database, even while the server runs',
    '',
    'Without --app, the flags about an app apply to the stored default app, for this run only. In a variable,',
    'separate several values with spaces.',
    '',
    ...flagRows([...rows]),
    `  ${'--help'.padEnd(59)}Show this help`,
  ].join('\n');
}

/** Flags win over variables. `--help` anywhere is `'help'`. @throws ConfigError */
export function readConfig(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Config | 'help' {
  const { flags, help } = readCommand(Options, argv, { env, positionals: 0, secrets: ['app'] });
  if (help) return 'help';
  return {
    // An IPv6 address may have the brackets of a URL.
    host: flags.host.replace(/^\[(.+)\]$/, '$1'),
    port: flags.port,
    dataDir: path.resolve(flags['data-dir']),
    network: toNetwork(flags),
    app: toRunOptions(flags),
    sendRate: sendRateOf(flags['send-rate']),
    logLevel: flags['log-level'],
  };
}

function isAddressOrRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

function toNetwork(flags: Options): PublicNetwork {
  const { 'tls-cert': certFile, 'tls-key': keyFile, 'trusted-proxy': trustedProxies = [] } = flags;
  if ((certFile === undefined) !== (keyFile === undefined)) {
    throw new ConfigError('--tls-cert and --tls-key go together.');
  }
  const odd = trustedProxies.find((one) => !isAddressOrRange(one));
  if (odd !== undefined) {
    throw new ConfigError(`--trusted-proxy ${JSON.stringify(odd)} is neither an IP address nor a range.`);
  }
  const certificate =
    certFile === undefined || keyFile === undefined
      ? null
      : { certFile: path.resolve(certFile), keyFile: path.resolve(keyFile) };
  const { 'public-url': url } = flags;
  const problem = url === undefined ? null : publicUrlProblem('--public-url', url);
  if (problem !== null) throw new ConfigError(problem);
  const lost = unmatchableOrigin('--cors-origin', flags['cors-origin'], 'http');
  if (lost !== null) throw new ConfigError(lost);
  return {
    certificate,
    trustedProxies,
    corsOrigins: flags['cors-origin'] ?? [],
    url: url === undefined ? null : publicUrl(url),
    plainSignIn: flags['insecure-http'] === 'on',
  };
}

/** Completes settings without credentials, so that they can be checked. */
const ANY_APP = { id: '1', key: 'key', secret: 'secret' };

function toRunOptions(flags: Options): RunOptions {
  const file = flags['app-file'];
  const app =
    flags.app ?? (file && readSecret('--app-file', file, { pattern: CREDENTIALS, holds: 'ID:KEY:SECRET' }));
  const [id = '', key = '', secret = ''] = app?.split(':') ?? [];
  const credentials = app === undefined ? null : { id, key, secret };
  try {
    const settings = toSettings(flags);
    makeApp({ ...(credentials ?? ANY_APP), ...settings });
    return { credentials, settings };
  } catch (error) {
    throw error instanceof AppProblem ? new ConfigError(error.message) : error;
  }
}
