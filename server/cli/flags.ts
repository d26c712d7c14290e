import fs from 'node:fs';
import { parseArgs } from 'node:util';
import type { Static, TObject, TSchema } from 'typebox';
import { Value } from 'typebox/value';

/** A flag or variable with an unusable value; the message names it. */
export class ConfigError extends Error {}

type Given = string | boolean | readonly string[] | undefined;
type Env = Readonly<Record<string, string | undefined>>;

/** What a value must be, in words: the schema's `description`, or that of its items. A pattern would not help a user. */
function wordsOf(schema: TSchema | undefined): string | undefined {
  const { description, items } = (schema ?? {}) as { description?: string; items?: { description?: string } };
  return description ?? items?.description;
}

const typeOf = (schema: TSchema | undefined): unknown => (schema as { type?: unknown } | undefined)?.type;

/** The environment variable for a flag. */
export const variableOf = (flag: string): string => `BELFRY_${flag.toUpperCase().replaceAll('-', '_')}`;

/** Converts a text to what the schema asks for: an integer, or several values separated by spaces. */
function convert(schema: TSchema | undefined, given: Given): unknown {
  if (typeof given !== 'string') return given;
  if (typeOf(schema) === 'integer') return /^\d{1,15}$/.test(given) ? Number(given) : given;
  if (typeOf(schema) === 'array') return given.split(/\s+/).filter((one) => one !== '');
  return given;
}

export type Command<T extends TObject> = Readonly<{
  flags: Static<T>;
  help: boolean;
  positionals: readonly string[];
}>;

/**
 * Reads a command line by a schema: strings, integers, booleans (flags without a value) and arrays (flags that may be given several
 * times). Flags override variables.
 * @param secrets flags whose value no message may repeat
 * @param env null: ignore variables
 * @throws ConfigError
 */
export function readCommand<T extends TObject>(
  schema: T,
  argv: readonly string[],
  {
    env,
    positionals,
    secrets,
  }: Readonly<{ env: Env | null; positionals: number; secrets: readonly string[] }>,
): Command<T> {
  const names = Object.keys(schema.properties);
  const options = Object.fromEntries(
    names.map((name) => {
      const type = typeOf(schema.properties[name]);
      const shape = {
        type: type === 'boolean' ? ('boolean' as const) : ('string' as const),
        multiple: type === 'array',
      };
      return [name, shape];
    }),
  );
  let parsed: { values: Record<string, Given>; positionals: string[] };
  try {
    const config = { ...options, help: { type: 'boolean' as const } };
    parsed = parseArgs({ args: [...argv], options: config, allowPositionals: positionals > 0 });
  } catch (error) {
    throw new ConfigError(error instanceof Error ? error.message : String(error));
  }
  if (parsed.positionals.length > positionals) {
    throw new ConfigError(`Unexpected argument ${JSON.stringify(parsed.positionals[positionals])}.`);
  }

  const { help, ...given } = parsed.values;
  const texts = names.map((name) => [name, given[name] ?? env?.[variableOf(name)]] as const);
  const entries = texts
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, convert(schema.properties[name], value)] as const);
  const values = Value.Default(schema, Object.fromEntries(entries));
  // With --help, other flags are not checked.
  if (help !== true && !Value.Check(schema, values)) {
    const [problem] = Value.Errors(schema, values);
    const name = problem?.instancePath.split('/')[1] ?? '';
    const shown = secrets.includes(name) ? 'another form' : JSON.stringify(Object.fromEntries(texts)[name]);
    const variable = env === null ? '' : ` (${variableOf(name)})`;
    const words = wordsOf(schema.properties[name]);
    const wrong = words === undefined ? problem?.message : `must be ${words}`;
    throw new ConfigError(`--${name}${variable} ${wrong}; got ${shown}`);
  }
  return { flags: values as Static<T>, help: help === true, positionals: parsed.positionals };
}

/** The rows of a help text. */
export function flagRows(
  rows: readonly Readonly<{ flag: string; meaning: string; variable: boolean }>[],
): string[] {
  return rows.map(({ flag, meaning, variable }) =>
    variable
      ? `  ${`--${flag}`.padEnd(26)}${variableOf(flag).padEnd(33)}${meaning}`
      : `  ${`--${flag}`.padEnd(26)}${meaning}`,
  );
}

type SecretForm = Readonly<{ pattern: RegExp; holds: string }>;

/** @throws ConfigError that does not repeat the text */
export function checkedSecret(
  flag: string,
  file: string,
  text: string,
  { pattern, holds }: SecretForm,
): string {
  const secret = text.trim();
  if (!pattern.test(secret)) throw new ConfigError(`${flag}: ${file} does not hold ${holds}.`);
  return secret;
}

/**
 * Reads a secret from a file, because other users of this computer can read a command line.
 * @throws ConfigError, which does not contain it
 */
export function readSecret(flag: string, file: string, form: SecretForm): string {
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`${flag}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return checkedSecret(flag, file, text, form);
}
