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

/** Keeps a file that cannot be read under another name, in case somebody edited it; a new one takes its place. */
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

/** The address that a server of this folder was last reached at. */
export const endpointUrl = (dataDir: string): string | undefined => read(path.join(dataDir, FILE))?.url;

/** All of it or nothing, and for the owner only: a script may read it at any moment. */
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
 * Writes `endpoint.json`, by which local scripts reach this server. The lasting token in it stays the same over restarts,
 * as long as it is valid and has exactly these abilities; otherwise a new one takes its place. A damaged file is kept beside it.
 * @throws AppError `storage_failed`
 */
export async function writeEndpoint(deps: {
  accounts: Tokens;
  dataDir: string;
  url: string;
  userId: number;
  abilities: readonly Ability[];
}): Promise<Endpoint> {
  const { accounts, url, userId, abilities } = deps;
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
    last !== undefined && (await isGood(last)) ? last : await accounts.issue(userId, TOKEN_NAME, abilities);
  const endpoint = { url, token };
  write(file, endpoint);
  return endpoint;
}
