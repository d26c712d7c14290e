import type { CallName } from '#app/ipc';
import type { AppStatus } from '#app/state';
import type { Transport } from '../../server/client/client.ts';
import { BackendError, failureOf } from '../backend/backend.ts';
import type { RunCommand } from '../commands/commands.ts';
import type { Sight } from '../delivery/delivery.ts';
import type { SettingsService } from '../settings/settings.ts';
import type { Sources } from '../sources/sources.ts';
import type { Handlers } from './handle.ts';

/** The window's calls. */
export function createHandlers(deps: {
  status: () => AppStatus;
  /** To the backend, with the token that the window never sees. */
  transport: Transport;
  settings: Pick<SettingsService, 'patch'>;
  sources: Sources;
  sight: Pick<Sight, 'report'>;
  /** The window is visible and has the focus. */
  inFront: () => boolean;
  run: RunCommand;
  log: (message: string) => void;
}): Handlers {
  const { transport } = deps;

  async function fromBackend<T>(call: CallName, answer: Promise<T>) {
    try {
      return { ok: true, value: await answer } as const;
    } catch (error) {
      if (!(error instanceof BackendError)) throw error;
      deps.log(`${call} failed: ${error.code}`);
      return { ok: false, error: failureOf(error) } as const;
    }
  }

  return {
    'status.get': async () => ({ ok: true, value: deps.status() }),
    'inbox.sync': (query) => fromBackend('inbox.sync', transport.sync(query)),
    'inbox.list': (query) => fromBackend('inbox.list', transport.list(query)),
    'inbox.act': (request) => fromBackend('inbox.act', transport.act(request)),
    'inbox.undo': ({ batch }) => fromBackend('inbox.undo', transport.undo(batch)),
    'inbox.batches': () => fromBackend('inbox.batches', transport.batches()),
    'settings.patch': async ({ patch }) => deps.settings.patch(patch),
    'inbox.seen': async ({ ids }) => {
      const seen = deps.inFront();
      if (seen) deps.sources.seen(ids);
      return { ok: true, value: seen };
    },
    'inbox.sight': async ({ ids }) => {
      deps.sight.report(ids);
      return { ok: true, value: null };
    },
    'sources.get': async () => ({ ok: true, value: deps.sources.state() }),
    'sources.save': ({ definition, secrets }) => deps.sources.save(definition, secrets),
    'sources.remove': ({ id }) => deps.sources.remove(id),
    'sources.test': ({ definition, secrets }) => deps.sources.test(definition, secrets),
    'sources.events': async ({ id }) => deps.sources.events(id),
    'sources.preview': async (request) => deps.sources.preview(request),
    'command.run': (command) => deps.run(command),
  };
}
