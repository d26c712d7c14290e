import path from 'node:path';
import type { Network } from '../network/network.ts';
import type { Files } from '../system/files/files.ts';
import type { Log } from '../system/log.ts';
import type { Remote } from './remote.ts';
import { createRetryingClient } from './retrying-client.ts';
import { createSourceService, type Sources, type SourcesDeps } from './service.ts';
import {
  type AnySafeStorage,
  createEncryption,
  createLastEvents,
  createRequestRights,
  createSourceStore,
  openSecrets,
} from './vault/vault.ts';

export type { Sources } from './service.ts';
export type { RequestRights } from './vault/vault.ts';

type FromApp = 'client' | 'find' | 'region' | 'onDelta' | 'onCatchingUp' | 'onChange';

/** Builds the sources over this profile, this system's network and Electron's safe storage. */
export function composeSources(
  deps: Pick<SourcesDeps, FromApp> & {
    readonly profile: string;
    readonly files: Pick<Files, 'open' | 'odd' | 'unreadable'>;
    readonly network: () => Promise<Network>;
    readonly safeStorage: AnySafeStorage;
    /** The clock on the wall. */
    readonly now: () => Date;
    readonly logs: (room: string) => Log;
  },
): Sources {
  const { files, profile } = deps;
  const log = deps.logs('sources').info;
  // A third of main's code, which the tray would have to wait for: it is loaded when there is a source to reach.
  let loading: Promise<Remote> | null = null;
  const remote = (): Promise<Remote> => {
    loading ??= Promise.all([import('./remote.ts'), deps.network()]).then(([{ createRemote }, network]) =>
      createRemote({ ...deps, rights, network }),
    );
    return loading;
  };

  const store = createSourceStore(files.open('sources.json'), {
    onOdd: (names) => files.odd('sources.json', names),
    log,
  });
  const rights = createRequestRights(files.open('requests.json'), { find: store.get, log });

  return createSourceService({
    ...deps,
    store,
    rights,
    lastEvents: createLastEvents(files.open('seen.json'), log),
    secrets: openSecrets({
      file: path.join(profile, 'secrets.json'),
      encryption: createEncryption(deps.safeStorage),
      onReadable: (refusal) => files.unreadable('secrets.json', refusal),
      log,
    }),
    sessions: {
      open: async (...args) => (await remote()).sessions.open(...args),
      close: async (...args) => (await remote()).sessions.close(...args),
    },
    retryingClient: createRetryingClient({ client: deps.client }),
    createAdapter: async (...args) => (await remote()).createAdapter(...args),
    probe: async (...args) => (await remote()).probe(...args),
    deliverLocal: async (entries) => (await remote()).deliverLocal(entries),
    deliverRequests: async (entries) => (await remote()).deliverRequests(entries),
    random: Math.random,
    log,
  });
}
