import os from 'node:os';
import type { Region } from '#app/rules/region';
import type { SourceDefinition, StoredSecrets } from '#app/source-definition';
import { refusal } from '#server/rules/refusals';
import type { Network } from '../network/network.ts';
import type { Log } from '../system/log.ts';
import type { Adapter, AdapterDeps } from './adapter.ts';
import { adapterOf, createSessions, type Sessions } from './adapters/adapters.ts';
import {
  answerAll,
  createActionRequest,
  createAuthorize,
  createHttp,
  createUpstreamReply,
} from './http/http.ts';
import { originOf } from './kinds.ts';
import { createProbe } from './probe/probe.ts';
import type { SourcesDeps } from './service.ts';
import type { RequestRights } from './vault/vault.ts';

/** Everything that reaches other computers. Loaded with the network, when there is a source to reach. */
export interface Remote extends Pick<SourcesDeps, 'probe' | 'deliverLocal' | 'deliverRequests'> {
  readonly sessions: Sessions;
  createAdapter(
    definition: SourceDefinition,
    deps: AdapterDeps & Readonly<{ secrets: () => StoredSecrets }>,
  ): Adapter;
}

export function createRemote(deps: {
  readonly network: Network;
  readonly region: () => Region;
  readonly rights: Pick<RequestRights, 'to'>;
  readonly now: () => Date;
  readonly logs: (room: string) => Log;
}): Remote {
  const { network, now } = deps;
  const http = createHttp(network);
  const sessions = createSessions({ http, hostname: os.hostname(), log: deps.logs('sources').info });
  const replyLocally = createUpstreamReply({
    token: () => null,
    headers: () => ({}),
    trusted: [],
    http,
    now,
    sendClientEvent: async () => ({ outcome: 'refused', reason: refusal('no_channels', {}) }),
  });

  const sendRequest = createActionRequest({ http, rights: deps.rights, now });

  return {
    sessions,
    createAdapter(definition, { secrets, ...adapterDeps }) {
      return adapterOf(definition).create(definition, {
        ...adapterDeps,
        http,
        region: deps.region,
        socket: (url) => network.socket(url, originOf(definition, secrets().headers ?? {})),
        token: () => secrets().token ?? null,
        headers: () => secrets().headers ?? {},
      });
    },
    probe: createProbe({
      adapterOf,
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
    deliverRequests: (entries) => Promise.all(entries.map(sendRequest)),
  };
}
