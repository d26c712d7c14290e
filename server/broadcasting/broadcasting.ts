import { createHash, createHmac } from 'node:crypto';
import type { Accounts } from '../accounts/accounts.ts';
import type { RealtimeApp } from '../apps/apps.ts';
import { type AppState, signChannel, signUser } from '../realtime/realtime.ts';
import { type Storage, steps, type UserRow } from '../storage/storage.ts';
import { type ChannelKind, permit } from './channel-rules.ts';

/** `POST /broadcasting/auth`: `channel_data` of presence channels, `shared_secret` (base64) of encrypted ones. */
export type ChannelPermission = Readonly<{ auth: string; channel_data?: string; shared_secret?: string }>;
/** `POST /broadcasting/user-auth` */
export type UserPermission = Readonly<{ auth: string; user_data: string }>;

/** Who may listen to what. */
export interface Authorisers {
  /** Those of these channels to which this user may listen now. */
  allowed(userId: number, channels: readonly string[]): Promise<ReadonlySet<string>>;
  /** null: this user may not listen there. */
  channel(userId: number, socketId: string, channel: string): Promise<ChannelPermission | null>;
  /** null: there is no such user. */
  user(userId: number, socketId: string): Promise<UserPermission | null>;
}

/** The 32 bytes from which the secrets of encrypted channels are derived. Publishers configure their SDK with it, in base64. */
export const encryptionMasterKey = ({ secret }: Pick<RealtimeApp, 'secret'>): Buffer =>
  createHmac('sha256', secret).update('belfry encrypted channels').digest();

/** Derived as the SDKs do: sha256 of the channel name and the master key. */
const sharedSecret = (app: RealtimeApp, channel: string): string =>
  createHash('sha256').update(channel).update(encryptionMasterKey(app)).digest('base64');

export function createAuthorisers(deps: {
  storage: Pick<Storage, 'read' | 'users' | 'memberships'>;
  app: () => RealtimeApp;
}): Authorisers {
  const { read, users, memberships } = deps.storage;

  const kindFor = steps('broadcasting.kindFor', function* (userId: number, channel: string) {
    const permission = permit(userId, channel);
    if (permission === null) return null;
    const { kind, asMember } = permission;
    return asMember === null || (yield* memberships.has(asMember)) ? kind : null;
  });

  function sign(user: UserRow, kind: ChannelKind, socketId: string, channel: string): ChannelPermission {
    const app = deps.app();
    switch (kind) {
      case 'private':
        return { auth: signChannel(app, socketId, channel) };
      case 'encrypted':
        return { auth: signChannel(app, socketId, channel), shared_secret: sharedSecret(app, channel) };
      case 'presence': {
        const { id, name } = user;
        const channel_data = JSON.stringify({ user_id: String(id), user_info: { id, name } });
        return { auth: signChannel(app, socketId, channel, channel_data), channel_data };
      }
      default:
        return kind satisfies never;
    }
  }

  return {
    allowed: (userId, channels) =>
      read(function* () {
        const found = new Set<string>();
        if ((yield* users.get(userId)) === undefined) return found;
        for (const channel of channels) if ((yield* kindFor(userId, channel)) !== null) found.add(channel);
        return found;
      }),

    channel: (userId, socketId, channel) =>
      read(function* () {
        const user = yield* users.get(userId);
        const kind = yield* kindFor(userId, channel);
        return user === undefined || kind === null ? null : sign(user, kind, socketId, channel);
      }),

    async user(userId, socketId) {
      const known = await read(() => users.get(userId));
      if (known === undefined) return null;
      const user_data = JSON.stringify({ id: String(userId), user_info: { id: userId, name: known.name } });
      return { auth: signUser(deps.app(), socketId, user_data), user_data };
    },
  };
}

/** Disconnects sockets that have lost their rights. */
export interface Recheck {
  /** Call it when tokens have ended. */
  tokens(): Promise<void>;
  /** Call it when accounts or memberships have changed. */
  all(): Promise<void>;
}

/** Sockets that connect between the reading and the closing were checked against the newer state, so they stay. */
export function createRecheck(deps: {
  accounts: Pick<Accounts, 'ownersOf'>;
  authorisers: Pick<Authorisers, 'allowed'>;
  appState: () => Pick<AppState, 'bindings' | 'disconnectWhere' | 'recheck'>;
}): Recheck {
  const { accounts, authorisers, appState } = deps;

  /** @returns the users of the tokens that are still valid */
  async function tokens(): Promise<ReadonlyMap<number, number>> {
    const ids = new Set(
      appState()
        .bindings()
        .map(({ tokenId }) => tokenId),
    );
    const owners = await accounts.ownersOf([...ids]);
    appState().disconnectWhere((tokenId) => ids.has(tokenId) && !owners.has(tokenId));
    return owners;
  }

  async function channels(owners: ReadonlyMap<number, number>): Promise<void> {
    const ofOwner = new Map<number, Set<string>>();
    for (const { tokenId, channel } of appState().bindings()) {
      const owner = owners.get(tokenId);
      if (owner === undefined || channel === null) continue;
      ofOwner.set(owner, (ofOwner.get(owner) ?? new Set()).add(channel));
    }
    const refused = new Map<number, Set<string>>();
    for (const [owner, wanted] of ofOwner) {
      const allowed = await authorisers.allowed(owner, [...wanted]);
      refused.set(owner, new Set([...wanted].filter((channel) => !allowed.has(channel))));
    }
    appState().recheck((tokenId, channel) => {
      const owner = owners.get(tokenId);
      return owner === undefined || refused.get(owner)?.has(channel) !== true;
    });
  }

  return {
    tokens: async () => void (await tokens()),
    all: async () => channels(await tokens()),
  };
}
