import fs from 'node:fs';
import path from 'node:path';
import { Value } from 'typebox/value';
import { asideName, surplusAsides } from '#server/aside';
import { type Ability, Endpoint } from '#server/session';
import { AppError } from '../errors.ts';

const FILE = 'endpoint.json';
const TOKEN_NAME = 'endpoint';

function read(file: string): Endpoint | null {
  try {
    const found: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
    return Value.Check(Endpoint, found) ? found : null;
  } catch {
    // Missing or damaged.
    return null;
  }
}

/** Renames a file that cannot be read, in case somebody edited it, so that a new one can take its place. */
function keepAside(dataDir: string): void {
  const file = path.join(dataDir, FILE);
  if (fs.statSync(file, { throwIfNoEntry: false })?.isFile() !== true || read(file) !== null) return;
  try {
    const name = asideName(FILE, new Date(), fs.readdirSync(dataDir));
    fs.renameSync(file, path.join(dataDir, name));
    fs.chmodSync(path.join(dataDir, name), 0o600);
    for (const old of surplusAsides(FILE, fs.readdirSync(dataDir))) fs.rmSync(path.join(dataDir, old));
  } catch (error) {
    throw new AppError('storage_failed', `cannot keep the damaged ${file}`, { cause: error });
  }
}

/** The URL of the server that last used this folder. */
export const endpointUrl = (dataDir: string): string | undefined => read(path.join(dataDir, FILE))?.url;

/** Writes atomically, because a script may read at any moment, and for the owner only. */
function write(file: string, endpoint: Endpoint): void {
  const draft = `${file}.${process.pid}.tmp`;
  try {
    fs.writeFileSync(draft, `${JSON.stringify(endpoint, null, 2)}\n`, { mode: 0o600, flush: true });
    fs.renameSync(draft, file);
  } catch (error) {
    fs.rmSync(draft, { force: true });
    throw new AppError('storage_failed', `cannot write ${file}`, { cause: error });
  }
}

type Tokens = Readonly<{
  authenticate(header: string): Promise<Readonly<{ userId: number; abilities: ReadonlySet<Ability> }> | null>;
  issue(userId: number, name: string, abilities: readonly Ability[]): Promise<string>;
}>;

/**
 * Writes `endpoint.json`, through which local scripts reach this server. Its token stays the same across restarts while it is valid
 * and has exactly these abilities; otherwise a new one replaces it. A damaged file is renamed, not overwritten.
 * @throws AppError `storage_failed`
 */
export async function writeEndpoint(deps: {
  accounts: Tokens;
  dataDir: string;
  url: string;
  userId: number;
  abilities: readonly Ability[];
  /** A new token replaces also a valid one. */
  rotate?: boolean;
}): Promise<Endpoint> {
  const { accounts, url, userId, abilities, rotate = false } = deps;
  const file = path.join(deps.dataDir, FILE);

  async function isGood(token: string): Promise<boolean> {
    const session = await accounts.authenticate(`Bearer ${token}`);
    return (
      session?.userId === userId &&
      session.abilities.size === abilities.length &&
      abilities.every((ability) => session.abilities.has(ability))
    );
  }

  keepAside(deps.dataDir);
  const last = read(file)?.token;
  const token =
    !rotate && last !== undefined && (await isGood(last))
      ? last
      : await accounts.issue(userId, TOKEN_NAME, abilities);
  const endpoint = { url, token };
  write(file, endpoint);
  return endpoint;
}
