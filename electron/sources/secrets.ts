import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import { type SourceSecrets, StoredSecrets } from '#app/sources';
import { keepCopy } from '../system/files/aside.ts';
import { type Damaged, type Fields, readJson } from '../system/files/read-json.ts';
import { writeWhole } from '../system/whole-file.ts';
import type { Vault } from './vault.ts';

/** What opens a source now: what is kept of it, or what it is signed in to with. */
export type Keys = StoredSecrets & Pick<SourceSecrets, 'password' | 'code'>;

/** What is kept of a source. `origins`: that it was given for; undefined: it was kept before they were noted. */
export type Bound = StoredSecrets & Readonly<{ origins?: readonly string[] }>;

const Origins = { origins: Type.Optional(Type.Array(Type.String())) };
/** `sealed`: encrypted, in base64. The origins stand beside it, where versions that do not know them look past them. */
const Entry = Type.Union([
  Type.Object({ sealed: Type.String(), ...Origins }),
  Type.Object({ plain: StoredSecrets, ...Origins }),
]);

/** What opens the sources, in `PROFILE/secrets.json`: encrypted where this system has a keyring. */
export interface Secrets {
  /** Empty if there is nothing, or nothing that can be read any more. */
  get(id: string): Bound;
  /** Known at once to `get`; resolves when it is on disk, rejects when it cannot get there. */
  set(id: string, secrets: Bound): Promise<void>;
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
  /** As it is from now on: the system's code for why it cannot be read; null: it can. */
  readonly onReadable: (refusal: string | null) => void;
  readonly log: (message: string) => void;
}): Promise<Secrets> {
  const { file, vault, log } = deps;
  const encrypted = await vault.available();
  const known = new Map<string, Bound>();
  let entries = await read();
  let writing: Promise<void> = Promise.resolve();

  /** null: what it holds is not known, and is not to be written over. */
  async function read(): Promise<Fields | null> {
    const found = readJson(file);
    deps.onReadable(found.as === 'unreadable' ? found.code : null);
    switch (found.as) {
      case 'absent':
        return {};
      case 'whole':
        return found.fields;
      case 'damaged':
        return mend(found);
      case 'unreadable':
        log(`the file of secrets cannot be read: ${found.code}`);
        return null;
      default:
        return found satisfies never;
    }
  }

  async function mend({ content, fields }: Damaged): Promise<Fields | null> {
    try {
      log(`the file of secrets is damaged; it is kept as ${keepCopy(file, content)}`);
      await writeWhole(file, JSON.stringify(fields ?? {}));
      return fields ?? {};
    } catch (error) {
      log(`the file of secrets is damaged, and could not be kept: ${String(error)}`);
      return null;
    }
  }

  async function unseal(entry: unknown): Promise<Bound> {
    if (!Value.Check(Entry, entry)) throw new Error('not an entry');
    const bound = entry.origins === undefined ? {} : { origins: entry.origins };
    if ('plain' in entry) return { ...entry.plain, ...bound };
    const text = await vault.decrypt(Buffer.from(entry.sealed, 'base64'));
    return { ...Value.Decode(StoredSecrets, JSON.parse(text)), ...bound };
  }

  async function seal({ origins, ...secrets }: Bound): Promise<Static<typeof Entry>> {
    const bound = origins === undefined ? {} : { origins: [...origins] };
    if (!encrypted) return { plain: secrets, ...bound };
    return { sealed: (await vault.encrypt(JSON.stringify(secrets))).toString('base64'), ...bound };
  }

  /** One after the other, so that the file never goes back to an older state. */
  function change(make: (now: Fields) => Promise<Fields>): Promise<void> {
    const done = writing.then(async () => {
      // What it holds is not known, and would be gone.
      const now = entries ?? (await read());
      if (now === null) throw new Error('The file of secrets cannot be read, so that it is not written to.');
      const next = await make(now);
      await writeWhole(file, JSON.stringify(next));
      entries = next;
    });
    writing = done.catch(() => {});
    return done;
  }

  for (const [id, entry] of Object.entries(entries ?? {})) {
    await unseal(entry).then(
      (secrets) => known.set(id, secrets),
      () => log(`the secrets of ${id} cannot be read any more; they are to be given anew`),
    );
  }

  return {
    get: (id) => known.get(id) ?? {},
    set(id, secrets) {
      known.set(id, secrets);
      return change(async (now) => ({ ...now, [id]: await seal(secrets) }));
    },
    remove(id) {
      known.delete(id);
      return change(async (now) => {
        const { [id]: _gone, ...rest } = now;
        return rest;
      });
    },
    keyring: () => (encrypted ? 'encrypted' : 'plain'),
  };
}
