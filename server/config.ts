import path from 'node:path';
import { parseArgs } from 'node:util';
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import { LOG_LEVELS } from './log.ts';
import type { AppRow } from './storage/storage.ts';

const Options = Type.Object({
  host: Type.String({ minLength: 1, default: '127.0.0.1' }),
  port: Type.Integer({ minimum: 0, maximum: 65_535, default: 6001 }),
  'data-dir': Type.String({ minLength: 1, default: 'belfry-data' }),
  app: Type.Optional(Type.String({ pattern: '^[0-9]+:[\\w.-]+:[\\w.-]+$' })),
  'log-level': Type.Enum([...LOG_LEVELS], { default: 'info' }),
});
type Options = Static<typeof Options>;
type Name = keyof Options;

export type Config = Readonly<{
  host: string;
  port: number;
  dataDir: string;
  app: AppRow | null;
  logLevel: Options['log-level'];
}>;

/** A flag or variable that cannot be used; the message names it. */
export class ConfigError extends Error {}

const MEANING: Readonly<Record<Name, string>> = {
  host: 'Address to listen on',
  port: 'Port to listen on; 0 is any free one',
  'data-dir': 'Folder of the database and of endpoint.json',
  app: 'Pusher app as ID:KEY:SECRET; one is made at the first start',
  'log-level': `How much is logged to stderr: ${LOG_LEVELS.join(', ')}`,
};

const NAMES = Object.keys(Options.properties) as Name[];
const variable = (name: Name): string => `BELFRY_${name.toUpperCase().replaceAll('-', '_')}`;

/** Every flag, its variable, its meaning and its default. */
export function helpText(): string {
  const defaults = Value.Default(Options, {}) as Partial<Options>;
  const rows = NAMES.map((name) => {
    const standard = defaults[name] === undefined ? '' : ` (default: ${defaults[name]})`;
    return `  ${`--${name}`.padEnd(14)}${variable(name).padEnd(20)}${MEANING[name]}${standard}`;
  });
  return [
    'Belfry server: an inbox of notifications, served over HTTP and the Pusher protocol.',
    '',
    'Usage: npm run server -- [flags]',
    '',
    `  ${'flag'.padEnd(14)}${'variable'.padEnd(20)}meaning`,
    ...rows,
    `  ${'--help'.padEnd(14)}${''.padEnd(20)}Shows this`,
  ].join('\n');
}

function readFlags(argv: readonly string[]): Partial<Record<Name | 'help', string | boolean>> {
  const flags = Object.fromEntries(NAMES.map((name) => [name, { type: 'string' as const }]));
  try {
    return parseArgs({ args: [...argv], options: { ...flags, help: { type: 'boolean' } } }).values;
  } catch (error) {
    throw new ConfigError(error instanceof Error ? error.message : String(error));
  }
}

/** Flags win over variables. `--help` anywhere is `'help'`. @throws ConfigError */
export function readConfig(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Config | 'help' {
  const flags = readFlags(argv);
  if (flags.help === true) return 'help';

  const given = NAMES.map((name) => [name, flags[name] ?? env[variable(name)]] as const);
  const texts = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  const values = Value.Default(Options, { ...texts, port: toPort(texts.port) });
  if (!Value.Check(Options, values)) {
    const [problem] = Value.Errors(Options, values);
    const name = problem?.instancePath.slice(1) as Name;
    throw new ConfigError(
      `--${name} (${variable(name)}) ${problem?.message}; got ${name === 'app' ? 'another form' : JSON.stringify(texts[name])}`,
    );
  }
  return {
    host: values.host,
    port: values.port,
    dataDir: path.resolve(values['data-dir']),
    app: values.app === undefined ? null : toApp(values.app),
    logLevel: values['log-level'],
  };
}

const toPort = (text: unknown): unknown =>
  typeof text === 'string' && /^\d{1,5}$/.test(text) ? Number(text) : text;

function toApp(text: string): AppRow {
  const [id = '', key = '', secret = ''] = text.split(':');
  return { id, key, secret };
}
