import type { Region } from '#app/rules/region';
import type { SourceDefinition } from '#app/source-definition';
import type { Person, SeenEvent, SourceConnection, Undelivered } from '#app/source-view';
import type { Cursor, IngestItem, OutboxEntry, SourceUnread } from '#server/source';
import type { Translate } from '../i18n/i18n.ts';
import type { Http } from './http/http.ts';
import type { LinkDeps } from './link/link.ts';
import type { Target, TargetDeps } from './probe/probe.ts';
import type { UpstreamResult } from './upstream-result.ts';
import type { Keys } from './vault/vault.ts';

/** One connected source. Nothing in it throws or rejects, except `tell`'s promises never reject either. */
export interface Adapter {
  start(): void;
  /** Sleep, unlock, another network, or its user: what looks connected may not be. */
  kick(): void;
  /**
   * Tells the source of entries of its outbox, in their order; one answer for each. Some may be retried when the connection
   * is away.
   */
  deliver(entries: readonly OutboxEntry[]): Promise<readonly UpstreamResult[]>;
  /** Its user is writing an answer. */
  typing(channel: string): void;
  dispose(): void;
}

/** What an adapter is given; the same for each kind. */
export interface AdapterDeps {
  /** Keeps what came, on disk, before it resolves. Rejects with a BackendError; then nothing of it was kept. */
  ingest(items: readonly IngestItem[], cursor?: Cursor): Promise<void>;
  /** Where the reading stands, as the last `ingest` with a cursor left it. */
  cursor(): Promise<Cursor | null>;
  /** What the source's list has shown, and is unread there as far as is known. */
  unread(): Promise<SourceUnread>;
  onConnection(connection: SourceConnection): void;
  /** Something came; also what nothing is made of. */
  onEvent(event: SeenEvent): void;
  /** Which auth address has signed a channel. */
  onSigned(address: string): void;
  onPeople(people: readonly Person[] | null): void;
  /** Why what was done here is not taken there; null: it is. */
  onUndelivered(undelivered: Undelivered | null): void;
  now(): Date;
  random(): number;
  log(message: string): void;
}

/** What an adapter of a source on the network is given. */
export interface RemoteDeps extends AdapterDeps {
  readonly http: Http;
  token(): string | null;
  /** Sent beside the token. */
  headers(): Readonly<Record<string, string>>;
  readonly socket: LinkDeps['socket'];
  /** In which times are worded. */
  region(): Region;
}

/** One kind of source, as everything that reaches sources sees it. Its other half, which is known from the start, is in `kinds.ts`. */
export interface AdapterEntry<D extends SourceDefinition> {
  create(definition: D, deps: RemoteDeps & Readonly<{ t: Translate }>): Adapter;
  /** Where its sockets are: what comes before `/app/{key}`. */
  sockets(definition: D): string;
  /** What a connection test is to reach. Rejects with a TroubleError or NotTried: a Belfry server has to be asked. */
  findTarget(definition: D, keys: Keys, deps: TargetDeps): Promise<Target>;
}
