import type { CallArgs, CallResults } from '#app/ipc';
import type { AppStatus } from '#app/state';
import { BackendError } from '../backend/backend.ts';
import type { RunCommand } from '../commands/commands.ts';
import type { Inbox } from '../inbox/inbox.ts';
import type { SettingsService } from '../settings/settings.ts';
import type { Sources } from '../sources/sources.ts';
import type { Handlers } from './handle.ts';

/** The window's calls. */
export function createHandlers(deps: {
  status: () => AppStatus;
  inbox: Pick<Inbox, 'list' | 'more'>;
  settings: Pick<SettingsService, 'patch'>;
  sources: Sources;
  search: (args: CallArgs['inbox.search']) => Promise<CallResults['inbox.search']>;
  /** The window is visible and has the focus. */
  inFront: () => boolean;
  run: RunCommand;
}): Handlers {
  async function fromBackend<T>(answer: Promise<T>) {
    try {
      return { ok: true, value: await answer } as const;
    } catch (error) {
      if (!(error instanceof BackendError)) throw error;
      const code = error.code === 'unreachable' ? 'backend_unavailable' : 'backend_refused';
      return { ok: false, error: { code } } as const;
    }
  }

  return {
    'status.get': async () => ({ ok: true, value: deps.status() }),
    'list.get': ({ view }) => fromBackend(deps.inbox.list(view)),
    'list.more': ({ view }) => fromBackend(deps.inbox.more(view).then(() => null)),
    'settings.patch': async ({ patch }) => deps.settings.patch(patch),
    'inbox.search': (args) => fromBackend(deps.search(args)),
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
