import type { Delta } from '#server/inbox';
import { belongs, isFoldable, isUnread } from '#server/rules/state';
import type { Inbox } from '../inbox/inbox.ts';
import {
  type NewEntry,
  type NewRow,
  type NotificationRow,
  type OutboxRow,
  type SourceIdRow,
  STATE_COLUMNS,
  type Steps,
  type Storage,
  type Topic,
  wholeRow,
} from '../storage/storage.ts';

/** Everything that a batch touches: loaded at once, changed in memory, and stored at once. */
export type Loaded = Readonly<{
  ids: readonly SourceIdRow[];
  rows: readonly NotificationRow[];
  /** Of all these rows, oldest first. */
  entries: readonly OutboxRow[];
}>;

/** Items of one batch see the changes of those before them. All changes become one revision. */
export class WorkingSet {
  readonly userId: number;
  /** The revision of all changes. */
  readonly revision: number;
  readonly now: number;
  readonly #ids = new Map<string, SourceIdRow>();
  readonly #idsOfRow = new Map<string, Set<string>>();
  readonly #rows = new Map<string, NotificationRow>();
  readonly #entries = new Map<string, OutboxRow[]>();
  readonly #foldable = new Map<string, string>();

  readonly #before = new Map<string, NotificationRow | null>();
  /** Rows whose change clients see. */
  readonly #changed = new Set<string>();
  readonly #newIds = new Set<string>();
  readonly #savedIds = new Set<string>();
  readonly #removed: string[] = [];
  #added: NewEntry[] = [];
  #place: number;
  #placed = false;

  constructor(
    at: Readonly<{ userId: number; revision: number; place: number; now: number }>,
    { ids, rows, entries }: Loaded,
  ) {
    this.userId = at.userId;
    this.revision = at.revision + 1;
    this.now = at.now;
    this.#place = at.place;
    for (const id of ids) this.#hold(id);
    for (const row of rows) this.#holdRow(row);
    for (const entry of entries) this.entriesOf(entry.notification_id).push(entry);
  }

  #key(source: string, externalId: string): string {
    return `${source} ${externalId}`;
  }

  #hold(id: SourceIdRow): string {
    const key = this.#key(id.source, id.external_id);
    this.#ids.set(key, id);
    if (id.notification_id !== null) {
      const siblings = this.#idsOfRow.get(id.notification_id);
      if (siblings === undefined) this.#idsOfRow.set(id.notification_id, new Set([key]));
      else siblings.add(key);
    }
    return key;
  }

  #holdRow(row: NotificationRow): void {
    this.#rows.set(row.id, row);
    if (row.dedupe_key === null || !isFoldable(row)) return;
    const key = this.#key(row.source, row.dedupe_key);
    const known = this.#rows.get(this.#foldable.get(key) ?? '');
    if (known === undefined || known.surfaced_at <= row.surfaced_at) this.#foldable.set(key, row.id);
  }

  id(source: string, externalId: string): SourceIdRow | undefined {
    return this.#ids.get(this.#key(source, externalId));
  }

  addId(id: SourceIdRow): void {
    this.#newIds.add(this.#hold(id));
  }

  saveId(id: SourceIdRow): void {
    this.#savedIds.add(this.#hold(id));
  }

  row(id: string): NotificationRow | undefined {
    return this.#rows.get(id);
  }

  /** The newest row with this key that is neither read nor out of the inbox. */
  foldable(source: string, dedupeKey: string): NotificationRow | undefined {
    const row = this.#rows.get(this.#foldable.get(this.#key(source, dedupeKey)) ?? '');
    return row !== undefined && row.dedupe_key === dedupeKey && isFoldable(row) ? row : undefined;
  }

  /** The ids folded into one notification that the source still has. The last one provides the content. */
  living(rowId: string): readonly SourceIdRow[] {
    return [...(this.#idsOfRow.get(rowId) ?? [])]
      .flatMap((key) => this.#ids.get(key) ?? [])
      .filter(({ gone }) => gone === 0)
      .sort((a, b) => a.place - b.place);
  }

  /** Oldest first. */
  entriesOf(rowId: string, topic?: Topic): OutboxRow[] {
    let entries = this.#entries.get(rowId);
    if (entries === undefined) {
      entries = [];
      this.#entries.set(rowId, entries);
    }
    return topic === undefined ? entries : entries.filter((entry) => entry.topic === topic);
  }

  /** @returns how many stored ones it has removed */
  removeEntries(rowId: string, which: (entry: NewEntry & Partial<OutboxRow>) => boolean): number {
    const gone = this.entriesOf(rowId).filter(which);
    for (const { id } of gone) this.#removed.push(id);
    this.#entries.set(
      rowId,
      this.entriesOf(rowId).filter((entry) => !gone.includes(entry)),
    );
    this.#added = this.#added.filter((entry) => entry.notification_id !== rowId || !which(entry));
    return gone.length;
  }

  addEntry(entry: NewEntry): void {
    this.#added.push(entry);
  }

  /** The next place in the user's lists: now, or just above the newest place ever given. */
  newestPlace(): number {
    this.#place = Math.max(this.#place + 1, this.now * 1_000);
    this.#placed = true;
    return this.#place;
  }

  /** Notes that this place is taken, so that later ones are above it. */
  notePlace(place: number): number {
    this.#placed ||= place > this.#place;
    this.#place = Math.max(this.#place, place);
    return place;
  }

  /** @param endsAtSource as of `wholeRow` */
  create(row: NewRow, endsAtSource: boolean): NotificationRow {
    const whole = wholeRow(row, endsAtSource);
    this.#note(row.id, null);
    this.#changed.add(row.id);
    this.#holdRow(whole);
    return whole;
  }

  /** Changes a row; clients see it. */
  change(after: NotificationRow): void {
    const before = this.#rows.get(after.id) ?? null;
    const acted = before !== null && STATE_COLUMNS.some((name) => before[name] !== after[name]);
    this.#note(after.id, before);
    this.#holdRow({
      ...{ ...after, revision: this.revision, updated_at: this.now },
      ...(acted && { acted_revision: this.revision }),
    });
    this.#changed.add(after.id);
  }

  #note(id: string, before: NotificationRow | null): void {
    if (!this.#before.has(id)) this.#before.set(id, before);
  }

  /** When the clock has to do something to a changed row, in milliseconds since 1970; null: never. */
  dueAt(): number | null {
    const times = [...this.#changed].flatMap((id) => {
      const row = this.#rows.get(id);
      return [row?.snoozed_until, row?.ends_at, row?.insists_until].filter(
        (time) => typeof time === 'number',
      );
    });
    return times.length === 0 ? null : Math.min(...times);
  }

  /** How much the unread count of each source and the number of rows in the inbox have changed. */
  #counts(): Readonly<{ unreadOf: ReadonlyMap<string, number>; shown: number }> {
    const unreadOf = new Map<string, number>();
    let shown = 0;
    const weigh = (row: NotificationRow | null | undefined, sign: 1 | -1): void => {
      if (row === null || row === undefined) return;
      if (isUnread(row)) unreadOf.set(row.source, (unreadOf.get(row.source) ?? 0) + sign);
      if (belongs('inbox', row)) shown += sign;
    };
    for (const [id, before] of this.#before) {
      weigh(before, -1);
      weigh(this.#rows.get(id), 1);
    }
    return { unreadOf, shown };
  }

  /** Writes all changes. Without changes there is no revision. @returns what to announce */
  *store(
    storage: Pick<Storage, 'users' | 'notifications' | 'sourceIds' | 'outbox'>,
    inbox: Pick<Inbox, 'deltaOf'>,
  ): Steps<Delta> {
    const { users, notifications, sourceIds, outbox } = storage;
    const { userId } = this;
    for (const [id, before] of this.#before) {
      const row = this.#rows.get(id) as NotificationRow;
      yield* before === null ? notifications.insert(row) : notifications.save(row);
    }
    for (const [key, id] of this.#ids) {
      if (this.#newIds.has(key)) yield* sourceIds.claim(userId, id);
      else if (this.#savedIds.has(key)) yield* sourceIds.save(userId, id);
    }
    for (const id of this.#removed) yield* outbox.remove(userId, id);
    for (const entry of this.#added) yield* outbox.add(entry);
    if (this.#placed) yield* users.notePlace(userId, this.#place);
    if (this.#changed.size > 0) {
      const { unreadOf, shown } = this.#counts();
      const unread = [...unreadOf.values()].reduce((total, one) => total + one, 0);
      yield* users.advance(userId, { unread, shown });
      for (const [source, by] of unreadOf) if (by !== 0) yield* users.countSource(userId, source, by);
    }
    return yield* inbox.deltaOf(userId, this.#changed.size);
  }
}
