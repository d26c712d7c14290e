import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import { type SourceSecrets, StoredSecrets } from '#app/source-definition';
import { type Damaged, type Fields, keepCopy, readJson } from '../../system/files/files.ts';
import { writeWhole } from '../../system/whole-file.ts';
import type { Encryption } from './safe-storage.ts';

/** What opens a source now: its stored secrets, or what its user signs in with. */
export type Keys = StoredSecrets & Pick<SourceSecrets, 'password' | 'code'>;

/** The stored secrets of a source. `origins`: those that they were given for; undefined: stored by a version that did not note them. */
export type BoundSecrets = StoredSecrets & Readonly<{ origins?: readonly string[] }>;

const Origins = { origins: Type.Optional(Type.Array(Type.String())) };
/** `sealed`: encrypted, in base64. The origins stand beside it, so that older versions ignore them. */
const Entry = Type.Union([
  Type.Object({ sealed: Type.String(), ...Origins }),
  Type.Object({ plain: StoredSecrets, ...Origins }),
]);

/** The secrets of all sources, in `PROFILE/secrets.json`: encrypted where this system has a keyring. */
export interface Secrets {
  /** Empty if there are none, or none that can still be decrypted. */
  get(id: string): BoundSecrets;
  /** `get` knows them at once. Resolves when they are on disk; rejects if they cannot be written. */
  set(id: string, secrets: BoundSecrets): Promise<void>;
  remove(id: string): Promise<void>;
  /** `plain`: there is no keyring; secrets lie in a file that only its user can read. */
  keyring(): 'encrypted' | 'plain';
}

/** The stored secrets with what is given. What is left out stays as it is stored; null removes it. */
export function withSecrets(stored: StoredSecrets, given: SourceSecrets): StoredSecrets {
  const token = given.token === undefined ? stored.token : (given.token ?? undefined);
  const headers = Object.entries({ ...stored.headers, ...given.headers }).flatMap(([name, value]) =>
    value === null ? [] : [[name, value] as const],
  );
  return {
    ...(token !== undefined && { token }),
    ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
  };
}

/**
 * Reads all secrets at once, so that the keyring is asked here and blocks nothing later. What cannot be decrypted, e.g. because it
 * belongs to another keyring, stays in the file until its user gives it again.
 */
export async function openSecrets(deps: {
  readonly file: string;
  readonly encryption: Encryption;
  /** The system's code for why the file cannot be read; null: it can. */
  readonly onReadable: (refusal: string | null) => void;
  readonly log: (message: string) => void;
}): Promise<Secrets> {
  const { file, encryption, log } = deps;
  const encrypted = await encryption.available();
  const known = new Map<string, BoundSecrets>();
  let entries = await read();
  let writing: Promise<void> = Promise.resolve();

  /** null: its content is not known, and must not be overwritten. */
  async function read(): Promise<Fields | null> {
    const found = readJson(file);
    deps.onReadable(found.as === 'unreadable' ? found.code : null);
    switch (found.as) {
      case 'absent':
        return {};
      case 'whole':
        return found.fields;
      case 'damaged':
        return repair(found);
      case 'unreadable':
        log(`the file of secrets cannot be read: ${found.code}`);
        return null;
      default:
        return found satisfies never;
    }
  }

  async function repair({ content, fields }: Damaged): Promise<Fields | null> {
    try {
      log(`the file of secrets is damaged; its copy is ${keepCopy(file, content)}`);
      await writeWhole(file, JSON.stringify(fields ?? {}));
      return fields ?? {};
    } catch (error) {
      log(`the file of secrets is damaged, and could not be copied: ${String(error)}`);
      return null;
    }
  }

  async function unseal(entry: unknown): Promise<BoundSecrets> {
    if (!Value.Check(Entry, entry)) throw new Error('not an entry');
    const bound = entry.origins === undefined ? {} : { origins: entry.origins };
    if ('plain' in entry) return { ...entry.plain, ...bound };
    const text = await encryption.decrypt(Buffer.from(entry.sealed, 'base64'));
    return { ...Value.Decode(StoredSecrets, JSON.parse(text)), ...bound };
  }

  async function seal({ origins, ...secrets }: BoundSecrets): Promise<Static<typeof Entry>> {
    const bound = origins === undefined ? {} : { origins: [...origins] };
    if (!encrypted) return { plain: secrets, ...bound };
    return { sealed: (await encryption.encrypt(JSON.stringify(secrets))).toString('base64'), ...bound };
  }

  /** Changes the file, one change after the other, so that it never returns to an older state. */
  function change(make: (now: Fields) => Promise<Fields>): Promise<void> {
    const done = writing.then(async () => {
      // The content of an unreadable file would be lost.
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
      () => log(`the secrets of ${id} cannot be decrypted any more; its user has to give them again`),
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
