import fs from 'node:fs/promises';
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import { type SourceSecrets, StoredSecrets } from '#app/sources';
import { writeWhole } from '../whole-file.ts';
import type { Vault } from './vault.ts';

/** What opens a source now: what is kept of it, or what it is signed in to with. */
export type Keys = StoredSecrets & Pick<SourceSecrets, 'password' | 'code'>;

/** `sealed`: encrypted, in base64. */
const Entry = Type.Union([Type.Object({ sealed: Type.String() }), Type.Object({ plain: StoredSecrets })]);
const Entries = Type.Record(Type.String(), Type.Unknown());

/** What opens the sources, in `PROFILE/secrets.json`: encrypted where this system has a keyring. */
export interface Secrets {
  /** Empty if there is nothing, or nothing that can be read any more. */
  get(id: string): StoredSecrets;
  /** Known at once to `get`; resolves when it is on disk, rejects when it cannot get there. */
  set(id: string, secrets: StoredSecrets): Promise<void>;
  remove(id: string): Promise<void>;
  /** `plain`: there is no keyring; what is set now lies in a file that only its user may read. */
  keyring(): 'encrypted' | 'plain';
}

/** What is to be kept: what is given, and of what is left out that which is kept already. */
export function withSecrets(kept: StoredSecrets, given: SourceSecrets): StoredSecrets {
  const token = given.token === undefined ? kept.token : (given.token ?? undefined);
  const headers = Object.entries({ ...kept.headers, ...given.headers }).flatMap(([name, value]) =>
    value === null ? [] : [[name, value] as const],
  );
  return {
    ...(token !== undefined && { token }),
    ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
  };
}

/**
 * Reads all at once: the keyring is asked here, and never blocks anybody later. What cannot be decrypted, because it belongs to
 * another keyring, say, stays in the file until it is set anew.
 */
export async function openSecrets(deps: {
  readonly file: string;
  readonly vault: Vault;
  readonly log: (message: string) => void;
}): Promise<Secrets> {
  const { file, vault, log } = deps;
  const encrypted = await vault.available();
  const known = new Map<string, StoredSecrets>();
  let entries: Readonly<Record<string, unknown>> = await read();
  let writing: Promise<void> = Promise.resolve();

  async function read(): Promise<Record<string, unknown>> {
    try {
      const content: unknown = JSON.parse(await fs.readFile(file, 'utf8'));
      if (Value.Check(Entries, content)) return content;
      log('the file of secrets is not one');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT') log(`the file of secrets cannot be read: ${code ?? 'no JSON'}`);
    }
    return {};
  }

  async function unseal(entry: unknown): Promise<StoredSecrets> {
    if (!Value.Check(Entry, entry)) throw new Error('not an entry');
    if ('plain' in entry) return entry.plain;
    const text = await vault.decrypt(Buffer.from(entry.sealed, 'base64'));
    return Value.Decode(StoredSecrets, JSON.parse(text));
  }

  async function seal(secrets: StoredSecrets): Promise<Static<typeof Entry>> {
    if (!encrypted) return { plain: secrets };
    return { sealed: (await vault.encrypt(JSON.stringify(secrets))).toString('base64') };
  }

  /** One after the other, so that the file never goes back to an older state. */
  function change(make: () => Promise<Readonly<Record<string, unknown>>>): Promise<void> {
    const done = writing.then(async () => {
      const next = await make();
      await writeWhole(file, JSON.stringify(next));
      entries = next;
    });
    writing = done.catch(() => {});
    return done;
  }

  for (const [id, entry] of Object.entries(entries)) {
    await unseal(entry).then(
      (secrets) => known.set(id, secrets),
      () => log(`the secrets of ${id} cannot be read any more; they are to be given anew`),
    );
  }

  return {
    get: (id) => known.get(id) ?? {},
    set(id, secrets) {
      known.set(id, secrets);
      return change(async () => ({ ...entries, [id]: await seal(secrets) }));
    },
    remove(id) {
      known.delete(id);
      return change(async () => {
        const { [id]: _gone, ...rest } = entries;
        return rest;
      });
    },
    keyring: () => (encrypted ? 'encrypted' : 'plain'),
  };
}
