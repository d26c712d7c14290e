import os from 'node:os';
import path from 'node:path';
import type { Net, Session } from 'electron';
import type Store from 'electron-store';
import type { SourceDefinition } from '#app/sources';
import type { UpstreamAction } from '#server/source';
import type { Translate } from '../i18n/i18n.ts';
import type { Log } from '../log.ts';
import { createNetwork } from '../network/network.ts';
import { createAuthorize } from './authorize.ts';
import { createBelfryAdapter } from './belfry/belfry.ts';
import { createChannelsAdapter } from './channels/channels.ts';
import { createHttp } from './http.ts';
import { createLaravelAdapter } from './laravel/laravel.ts';
import { createPersistent } from './persistent.ts';
import { createProbe } from './probe.ts';
import type { RemoteDeps } from './remote.ts';
import { openSecrets } from './secrets.ts';
import { createSessions } from './session.ts';
import { createSources, type Sources, type SourcesDeps } from './sources.ts';
import { createSourceStore, openSourcesFile, type SourcesFile } from './store.ts';
import { answerAll, createUpstreamReply } from './upstream-reply.ts';
import { type AnySafeStorage, createVault } from './vault.ts';

/** What each kind can be told; the rest stays on this computer. */
const ACTIONS = {
  belfry: ['read', 'unread', 'archive', 'unarchive', 'delete', 'delivered', 'seen', 'reply'],
  laravel: ['read', 'delete', 'reply'],
  channels: ['reply'],
} as const satisfies Record<SourceDefinition['kind'], readonly UpstreamAction[]>;

type Wired = 'client' | 'find' | 'onDelta' | 'onCatchingUp' | 'onChange';

/** The sources with what each needs of this system, this profile and Electron. */
export function wireSources(
  deps: Pick<SourcesDeps, Wired> & {
    readonly profile: string;
    /** A store in a file of this name in the profile. */
    readonly openStore: (name: string) => Store<SourcesFile>;
    readonly net: Pick<Net, 'request'> & Partial<Pick<Net, 'WebSocket'>>;
    readonly session: () => Session;
    readonly safeStorage: AnySafeStorage;
    readonly t: Translate;
    readonly logs: (room: string) => Log;
  },
): Sources {
  const { profile, t } = deps;
  const log = deps.logs('sources').info;
  const now = (): Date => new Date();
  const file = path.join(profile, 'sources.json');
  const open = (): Store<SourcesFile> => deps.openStore('sources');
  const network = createNetwork({
    net: deps.net,
    session: deps.session,
    platform: process.platform,
    env: process.env,
    log: deps.logs('network').info,
  });
  const http = createHttp(network);
  const sessions = createSessions({ http, hostname: os.hostname(), log });
  const none = { token: () => null, headers: () => ({}) };
  const replyLocally = createUpstreamReply({
    ...none,
    url: null,
    http,
    now,
    say: async () => ({ outcome: 'refused', reason: t('reply.noChannel') }),
  });

  return createSources({
    ...deps,
    store: createSourceStore(openSourcesFile(open, file, { now, log }), log),
    secrets: openSecrets({
      file: path.join(profile, 'secrets.json'),
      vault: createVault(deps.safeStorage),
      log,
    }),
    sessions,
    persistent: createPersistent({ client: deps.client }),
    actions: ACTIONS,
    createAdapter(definition, { secrets, ...adapterDeps }) {
      const remote: RemoteDeps = {
        ...adapterDeps,
        http,
        socket: network.socket,
        token: () => secrets().token ?? null,
        headers: () => secrets().headers ?? {},
      };
      switch (definition.kind) {
        case 'belfry':
          return createBelfryAdapter(definition, remote);
        case 'laravel':
          return createLaravelAdapter(definition, remote);
        case 'channels':
          return createChannelsAdapter(definition, { ...remote, t });
        default:
          return definition satisfies never;
      }
    },
    probe: createProbe({
      http,
      sessions,
      network,
      authorize: (url, { token, headers }) =>
        createAuthorize({ url, http, now, token: () => token ?? null, headers: () => headers ?? {} }),
    }),
    tellLocal: (entries) => answerAll(entries, replyLocally),
    now,
    random: Math.random,
    log,
  });
}
