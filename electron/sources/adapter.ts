import type { Person, SeenEvent, SourceConnection, Untold } from '#app/source-view';
import type { Refusal } from '#server/rules/refusals';
import type { Cursor, IngestItem, OutboxEntry, SourceUnread } from '#server/source';

/** What became of telling the source; as the backend's outbox wants it, without the id. */
export type Told =
  | Readonly<{ outcome: 'done'; revision?: number }>
  | Readonly<{ outcome: 'retry'; after_ms?: number }>
  | Readonly<{ outcome: 'later'; after_ms: number }>
  | Readonly<{ outcome: 'refused'; reason: Refusal }>;

/** It is told again at another time, and what follows on it waits with it. */
export const isPutOff = ({ outcome }: Told): boolean => outcome === 'retry' || outcome === 'later';

/** One connected source. Nothing in it throws or rejects, except `tell`'s promises never reject either. */
export interface Adapter {
  start(): void;
  /** Sleep, unlock, another network, or its user: what looks connected may not be. */
  kick(): void;
  /**
   * Tells the source of entries of its outbox, in their order; one answer for each. Some may be retried when the connection
   * is away.
   */
  tell(entries: readonly OutboxEntry[]): Promise<readonly Told[]>;
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
  onUntold(untold: Untold | null): void;
  now(): Date;
  random(): number;
  log(message: string): void;
}
