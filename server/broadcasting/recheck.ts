import type { Accounts } from '../accounts/accounts.ts';
import type { Realm } from '../realtime/app-state.ts';
import type { Authorisers } from './broadcasting.ts';

/** Ends what open sockets have no right to any more. */
export interface Recheck {
  /** Call it when tokens have ended. */
  tokens(): Promise<void>;
  /** Call it when accounts or memberships have changed. */
  all(): Promise<void>;
}

/** What is let in between the look into the database and the closing of sockets was let in by what holds by then. */
export function createRecheck(deps: {
  accounts: Pick<Accounts, 'ownersOf'>;
  authorisers: Pick<Authorisers, 'allowed'>;
  realm: () => Pick<Realm, 'bindings' | 'expel' | 'recheck'>;
}): Recheck {
  const { accounts, authorisers, realm } = deps;

  /** @returns who the others belong to */
  async function tokens(): Promise<ReadonlyMap<number, number>> {
    const ids = new Set(
      realm()
        .bindings()
        .map(({ tokenId }) => tokenId),
    );
    const owners = await accounts.ownersOf([...ids]);
    realm().expel((tokenId) => ids.has(tokenId) && !owners.has(tokenId));
    return owners;
  }

  async function channels(owners: ReadonlyMap<number, number>): Promise<void> {
    const ofOwner = new Map<number, Set<string>>();
    for (const { tokenId, channel } of realm().bindings()) {
      const owner = owners.get(tokenId);
      if (owner === undefined || channel === null) continue;
      ofOwner.set(owner, (ofOwner.get(owner) ?? new Set()).add(channel));
    }
    const refused = new Map<number, Set<string>>();
    for (const [owner, wanted] of ofOwner) {
      const allowed = await authorisers.allowed(owner, [...wanted]);
      refused.set(owner, new Set([...wanted].filter((channel) => !allowed.has(channel))));
    }
    realm().recheck((tokenId, channel) => {
      const owner = owners.get(tokenId);
      return owner === undefined || refused.get(owner)?.has(channel) !== true;
    });
  }

  return {
    tokens: async () => void (await tokens()),
    all: async () => channels(await tokens()),
  };
}
