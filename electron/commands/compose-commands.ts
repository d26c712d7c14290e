import type { Backend } from '../backend/backend.ts';
import type { Translate } from '../i18n/i18n.ts';
import type { Connection } from '../inbox/connection.ts';
import type { Upkeep } from '../maintenance/compose-maintenance.ts';
import type { Lifecycle } from '../shell/lifecycle.ts';
import type { Sources } from '../sources/sources.ts';
import type { Status } from '../status/status.ts';
import type { Files } from '../system/files/files.ts';
import { createCommands, type RunCommand } from './commands.ts';

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
    readonly t: Translate;
  },
): RunCommand {
  const { connection, upkeep, sources, t } = deps;
  return createCommands({
    ...deps,
    sendTest: () =>
      connection.client().send({ title: t('test.title'), message: t('test.message'), type: 'test' }),
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
