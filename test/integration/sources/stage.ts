/** A source's adapter on a real embedded backend; everything that it reports is recorded. */
import { onTestFinished } from 'vitest';
import type { Person, SeenEvent, SourceConnection, Undelivered } from '#app/source-view';
import type { Notification } from '#server/notification';
import type { OutboxEntry } from '#server/outbox';
import { newestFirst } from '#server/rules/order';
import type { Cursor, IngestAnswer, IngestItem, SourceKind, UpstreamAction } from '#server/source';
import { type BackendClient, BackendError, createBackendClient } from '../../../electron/backend/client.ts';
import { createNodeStack } from '../../../electron/network/node-stack.ts';
import type { Adapter, RemoteDeps } from '../../../electron/sources/adapter.ts';
import { createHttp } from '../../../electron/sources/http/request.ts';
import type { UpstreamResult } from '../../../electron/sources/upstream-result.ts';
import { REGION } from '../../support/region.ts';
import { startServer } from '../../support/server.ts';

const stack = createNodeStack({
  routes: async () => [{ kind: 'direct' }],
  credentials: () => null,
  trust: () => {
    throw new Error('these tests use no TLS');
  },
});

export interface Stage {
  readonly client: BackendClient;
  readonly connections: readonly SourceConnection[];
  readonly events: readonly SeenEvent[];
  /** Auth addresses that have signed. */
  readonly signed: readonly string[];
  readonly people: readonly (readonly Person[] | null)[];
  readonly undelivered: readonly (Undelivered | null)[];
  /** What was new to the backend, by external id, as often as it was. */
  readonly created: readonly string[];
  /** Requests to ingest so far. */
  readonly ingests: readonly Readonly<{ items: readonly IngestItem[]; cursor?: Cursor | undefined }>[];
  /** The first request that it is asked of fails; `answer lost`: after it was done. */
  breakIngest: 'before' | 'answer lost' | null;
  connection(): SourceConnection | undefined;
  /** Starts a new adapter, as after a restart of the app, and ends the previous one. */
  run(create: (deps: RemoteDeps) => Adapter): Adapter;
  adapter(): Adapter;
  /** Everything that is not deleted, newest first. */
  rows(): Promise<readonly Notification[]>;
  unread(): Promise<number>;
  cursor(): Promise<Cursor | null>;
  /** Tells the source all that is due, as main does. */
  drain(): Promise<readonly UpstreamResult[]>;
  entries(): Promise<readonly OutboxEntry[]>;
}

export async function setStage(
  options: Readonly<{
    source: string;
    kind: SourceKind;
    /** Absent: its server says so. */
    actions?: readonly UpstreamAction[];
    token: () => string | null;
    headers?: Readonly<Record<string, string>>;
    http?: (real: RemoteDeps['http']) => RemoteDeps['http'];
    socket?: (real: RemoteDeps['socket']) => RemoteDeps['socket'];
  }>,
): Promise<Stage> {
  const { source } = options;
  const server = await startServer({ abilities: ['inbox', 'send', 'ingest'] });
  const client = createBackendClient({
    url: server.url,
    token: server.tokens.inbox,
    senderToken: server.tokens.send,
  });
  const register = (actions?: readonly UpstreamAction[]) =>
    client.register(source, { kind: options.kind, ...(actions && { actions: [...actions] }) });
  await register(options.actions);
  const connections: SourceConnection[] = [];
  const events: SeenEvent[] = [];
  const people: (readonly Person[] | null)[] = [];
  const undelivered: (Undelivered | null)[] = [];
  const signed: string[] = [];
  const created: string[] = [];
  const ingests: { items: readonly IngestItem[]; cursor?: Cursor | undefined }[] = [];
  let adapter: Adapter | null = null;
  onTestFinished(async () => {
    adapter?.dispose();
    await server.close();
  });

  function note(items: readonly IngestItem[], { outcomes }: IngestAnswer): void {
    for (const [index, outcome] of outcomes.entries()) {
      const id = items[index]?.external_id;
      if ((outcome === 'created' || outcome === 'folded') && id !== undefined) created.push(id);
    }
  }

  async function ingest(items: readonly IngestItem[], cursor?: Cursor): Promise<void> {
    const how = stage.breakIngest;
    stage.breakIngest = null;
    ingests.push({ items, cursor });
    if (how === 'before') throw new BackendError('unreachable', 'The backend is not running.');
    note(
      items,
      await client.ingest({ source, items: [...items], ...(cursor === undefined ? {} : { cursor }) }),
    );
    if (how === 'answer lost') throw new BackendError('unreachable', 'The answer got lost.');
  }

  const http = createHttp(stack);
  const deps: RemoteDeps = {
    ingest,
    region: () => REGION,
    cursor: async () => (await client.sources()).find(({ id }) => id === source)?.cursor ?? null,
    unread: () => client.unread(source),
    takes: async (actions) => void (await register(actions)),
    onConnection: (connection) => connections.push(connection),
    onEvent: (event) => events.push(event),
    onSigned: (address) => signed.push(address),
    onPeople: (now) => people.push(now),
    onUndelivered: (now) => undelivered.push(now),
    now: () => new Date(),
    // The shortest pauses.
    random: () => 0,
    log: () => {},
    http: options.http?.(http) ?? http,
    token: options.token,
    headers: () => options.headers ?? {},
    socket: options.socket?.(stack.socket) ?? stack.socket,
  };

  async function view(of: 'inbox' | 'done'): Promise<Notification[]> {
    const items: Notification[] = [];
    let cursor: string | null = null;
    do {
      const page = await client.list({
        view: of,
        source,
        limit: 200,
        ...(cursor === null ? {} : { cursor }),
      });
      items.push(...page.items);
      cursor = page.next;
    } while (cursor !== null);
    return items;
  }

  const entries = async (): Promise<readonly OutboxEntry[]> => (await client.outbox({ source })).entries;

  const stage: Stage = {
    ...{ client, connections, events, people, undelivered, signed, created, ingests },
    breakIngest: null,
    connection: () => connections.at(-1),
    run(create) {
      adapter?.dispose();
      connections.push({ status: 'off' });
      adapter = create(deps);
      adapter.start();
      return adapter;
    },
    adapter() {
      if (adapter === null) throw new Error('nothing runs');
      return adapter;
    },
    rows: async () => {
      const both = [...(await view('inbox')), ...(await view('done'))];
      return both.sort(newestFirst);
    },
    unread: async () => (await client.list({})).counts.by_source[source] ?? 0,
    cursor: deps.cursor,
    entries,
    async drain() {
      const due = await entries();
      const told = await stage.adapter().deliver(due);
      const results = due.map(({ id }, index) => ({ id, ...(told[index] ?? { outcome: 'done' as const }) }));
      if (results.length > 0) await client.report(results);
      return told;
    },
  };
  return stage;
}
