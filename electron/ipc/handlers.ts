import type { CallName } from '#app/ipc';
import type { Result } from '#app/result';
import type { Settings } from '#app/rules/settings';
import { SOUND_FILES, type SoundChoice } from '#app/rules/sounds';
import type { AppStatus } from '#app/state';
import type { Transport } from '../../server/client/client.ts';
import { BackendError, failureOf, type RulesClient } from '../backend/backend.ts';
import type { RunCommand } from '../commands/commands.ts';
import type { DecisionRecord, Sight, Sounds, Walker } from '../delivery/delivery.ts';
import type { KeyFiles, SettingsService } from '../settings/settings.ts';
import type { Sources } from '../sources/sources.ts';
import type { Handlers } from './handle.ts';

const NOT_HEARD = { missing: 'sound_missing', no_player: 'sound_no_player', failed: 'sound_failed' } as const;

/** The window's calls. */
export function createHandlers(deps: {
  status: () => AppStatus;
  /** To the backend, with the token that the window never sees. */
  transport: Transport;
  rules: () => RulesClient;
  settings: Pick<SettingsService, 'patch'>;
  sources: Sources;
  sight: Pick<Sight, 'report'>;
  sounds: Pick<Sounds, 'tryOut'>;
  walk: Walker;
  record: Pick<DecisionRecord, 'of'>;
  /** Asks the user for a file with one of these endings; null: none was chosen. */
  chooseFile: (extensions: readonly string[]) => Promise<string | null>;
  keyFiles: KeyFiles;
  /** The window is visible and has the focus. */
  inFront: () => boolean;
  run: RunCommand;
  log: (message: string) => void;
}): Handlers {
  const { transport, rules } = deps;

  async function fromBackend<T>(call: CallName, answer: Promise<T>) {
    try {
      return { ok: true, value: await answer } as const;
    } catch (error) {
      if (!(error instanceof BackendError)) throw error;
      deps.log(`${call} failed: ${error.code}`);
      return { ok: false, error: failureOf(error) } as const;
    }
  }

  async function tryOut(choice: SoundChoice): Promise<Result<null>> {
    const outcome = await deps.sounds.tryOut(choice);
    return outcome === 'played'
      ? { ok: true, value: null }
      : { ok: false, error: { code: NOT_HEARD[outcome] } };
  }

  async function chooseSound(): Promise<Result<Settings | null>> {
    const soundFile = await deps.chooseFile(SOUND_FILES);
    return soundFile === null ? { ok: true, value: null } : deps.settings.patch({ soundFile });
  }

  return {
    'status.get': async () => ({ ok: true, value: deps.status() }),
    'inbox.sync': (query) => fromBackend('inbox.sync', transport.sync(query)),
    'inbox.list': (query) => fromBackend('inbox.list', transport.list(query)),
    'inbox.count': (query) => fromBackend('inbox.count', transport.count(query)),
    'inbox.act': (request) => fromBackend('inbox.act', transport.act(request)),
    'inbox.undo': ({ batch }) => fromBackend('inbox.undo', transport.undo(batch)),
    'inbox.batches': () => fromBackend('inbox.batches', transport.batches()),
    'rules.get': () => fromBackend('rules.get', rules().all()),
    'rules.save': ({ id, rule }) => fromBackend('rules.save', rules().save(id, rule)),
    'rules.remove': ({ id }) => fromBackend('rules.remove', rules().remove(id)),
    'rules.order': ({ ids }) => fromBackend('rules.order', rules().order(ids)),
    'rules.preview': ({ filter }) => fromBackend('rules.preview', rules().preview(filter)),
    'rules.apply': ({ id }) => fromBackend('rules.apply', rules().apply(id)),
    'mutes.get': () => fromBackend('mutes.get', rules().mutes()),
    'filters.get': () => fromBackend('filters.get', rules().filters()),
    'filters.save': ({ id, filter }) => fromBackend('filters.save', rules().saveFilter(id, filter)),
    'filters.remove': ({ id }) => fromBackend('filters.remove', rules().removeFilter(id)),
    'settings.patch': async ({ patch }) => deps.settings.patch(patch),
    'sounds.play': ({ sound }) => tryOut(sound),
    'sounds.choose': chooseSound,
    'keys.export': deps.keyFiles.save,
    'keys.import': deps.keyFiles.load,
    'walk.run': async () => ({ ok: true, value: await deps.walk.run() }),
    'walk.settings': () => deps.walk.openSettings(),
    'decisions.of': async ({ id }) => ({ ok: true, value: await deps.record.of(id) }),
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
    'sources.revoke': ({ source, origin }) => deps.sources.revoke(source, origin),
    'command.run': (command) => deps.run(command),
  };
}
