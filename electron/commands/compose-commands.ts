import { ownRow } from '#server/own-rows';
import { TEST_TYPE } from '#server/rules/content';
import type { Endpoint } from '#server/session';
import type { Backend, BackendClient } from '../backend/backend.ts';
import type { KnownRow } from '../inbox/inbox.ts';
import type { Maintenance } from '../maintenance/maintenance.ts';
import { addresses } from '../network/network.ts';
import type { Lifecycle } from '../shell/shell.ts';
import type { Sources } from '../sources/sources.ts';
import type { FirstRun, Status } from '../status/status.ts';
import type { Files } from '../system/files/files.ts';
import { createCommands, type RunCommand } from './commands.ts';
import { createLocalEndpoint } from './local-endpoint.ts';
import { createPresses } from './press.ts';
import { createTextSize } from './text-size.ts';

type Whole = Parameters<typeof createCommands>[0];

/** The commands, with the parts of the app that each of them needs. */
export function composeCommands(
  deps: Pick<Whole, 'inbox' | 'window' | 'pause' | 'presenting' | 'unread' | 'opener' | 'copy' | 'log'> & {
    readonly firstRun: Pick<FirstRun, 'next'>;
    readonly settings: Parameters<typeof createTextSize>[0];
    readonly find: (id: string) => KnownRow | undefined;
    readonly connection: Readonly<{
      client: () => Pick<BackendClient, 'send' | 'reply' | 'run'>;
      ready: () => Readonly<{ url: string; endpoint: Endpoint }> | null;
      kick: () => void;
    }>;
    readonly backend: Pick<Backend, 'retry' | 'rotate' | 'onEndpoint'>;
    readonly maintenance: Maintenance;
    readonly files: Pick<Files, 'dismiss'>;
    readonly sources: Pick<Sources, 'typing' | 'seen' | 'retry' | 'rights'>;
    readonly status: Pick<Status, 'get' | 'refresh'>;
    readonly lifecycle: Pick<Lifecycle, 'quit'>;
  },
): RunCommand {
  const { connection, maintenance, sources, status, lifecycle } = deps;
  return createCommands({
    ...deps,
    presses: createPresses({
      ...deps,
      ...sources,
      client: connection.client,
      leadsOutside: async (url) => (await addresses()).leadsOutside(url),
      read: (id) => deps.inbox.act({ action: 'read', ids: [id] }),
    }),
    textSize: createTextSize(deps.settings),
    nextStep() {
      deps.firstRun.next();
      status.refresh();
    },
    async sendTest() {
      await connection.client().send(ownRow({ type: TEST_TYPE, data: {} }));
    },
    reply: (...answer) => connection.client().reply(...answer),
    typing: sources.typing,
    seen: sources.seen,
    retrySource: sources.retry,
    endpoint: createLocalEndpoint({ ...deps.backend, get: () => connection.ready()?.endpoint }),
    retry() {
      deps.backend.retry();
      connection.kick();
    },
    dismissFile: deps.files.dismiss,
    openLogs: maintenance.openLogs,
    saveReport: () => maintenance.saveReport(status.get(), connection.ready()?.url ?? null),
    update() {
      const update = maintenance.update();
      if (update.status === 'ready' || update.status === 'replaced')
        void lifecycle.quit(maintenance.installUpdate);
    },
    quit: () => void lifecycle.quit(),
  });
}
