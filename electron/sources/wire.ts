import path from 'node:path';
import type { SourceDefinition } from '#app/sources';
import type { UpstreamAction } from '#server/source';
import type { Files } from '../files/files.ts';
import type { Log } from '../log.ts';
import type { Network } from '../network/network.ts';
import { createLastEvents } from './last-events.ts';
import { createPersistent } from './persistent.ts';
import type { Reach } from './reach.ts';
import { openSecrets } from './secrets.ts';
import { createSources, type Sources, type SourcesDeps } from './sources.ts';
import { createSourceStore } from './store.ts';
import { type AnySafeStorage, createVault } from './vault.ts';

/** What each kind can be told; the rest stays on this computer. */
const ACTIONS = {
  belfry: ['read', 'unread', 'archive', 'unarchive', 'delete', 'delivered', 'seen', 'reply'],
  laravel: ['read', 'delete', 'reply'],
  channels: ['reply'],
} as const satisfies Record<SourceDefinition['kind'], readonly UpstreamAction[]>;

type Wired = 'client' | 'find' | 'region' | 'onDelta' | 'onCatchingUp' | 'onChange';

/** The sources with what each needs of this system, this profile and Electron. */
export function wireSources(
  deps: Pick<SourcesDeps, Wired> & {
    readonly profile: string;
    readonly files: Pick<Files, 'open' | 'odd' | 'unreadable'>;
    readonly network: () => Promise<Network>;
    readonly safeStorage: AnySafeStorage;
    readonly logs: (room: string) => Log;
  },
): Sources {
  const { files, profile } = deps;
  const log = deps.logs('sources').info;
  const now = (): Date => new Date();
  // A third of main's code, which the tray would wait for: nobody reads it before there is somebody to reach.
  let reaching: Promise<Reach> | null = null;
  const reach = (): Promise<Reach> => {
    reaching ??= Promise.all([import('./reach.ts'), deps.network()]).then(([{ createReach }, network]) =>
      createReach({ ...deps, network }),
    );
    return reaching;
  };

  return createSources({
    ...deps,
    store: createSourceStore(files.open('sources.json'), {
      onOdd: (names) => files.odd('sources.json', names),
      log,
    }),
    lastEvents: createLastEvents(files.open('seen.json'), log),
    secrets: openSecrets({
      file: path.join(profile, 'secrets.json'),
      vault: createVault(deps.safeStorage),
      onReadable: (refusal) => files.unreadable('secrets.json', refusal),
      log,
    }),
    sessions: {
      open: async (...args) => (await reach()).sessions.open(...args),
      close: async (...args) => (await reach()).sessions.close(...args),
    },
    persistent: createPersistent({ client: deps.client }),
    actions: ACTIONS,
    createAdapter: async (...args) => (await reach()).createAdapter(...args),
    probe: async (...args) => (await reach()).probe(...args),
    tellLocal: async (entries) => (await reach()).tellLocal(entries),
    now,
    random: Math.random,
    log,
  });
}
