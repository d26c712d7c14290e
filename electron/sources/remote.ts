import os from 'node:os';
import type { Region } from '#app/rules/region';
import type { SourceDefinition, StoredSecrets } from '#app/source-definition';
import type { Translate } from '../i18n/i18n.ts';
import type { Log } from '../log.ts';
import type { Network } from '../network/network.ts';
import type { Adapter, AdapterDeps, RemoteDeps } from './adapter.ts';
import { createBelfryAdapter } from './adapters/belfry/belfry-adapter.ts';
import { createSessions, type Sessions } from './adapters/belfry/sessions.ts';
import { createChannelsAdapter } from './adapters/channels/channels-adapter.ts';
import { createLaravelAdapter } from './adapters/laravel/laravel-adapter.ts';
import { answerAll, createAuthorize, createHttp, createUpstreamReply } from './http/http.ts';
import { createProbe } from './probe/probe.ts';
import type { SourcesDeps } from './service.ts';
import { originOf } from './socket-origin.ts';

/** What reaches other computers. */
export interface Remote extends Pick<SourcesDeps, 'probe' | 'deliverLocal'> {
  readonly sessions: Sessions;
  createAdapter(
    definition: SourceDefinition,
    deps: AdapterDeps & Readonly<{ secrets: () => StoredSecrets }>,
  ): Adapter;
}

export function createRemote(deps: {
  readonly network: Network;
  readonly t: Translate;
  readonly region: () => Region;
  readonly logs: (room: string) => Log;
}): Remote {
  const { t, network } = deps;
  const now = (): Date => new Date();
  const http = createHttp(network);
  const sessions = createSessions({ http, hostname: os.hostname(), log: deps.logs('sources').info });
  const replyLocally = createUpstreamReply({
    token: () => null,
    headers: () => ({}),
    trusted: [],
    http,
    now,
    sendClientEvent: async () => ({ outcome: 'refused', reason: t('reply.noChannel') }),
  });

  return {
    sessions,
    createAdapter(definition, { secrets, ...adapterDeps }) {
      const remote: RemoteDeps = {
        ...adapterDeps,
        http,
        region: deps.region,
        socket: (url) => network.socket(url, originOf(definition, secrets().headers ?? {})),
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
      authorize: (url, { token, headers }, hasSigned) =>
        createAuthorize({
          ...{ url, http, now, hasSigned },
          token: () => token ?? null,
          headers: () => headers ?? {},
        }),
    }),
    deliverLocal: (entries) => answerAll(entries, replyLocally),
  };
}
