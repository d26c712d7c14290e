import type { Bridge, CallArgs } from '#app/ipc';
import type { Failure, Result } from '#app/result';
import type { SourceDefinition, SourceSecrets } from '#app/source-definition';
import type { Preview, SeenEvent, SourcesState, SourceView, TestResult } from '#app/source-view';
import type { ActionOnMutes } from '#server/inbox';
import { createStore, type Readable } from './store.ts';

/** The user's sources: requested once, then pushed as a whole. null until the main process has sent them. */
export interface Sources extends Readable<SourcesState | null> {
  load(): Promise<void>;
  save(definition: SourceDefinition, secrets: SourceSecrets): Promise<Result<SourceView>>;
  /** Saves nothing. */
  test(definition: SourceDefinition, secrets: SourceSecrets): Promise<Result<readonly TestResult[]>>;
  remove(id: string): Promise<Result<null>>;
  retry(id: string): Promise<Result<null>>;
  /** The buttons of its notifications may not send requests there any more. */
  revoke(source: string, origin: string): Promise<Result<null>>;
  /** Mutes or unmutes at a source that is the record of its rows. @returns why not */
  decide(id: string, request: ActionOnMutes): Promise<Failure | null>;
  /** The last events, newest first; each comes with a push of the state. */
  events(id: string): Promise<Result<readonly SeenEvent[]>>;
  preview(request: CallArgs['sources.preview']): Promise<Result<Preview>>;
}

export function createSources(bridge: Bridge): Sources {
  const store = createStore<SourcesState | null>(null);
  let pushes = 0;
  bridge.on('sources', (state) => {
    pushes += 1;
    store.set(state);
  });

  return {
    get: store.get,
    subscribe: store.subscribe,
    async load() {
      const before = pushes;
      const result = await bridge.call('sources.get', {});
      // As with the status, a push during the request is never older than the answer.
      if (result.ok && pushes === before) store.set(result.value);
    },
    save: (definition, secrets) => bridge.call('sources.save', { definition, secrets }),
    test: (definition, secrets) => bridge.call('sources.test', { definition, secrets }),
    remove: (id) => bridge.call('sources.remove', { id }),
    retry: (id) => bridge.call('command.run', { id: 'sources.retry', args: { id } }),
    revoke: (source, origin) => bridge.call('sources.revoke', { source, origin }),
    async decide(id, request) {
      const result = await bridge.call('sources.decide', { id, request });
      return result.ok ? null : result.error;
    },
    events: (id) => bridge.call('sources.events', { id }),
    preview: (request) => bridge.call('sources.preview', request),
  };
}
