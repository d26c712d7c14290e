import type { AppStatus } from '#app/state';
import type { Transport } from '../../server/client/client.ts';
import { BackendError, failureOf } from '../backend/client.ts';
import type { RunCommand } from '../commands/commands.ts';
import type { SettingsService } from '../settings/settings.ts';
import type { Sources } from '../sources/sources.ts';
import type { Handlers } from './handle.ts';

/** The window's calls, each a line. */
export function createHandlers(deps: {
  status: () => AppStatus;
  /** To the backend, with the token that the window never sees. */
  transport: Transport;
  settings: Pick<SettingsService, 'patch'>;
  sources: Sources;
  /** The window is visible and has the focus. */
  inFront: () => boolean;
  run: RunCommand;
}): Handlers {
  const { transport } = deps;

  async function fromBackend<T>(answer: Promise<T>) {
    try {
      return { ok: true, value: await answer } as const;
    } catch (error) {
      if (!(error instanceof BackendError)) throw error;
      return { ok: false, error: failureOf(error) } as const;
    }
  }

  return {
    'status.get': async () => ({ ok: true, value: deps.status() }),
    'inbox.sync': (query) => fromBackend(transport.sync(query)),
    'inbox.list': (query) => fromBackend(transport.list(query)),
    'inbox.act': (request) => fromBackend(transport.act(request)),
    'settings.patch': async ({ patch }) => deps.settings.patch(patch),
    'inbox.seen': async ({ ids }) => {
      const seen = deps.inFront();
      if (seen) deps.sources.seen(ids);
      return { ok: true, value: seen };
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
