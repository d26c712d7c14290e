import { isDeepStrictEqual } from 'node:util';
import type { SourceDefinition } from '#app/source-definition';
import type { SourceView } from '#app/source-view';
import type { Delta } from '#server/inbox';
import type { OutboxEntry } from '#server/outbox';
import { type BackendClient, BackendError } from '../backend/backend.ts';
import { throttle } from '../system/throttle.ts';
import type { Adapter, AdapterDeps } from './adapter.ts';
import { withSigning } from './kinds.ts';
import { createOwnOutboxes } from './own-outboxes.ts';
import type { RetryingClient } from './retrying-client.ts';
import { createSourceRunner, type SourceRunner } from './runner.ts';
import { createSourceStatus, type SourceStatus } from './source-status.ts';
import type { UpstreamResult } from './upstream-result.ts';
import type { LastEvents, SourceStore } from './vault/vault.ts';

/** How often the backend is asked at most how many actions wait, in milliseconds. */
const COUNT_EVERY = 500;
/** How often changes of the inbox wake the outbox workers at most, in milliseconds. */
const WAKE_EVERY = 100;

export interface SourceManagerDeps {
  readonly store: SourceStore;
  readonly lastEvents: LastEvents;
  readonly retryingClient: RetryingClient;
  client(): BackendClient;
  createAdapter(definition: SourceDefinition, deps: AdapterDeps): Promise<Adapter>;
  /** Delivers replies to notifications that were sent to this computer itself. */
  deliverLocal(entries: readonly OutboxEntry[]): Promise<readonly UpstreamResult[]>;
  /** Sends the requests of actions, whatever the source of their notifications. */
  deliverRequests(entries: readonly OutboxEntry[]): Promise<readonly UpstreamResult[]>;
  onDelta(delta: Delta): void;
  onCatchingUp(source: string, is: boolean): void;
  onChange(): void;
  now(): Date;
  random(): number;
  log(message: string): void;
}

/** Runs the stored sources: one runner for each that is switched on. */
export interface SourceManager {
  /** Starts the stored sources. Nothing runs before. */
  begin(): void;
  status(id: string): SourceStatus;
  /** Actions that the source has not confirmed yet. */
  pending(id: string): Pick<SourceView, 'pending' | 'marking'>;
  /** Starts or stops the source as its stored definition says. Resolves when the earlier run has ended. */
  restart(id: string): Promise<void>;
  /** Ends a source that is no longer stored, and removes its rows from the backend. */
  remove(id: string): Promise<void>;
  kick(id?: string): void;
  typing(id: string, channel: string): void;
  /** The backend is ready, with this database. */
  backendReady(epoch: string): void;
  /** Something in the inbox has changed: there may be actions to deliver. */
  inboxChanged(): void;
  /** Resolves when every source has stored its cursor, or has had its time to. */
  dispose(): Promise<void>;
}

type RunningSource = {
  readonly status: SourceStatus;
  runner: SourceRunner | null;
  /** Starts and stops, one after the other. */
  work: Promise<void>;
  pending: number;
  /** Reads that it has taken since the last time that none was waiting. */
  delivered: number;
  marking: SourceView['marking'];
};

export function createSourceManager(deps: SourceManagerDeps): SourceManager {
  const { store, lastEvents, retryingClient, log } = deps;
  const running = new Map<string, RunningSource>();
  const ended = new AbortController();
  let begun = false;
  let epoch: string | null = null;

  const count = throttle(() => void readPending(), COUNT_EVERY);
  const changed = throttle(wakeAll, WAKE_EVERY);
  const own = createOwnOutboxes({ ...deps, onDelivered: count.call });

  async function readPending(): Promise<void> {
    try {
      for (const { id, pending, pending_reads } of await deps.client().sources()) {
        const source = running.get(id);
        if (source === undefined) continue;
        if (pending_reads === 0) source.delivered = 0;
        const marking =
          pending_reads === 0 ? null : { done: source.delivered, total: source.delivered + pending_reads };
        if (source.pending === pending && isDeepStrictEqual(source.marking, marking)) continue;
        Object.assign(source, { pending, marking });
        deps.onChange();
      }
    } catch (error) {
      if (!(error instanceof BackendError)) throw error;
    }
  }

  function sourceOf(id: string): RunningSource {
    const known = running.get(id);
    if (known !== undefined) return known;
    const status = createSourceStatus({
      events: { all: () => lastEvents.of(id), add: (event) => lastEvents.add(id, event) },
      now: deps.now,
      onChange: deps.onChange,
    });
    const added: RunningSource = {
      status,
      runner: null,
      work: Promise.resolve(),
      pending: 0,
      delivered: 0,
      marking: null,
    };
    running.set(id, added);
    return added;
  }

  function run(definition: SourceDefinition, mine: RunningSource): SourceRunner {
    const { id } = definition;
    return createSourceRunner(definition, {
      createAdapter: (adapterDeps) => deps.createAdapter(definition, adapterDeps),
      retryingClient,
      client: deps.client,
      status: mine.status,
      onDelta: deps.onDelta,
      onCatchingUp: (is) => deps.onCatchingUp(id, is),
      onSigned: (address) => noteAuth(id, address),
      onDelivered(reads) {
        mine.delivered += reads;
        count.call();
      },
      now: deps.now,
      random: deps.random,
      log: (message) => log(`${id}: ${message}`),
    });
  }

  function noteAuth(id: string, address: string): void {
    const known = store.get(id);
    const next = known === undefined ? undefined : withSigning(known, address);
    if (next === undefined || next === known) return;
    try {
      store.put(next);
      deps.onChange();
    } catch (error) {
      // The next connection finds it out again.
      log(`${id}: its auth address is not stored: ${String(error)}`);
    }
  }

  function restart(id: string): Promise<void> {
    const mine = sourceOf(id);
    mine.work = mine.work.then(async () => {
      await mine.runner?.stop();
      const definition = store.get(id);
      const runs = begun && definition?.enabled === true && !ended.signal.aborted;
      mine.runner = runs ? run(definition, mine) : null;
    });
    return mine.work;
  }

  /** Its rows, its share of every count and its outbox, as soon as the backend is there. */
  async function clear(id: string): Promise<void> {
    try {
      await retryingClient.ask((client) => client.removeSource(id), ended.signal);
    } catch (error) {
      if (!(error instanceof BackendError)) throw error;
      if (error.code !== 'not_found') return log(`${id}: its rows stay for now: ${error.code}`);
    }
    store.nothingLeft(id);
  }

  function wakeAll(): void {
    own.wake();
    for (const { runner } of running.values()) runner?.wake();
    count.call();
  }

  return {
    begin() {
      begun = true;
      for (const { id } of store.all()) void restart(id);
    },
    status: (id) => sourceOf(id).status,
    pending(id) {
      const { pending, marking } = sourceOf(id);
      return { pending, marking };
    },
    restart,
    async remove(id) {
      await restart(id);
      running.get(id)?.status.dispose();
      running.delete(id);
      lastEvents.forget(id);
      void clear(id);
    },
    kick(id) {
      for (const [known, { runner }] of running) if (id === undefined || id === known) runner?.kick();
    },
    typing: (id, channel) => running.get(id)?.runner?.typing(channel),
    backendReady(current) {
      if (epoch !== null && epoch !== current) {
        for (const [id, { runner }] of running) {
          runner?.abandon();
          void restart(id);
        }
      }
      epoch = current;
      retryingClient.nudge();
      for (const id of store.removed()) void clear(id);
      wakeAll();
    },
    inboxChanged: changed.call,
    async dispose() {
      ended.abort();
      own.dispose();
      count.dispose();
      changed.dispose();
      await Promise.all([...running.keys()].map(restart));
      for (const { status } of running.values()) status.dispose();
      lastEvents.dispose();
    },
  };
}
