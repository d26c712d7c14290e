import type { Result } from '#app/result';
import type { SourceDefinition, SourceSecrets } from '#app/source-definition';
import type { SourcesState } from '#app/source-view';
import type { Sessions } from './adapters/adapters.ts';
import { signsInTo } from './kinds.ts';
import {
  type BoundSecrets,
  merge,
  originsOf,
  type Secrets,
  type SourceStore,
  secretsFor,
} from './vault/vault.ts';

/** What the sources have of secrets; nothing until the vault is open. */
export interface KeptSecrets {
  /** The vault, with all secrets bound to addresses. Rejects where it cannot be opened. */
  readonly vault: Promise<Secrets>;
  keyring(): SourcesState['keyring'];
  of(definition: SourceDefinition): BoundSecrets;
  /** With what its user gives. */
  merged(definition: SourceDefinition, given: SourceSecrets): BoundSecrets;
  /** The secrets to store. For a Belfry server, this signs in. */
  opened(definition: SourceDefinition, given: SourceSecrets): Promise<Result<BoundSecrets>>;
  /** What the disk refuses to remove now is removed at the next start. Rejects only as `vault` does. */
  forget(id: string): Promise<void>;
}

export function createKeptSecrets(deps: {
  store: Pick<SourceStore, 'all'>;
  /** Resolves late where the system's keyring asks its user first. */
  secrets: Promise<Secrets>;
  sessions: Pick<Sessions, 'open'>;
  log: (message: string) => void;
}): KeptSecrets {
  const { log } = deps;
  let open: Secrets | null = null;

  const vault = deps.secrets.then((secrets) => {
    open = secrets;
    for (const definition of deps.store.all()) bindToOwn(secrets, definition);
    return secrets;
  });

  /** Older versions stored secrets without origins: bind these to the source's own addresses. */
  function bindToOwn(secrets: Secrets, definition: SourceDefinition): void {
    const { id } = definition;
    const stored = secrets.get(id);
    if (stored.origins !== undefined || Object.keys(stored).length === 0) return;
    secrets
      .set(id, { ...stored, origins: originsOf(definition) })
      .catch((error: unknown) => log(`the origins of ${id} are not noted: ${String(error)}`));
  }

  const merged: KeptSecrets['merged'] = (definition, given) =>
    merge(definition, open?.get(definition.id) ?? {}, given);

  return {
    vault,
    keyring: () => open?.keyring() ?? 'encrypted',
    of: (definition) => secretsFor(definition, open?.get(definition.id) ?? {}),
    merged,
    async opened(definition, given) {
      const all = merged(definition, given);
      const server = signsInTo(definition);
      if (server === null) return { ok: true, value: all };
      const session = await deps.sessions.open(server, definition.id, given);
      if (!session.ok) return session;
      const token = session.value ?? all.token;
      if (token === undefined) return { ok: false, error: { code: 'sign_in_needed' } };
      return { ok: true, value: { ...all, token } };
    },
    async forget(id) {
      await (await vault)
        .remove(id)
        .catch((error: unknown) => log(`secrets of ${id} stay for now: ${String(error)}`));
    },
  };
}
