import os from 'node:os';
import type { Region } from '#app/rules/region';
import type { SourceDefinition, StoredSecrets } from '#app/sources';
import { refusal } from '#server/rules/refusals';
import type { Log } from '../log.ts';
import type { Network } from '../network/network.ts';
import type { Adapter, AdapterDeps } from './adapter.ts';
import { createAuthorize } from './authorize.ts';
import { createBelfryAdapter } from './belfry/belfry.ts';
import { createChannelsAdapter } from './channels/channels.ts';
import { createHttp } from './http.ts';
import { createLaravelAdapter } from './laravel/laravel.ts';
import { createProbe } from './probe.ts';
import type { RemoteDeps } from './remote.ts';
import { createSessions, type Sessions } from './session.ts';
import { originOf } from './socket-origin.ts';
import type { SourcesDeps } from './sources.ts';
import { answerAll, createUpstreamReply } from './upstream-reply.ts';

/** What reaches other computers. */
export interface Reach extends Pick<SourcesDeps, 'probe' | 'tellLocal'> {
  readonly sessions: Sessions;
  createAdapter(
    definition: SourceDefinition,
    deps: AdapterDeps & Readonly<{ secrets: () => StoredSecrets }>,
  ): Adapter;
}

export function createReach(deps: {
  readonly network: Network;
  readonly region: () => Region;
  readonly logs: (room: string) => Log;
}): Reach {
  const { network } = deps;
  const now = (): Date => new Date();
  const http = createHttp(network);
  const sessions = createSessions({ http, hostname: os.hostname(), log: deps.logs('sources').info });
  const replyLocally = createUpstreamReply({
    token: () => null,
    headers: () => ({}),
    trusted: [],
    http,
    now,
    say: async () => ({ outcome: 'refused', reason: refusal('no_channels', {}) }),
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
          return createChannelsAdapter(definition, remote);
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
    tellLocal: (entries) => answerAll(entries, replyLocally),
  };
}
