import type { Region } from '#app/rules/region';
import type { SourceDefinition } from '#app/source-definition';
import type { Person, SeenEvent, SourceConnection, Undelivered } from '#app/source-view';
import type { OutboxEntry } from '#server/outbox';
import type { Cursor, IngestItem, SourceUnread, UpstreamAction } from '#server/source';
import type { Http } from './http/http.ts';
import type { LinkDeps } from './link/link.ts';
import type { Target, TargetDeps } from './probe/probe.ts';
import type { UpstreamResult } from './upstream-result.ts';
import type { Keys } from './vault/vault.ts';

/** One connected source. Its methods neither throw nor reject. */
export interface Adapter {
  start(): void;
  /** After sleep, unlock, a change of network, or at its user's wish: what looks connected may not be. */
  kick(): void;
  /**
   * Delivers entries of the outbox to the source, in their order. Answers one result for each entry; without a connection, `retry`.
   */
  deliver(entries: readonly OutboxEntry[]): Promise<readonly UpstreamResult[]>;
  /** The user is writing in this channel. */
  typing(channel: string): void;
  dispose(): void;
}

/** What the adapter of every kind gets. */
export interface AdapterDeps {
  /** Resolves when the items are on disk. Rejects with a BackendError; then none of them is. */
  ingest(items: readonly IngestItem[], cursor?: Cursor): Promise<void>;
  /** The cursor of the last `ingest` that had one; null: there was none. */
  cursor(): Promise<Cursor | null>;
  /** Items that the source's list has shown and that are, as far as is known, unread there. */
  unread(): Promise<SourceUnread>;
  /** What the source can be sent, of a kind that has to be asked. Resolves when the backend knows; rejects with a BackendError. */
  takes(actions: readonly UpstreamAction[]): Promise<void>;
  onConnection(connection: SourceConnection): void;
  /** An event came, whether or not it becomes a notification. */
  onEvent(event: SeenEvent): void;
  /** This auth address has signed a channel. */
  onSigned(address: string): void;
  onPeople(people: readonly Person[] | null): void;
  /** Why the source does not accept actions; null: it does. */
  onUndelivered(undelivered: Undelivered | null): void;
  now(): Date;
  random(): number;
  log(message: string): void;
}

/** What the adapter of a source on the network gets. */
export interface RemoteDeps extends AdapterDeps {
  readonly http: Http;
  token(): string | null;
  /** Sent beside the token. */
  headers(): Readonly<Record<string, string>>;
  readonly socket: LinkDeps['socket'];
  /** For wording dates and times. */
  region(): Region;
}

/** One kind of source, as everything that reaches sources sees it. Its other half, which is known from the start, is in `kinds.ts`. */
export interface AdapterEntry<D extends SourceDefinition> {
  create(definition: D, deps: RemoteDeps): Adapter;
  /** Where its sockets are: what comes before `/app/{key}`. */
  sockets(definition: D): string;
  /** What a connection test is to reach. Rejects with a TroubleError or NotTried: a Belfry server has to be asked. */
  findTarget(definition: D, keys: Keys, deps: TargetDeps): Promise<Target>;
}
