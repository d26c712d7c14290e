import { createHash, createHmac } from 'node:crypto';
import type { Accounts } from '../accounts/accounts.ts';
import type { RealtimeApp } from '../apps/apps.ts';
import { type AppState, signChannel, signUser } from '../realtime/realtime.ts';
import type { Storage, UserRow } from '../storage/storage.ts';
import { permit, type Requester } from './channel-rules.ts';

/** `POST /broadcasting/auth`: `channel_data` of presence channels, `shared_secret` (base64) of encrypted ones. */
export type ChannelPermission = Readonly<{ auth: string; channel_data?: string; shared_secret?: string }>;
/** `POST /broadcasting/user-auth` */
export type UserPermission = Readonly<{ auth: string; user_data: string }>;

/** Decisions for one request. Caches what it looks up. */
export interface Authoriser {
  mayListen(channel: string): boolean;
  /** null: this user may not listen there. */
  channel(socketId: string, channel: string): ChannelPermission | null;
  /** null: there is no such user. */
  user(socketId: string): UserPermission | null;
}

export type Authorisers = (userId: number) => Authoriser;

/** The 32 bytes from which the secrets of encrypted channels are derived. Publishers configure their SDK with it, in base64. */
export const encryptionMasterKey = ({ secret }: Pick<RealtimeApp, 'secret'>): Buffer =>
  createHmac('sha256', secret).update('belfry encrypted channels').digest();

/** Derived as the SDKs do: sha256 of the channel name and the master key. */
const sharedSecret = (app: RealtimeApp, channel: string): string =>
  createHash('sha256').update(channel).update(encryptionMasterKey(app)).digest('base64');

export function createAuthorisers(deps: {
  storage: Pick<Storage, 'users' | 'memberships'>;
  app: () => RealtimeApp;
}): Authorisers {
  const { users, memberships } = deps.storage;

  return (userId) => {
    const memberOf = new Map<string, boolean>();
    const requester: Requester = {
      userId,
      isMember(kind, object_id) {
        const key = `${kind}.${object_id}`;
        const found = memberOf.get(key) ?? memberships.has({ user_id: userId, kind, object_id });
        memberOf.set(key, found);
        return found;
      },
    };
    let row: UserRow | undefined;
    const user = (): UserRow | undefined => {
      row ??= users.get(userId);
      return row;
    };

    return {
      mayListen: (channel) => user() !== undefined && permit(requester, channel) !== null,

      channel(socketId, channel) {
        const known = user();
        const kind = known === undefined ? null : permit(requester, channel);
        if (known === undefined || kind === null) return null;
        const app = deps.app();
        switch (kind) {
          case 'private':
            return { auth: signChannel(app, socketId, channel) };
          case 'encrypted':
            return { auth: signChannel(app, socketId, channel), shared_secret: sharedSecret(app, channel) };
          case 'presence': {
            const channel_data = JSON.stringify({
              user_id: String(userId),
              user_info: { id: userId, name: known.name },
            });
            return { auth: signChannel(app, socketId, channel, channel_data), channel_data };
          }
          default:
            return kind satisfies never;
        }
      },

      user(socketId) {
        const known = user();
        if (known === undefined) return null;
        const user_data = JSON.stringify({ id: String(userId), user_info: { id: userId, name: known.name } });
        return { auth: signUser(deps.app(), socketId, user_data), user_data };
      },
    };
  };
}

/** Disconnects sockets that have lost their rights. Call it when accounts or memberships have changed. */
export function createRecheck(deps: {
  accounts: Pick<Accounts, 'ownerOf'>;
  authorisers: Authorisers;
  appState: () => Pick<AppState, 'disconnectWhere' | 'recheck'>;
}): () => void {
  const { accounts, authorisers, appState } = deps;
  return () => {
    appState().disconnectWhere((tokenId) => accounts.ownerOf(tokenId) === null);
    // One authoriser per user, because it caches what it looks up.
    const known = new Map<number, Authoriser>();
    appState().recheck((tokenId, channel) => {
      const owner = accounts.ownerOf(tokenId);
      if (owner === null) return false;
      const authoriser = known.get(owner) ?? authorisers(owner);
      known.set(owner, authoriser);
      return authoriser.mayListen(channel);
    });
  };
}
