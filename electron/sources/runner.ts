import type { Failure } from '#app/result';
import { KIND_RULES } from '#app/rules/source-kinds';
import type { SourceDefinition } from '#app/source-definition';
import type { SourceConnection } from '#app/source-view';
import type { ActionOnMutes, Delta } from '#server/inbox';
import type { IngestRequest, UpstreamAction } from '#server/source';
import { type BackendClient, BackendError } from '../backend/backend.ts';
import type { Adapter, AdapterDeps } from './adapter.ts';
import { detail } from './detail.ts';
import { createOutboxWorker } from './outbox-worker.ts';
import type { RetryingClient } from './retrying-client.ts';
import type { SourceStatus } from './source-status.ts';

/** How long an adapter may take to end, e.g. to store its cursor; in milliseconds. */
const STOP_WITHIN = 1_000;
/** How often a typing event is sent at most in a channel, in milliseconds. */
const TYPING_EVERY = 3_000;

/** One source while it is switched on. */
export interface SourceRunner {
  kick(): void;
  typing(channel: string): void;
  /** @returns why nothing was muted or unmuted there; null: it is done */
  decide(request: ActionOnMutes): Promise<Failure | null>;
  /** There may be actions to deliver. */
  wake(): void;
  /** The backend has another database: cursors of this run do not hold there, and are not sent any more. */
  abandon(): void;
  /** Resolves when nothing from it can reach the backend any more. */
  stop(): Promise<void>;
}

/** Registers the source at the backend, then runs its adapter and delivers its outbox. */
export function createSourceRunner(
  { id, kind }: Pick<SourceDefinition, 'id' | 'kind'>,
  deps: {
    createAdapter: (deps: AdapterDeps) => Promise<Adapter>;
    retryingClient: RetryingClient;
    client: () => BackendClient;
    status: SourceStatus;
    /** The backend has stored something from it. */
    onDelta: (delta: Delta) => void;
    onCatchingUp: (is: boolean) => void;
    onSigned: (address: string) => void;
    onDelivered: (reads: number) => void;
    now: () => Date;
    random: () => number;
    log: (message: string) => void;
  },
): SourceRunner {
  const { retryingClient, status, log } = deps;
  const ended = new AbortController();
  let adapter: Adapter | null = null;
  const typed = new Map<string, number>();
  let disposed = false;
  let ingested: Promise<unknown> = Promise.resolve();

  const ask = <T>(request: (client: BackendClient) => Promise<T>): Promise<T> =>
    retryingClient.ask(request, ended.signal);
  const register = (actions: readonly UpstreamAction[] | null = KIND_RULES[kind].actions) =>
    ask((client) => client.register(id, { kind, ...(actions !== null && { actions: [...actions] }) }));

  async function ingest(request: IngestRequest): Promise<void> {
    const { delta } = await ask((client) => client.ingest(request));
    deps.onDelta(delta);
  }

  const outboxWorker = createOutboxWorker({
    source: id,
    client: deps.client,
    deliver: (entries) => adapter?.deliver(entries) ?? Promise.resolve([]),
    onDelivered: (done) => deps.onDelivered(done.filter(({ action }) => action === 'read').length),
    now: deps.now,
    log,
  });

  function report(connection: SourceConnection): void {
    // A source can catch up before its channel is subscribed.
    deps.onCatchingUp(connection.status === 'connecting' || connection.status === 'catching_up');
    status.connection(connection);
  }

  async function start(): Promise<void> {
    report({ status: 'connecting' });
    await register();
    if (disposed) return;
    const made = await deps.createAdapter({
      ingest(items, cursor) {
        // One after the other, in their order: a cursor must not overtake the items that it stands for.
        const mine = ingested.then(() =>
          ingest({ source: id, items: [...items], ...(cursor !== undefined && { cursor }) }),
        );
        ingested = mine.catch(() => {});
        return mine;
      },
      cursor: async () => (await register()).cursor,
      takes: async (actions) => void (await register(actions)),
      unread: () => ask((client) => client.unread(id)),
      onConnection(connection) {
        if (disposed) return;
        report(connection);
        if (connection.status === 'online') outboxWorker.wake();
      },
      onEvent: (event) => status.event(event),
      onSigned: deps.onSigned,
      onPeople: (people) => !disposed && status.people(people),
      onMutes: (mutes) => !disposed && status.mutes(mutes),
      onUndelivered: (undelivered) => !disposed && status.undelivered(undelivered),
      now: deps.now,
      random: deps.random,
      log,
    });
    if (disposed) return made.dispose();
    adapter = made;
    adapter.start();
    outboxWorker.wake();
  }

  start().catch((error: unknown) => {
    if (disposed) return;
    log(`not registered: ${error instanceof BackendError ? error.code : String(error)}`);
    report({
      status: 'waiting',
      trouble: 'server_error',
      detail: detail('not_taken', {}),
      retryAt: null,
    });
  });

  return {
    kick: () => adapter?.kick(),
    typing(channel) {
      const at = deps.now().getTime();
      if (Math.abs(at - (typed.get(channel) ?? 0)) < TYPING_EVERY) return;
      typed.set(channel, at);
      adapter?.typing(channel);
    },
    async decide(request) {
      if (adapter === null) return { code: 'source_unreachable' };
      return adapter.decide === undefined ? { code: 'not_supported' } : adapter.decide(request);
    },
    wake: () => adapter !== null && outboxWorker.wake(),
    abandon: () => ended.abort(),
    async stop() {
      disposed = true;
      outboxWorker.dispose();
      adapter?.dispose();
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise((resolve) => {
        timer = setTimeout(resolve, STOP_WITHIN);
      });
      await Promise.race([ingested, late]);
      clearTimeout(timer);
      ended.abort();
      status.people(null);
      status.mutes(null);
      status.undelivered(null);
      report({ status: 'off' });
    },
  };
}
