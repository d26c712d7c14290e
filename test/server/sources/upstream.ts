/** A source as one would write it without a database: its rows, and everything it ever said of them. */
import { effectOf, type State } from '#server/rules/state';
import type { IngestItem, SourceKind, UpstreamAction } from '#server/source';
import { makeIngest } from './harness.ts';

export const KINDS = ['belfry', 'laravel', 'channels'] as const satisfies readonly SourceKind[];
export const sourceOf = (kind: SourceKind): string => `s-${kind}`;

export const THEN = '2026-01-02T03:04:05.000000Z';
/** What is done to a row there, with the end of a snooze. */
export type Done = Readonly<{ action: UpstreamAction | 'reword'; until?: string | undefined }>;

/** All states, none left out. */
type Whole = {
  readonly [K in 'read_at' | 'archived_at' | 'saved_at' | 'snoozed_until' | 'deleted_at']: string | null;
};

export type UpstreamRow = {
  readonly id: string;
  title: string;
  readonly key: string | null;
  revision: number;
  state: Whole;
  /** Its revision when a snooze of it ended last. */
  surfaced: number | null;
  /** The ends of the snoozes that its clock has ended. */
  readonly woken: number[];
  gone: boolean;
};

const NEW: Whole = {
  read_at: null,
  archived_at: null,
  saved_at: null,
  snoozed_until: null,
  deleted_at: null,
};

/** `belfry` numbers its states, has all of them, and ends snoozes by a clock of its own. `laravel` says only what is read. `channels` says each event once. */
export class Upstream {
  readonly kind: SourceKind;
  readonly rows: UpstreamRow[] = [];
  /** Whatever it said, in order; the network delivers any of it, at any time. */
  readonly said: IngestItem[] = [];
  revision = 0;
  /** Its clock, in milliseconds since 1970. */
  now: number;

  constructor(kind: SourceKind, now: number) {
    this.kind = kind;
    this.now = now;
  }

  send(key: string | null): void {
    const id = `id ${this.rows.length}`;
    // A team server has folded already.
    const folds = this.kind === 'belfry' ? null : key;
    const row = {
      id,
      title: id,
      key: folds,
      revision: 0,
      state: NEW,
      surfaced: null,
      woken: [],
      gone: false,
    };
    this.rows.push(row);
    this.#say(row);
  }

  /** By another device of the same user, or by this one. */
  act(id: string, done: Done): void {
    const row = this.rows.find((one) => one.id === id);
    if (row === undefined || row.gone) return;
    const before = JSON.stringify(row);
    if (this.kind === 'belfry') this.#change(row, done);
    else if (this.kind === 'laravel' && done.action === 'read') row.state = { ...row.state, read_at: THEN };
    else if (this.kind === 'laravel' && done.action === 'delete') row.gone = true;
    if (JSON.stringify(row) !== before) this.#say(row);
  }

  isGone(id: string): boolean {
    return this.rows.some((row) => row.id === id && row.gone);
  }

  /** Ends the snoozes that are over by its clock. */
  tick(): void {
    for (const row of this.rows) {
      const until = row.state.snoozed_until;
      if (row.gone || until === null || Date.parse(until) > this.now) continue;
      row.state = { ...row.state, snoozed_until: null, read_at: null };
      row.surfaced = this.revision + 1;
      row.woken.push(Date.parse(until));
      this.#say(row);
    }
  }

  item(row: UpstreamRow): IngestItem {
    const { id: external_id, revision, state } = row;
    const content = makeIngest({ title: row.title, dedupe_key: row.key });
    if (this.kind === 'channels') return { external_id, live: true, content };
    if (this.kind === 'laravel') return { external_id, listed: true, read_at: state.read_at, content };
    if (row.gone) return { external_id, revision, deleted: true };
    const { read_at, archived_at, saved_at, snoozed_until, deleted_at } = state;
    return {
      ...{ external_id, revision, read_at, archived_at, saved_at, snoozed_until, deleted_at, content },
      ...(row.surfaced !== null && { surfaced_revision: row.surfaced }),
    };
  }

  #change(row: UpstreamRow, { action, until = '' }: Done): void {
    switch (action) {
      case 'reword':
        row.title = `${row.title}!`;
        return;
      case 'purge':
        // As the adapter does: a row that has not been deleted yet is deleted first.
        row.gone = true;
        return;
      case 'undelete':
        this.#change(row, { action: 'restore' });
        return;
      case 'delivered':
      case 'seen':
      case 'reply':
      case 'choose':
      case 'request':
        return;
      default: {
        const deed = action === 'snooze' ? ({ kind: action, until } as const) : { kind: action };
        row.state = { ...row.state, ...(effectOf(deed, row.state as State<string>, THEN) as Partial<Whole>) };
      }
    }
  }

  #say(row: UpstreamRow): void {
    this.revision += 1;
    row.revision = this.revision;
    // Nobody hears of what is gone from a list.
    if (this.kind !== 'laravel' || !row.gone) this.said.push(this.item(row));
  }
}
