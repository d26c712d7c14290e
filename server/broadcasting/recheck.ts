import type { Accounts } from '../accounts/accounts.ts';
import type { Realm } from '../realtime/app-state.ts';
import type { Authoriser, Authorisers } from './broadcasting.ts';

/** Ends what open sockets have no right to any more. Call it when accounts or memberships have changed. */
export function createRecheck(deps: {
  accounts: Pick<Accounts, 'ownerOf'>;
  authorisers: Authorisers;
  realm: () => Pick<Realm, 'expel' | 'recheck'>;
}): () => void {
  const { accounts, authorisers, realm } = deps;
  return () => {
    realm().expel((tokenId) => accounts.ownerOf(tokenId) === null);
    // What an authoriser looks up is looked up once.
    const known = new Map<number, Authoriser>();
    realm().recheck((tokenId, channel) => {
      const owner = accounts.ownerOf(tokenId);
      if (owner === null) return false;
      const authoriser = known.get(owner) ?? authorisers(owner);
      known.set(owner, authoriser);
      return authoriser.mayListen(channel);
    });
  };
}
