import { ownRow } from '#server/own-rows';
import type { Backend } from './backend/backend.ts';
import { createCommands, type RunCommand } from './commands/commands.ts';
import type { Connection } from './connection.ts';
import type { Files } from './files/files.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Sources } from './sources/sources.ts';
import type { Status } from './status.ts';
import type { Upkeep } from './upkeep.ts';

type Whole = Parameters<typeof createCommands>[0];

/** The commands with what each of them moves. Who is built later is asked for. */
export function wireCommands(
  deps: Pick<Whole, 'inbox' | 'window' | 'pause' | 'find' | 'opener' | 'copy' | 'log'> & {
    readonly connection: Pick<Connection, 'client' | 'kick'>;
    readonly backend: Pick<Backend, 'retry'>;
    readonly upkeep: Upkeep;
    readonly files: Pick<Files, 'dismiss'>;
    readonly sources: () => Sources;
    readonly status: () => Status;
    readonly quit: Lifecycle['quit'];
  },
): RunCommand {
  const { connection, upkeep, sources } = deps;
  return createCommands({
    ...deps,
    sendTest: () => connection.client().send(ownRow({ type: 'belfry.test', data: {} })),
    reply: (...answer) => connection.client().reply(...answer),
    typing: (id) => sources().typing(id),
    seen: (ids) => sources().seen(ids),
    retrySource: (id) => sources().retry(id),
    curl: () => deps.status().curl(),
    retry() {
      deps.backend.retry();
      connection.kick();
    },
    dismissFile: deps.files.dismiss,
    update() {
      const { status } = upkeep.update();
      if (status === 'ready' || status === 'replaced') void deps.quit(upkeep.installUpdate);
    },
    quit: () => void deps.quit(),
  });
}
