/** The inbox as one would write it without a database: arrays, and counting. */
import type { Counts } from '#server/inbox';
import type { Deed, View } from '#server/rules/state';
import type { Applicable, RuleEffect } from '#server/rules/verdicts';

export type ModelRequest = Readonly<
  { deed: Deed<number> } & (
    | { ids: readonly string[] }
    | { view: View; up_to_revision: number; thread?: string | undefined }
  )
>;

/** `what` is muted while `on`; `by`: the index of the batch that made it so. */
type ModelMute = Readonly<{ on: boolean; by: number }>;

type Batch = {
  readonly revision: number;
  readonly at: number;
  readonly before: ReadonlyMap<string, ModelRow>;
  readonly mute?: Readonly<{ what: string; before: ModelMute | undefined }>;
  undone: boolean;
};

/** `type`: what it matches; null: everything. */
export type ModelRule = Readonly<{ name: string; type: string | null; does: RuleEffect }>;

/** `endsAt`: when it expires. `insistsFor`: how long it is an emergency, in milliseconds. */
export type Sent = Readonly<{ endsAt: number | null; insistsFor: number | null }> &
  Pick<ModelRow, 'id' | 'dedupeKey' | 'thread' | 'type'>;

export type ModelRow = {
  id: string;
  title: string;
  dedupeKey: string | null;
  thread: string | null;
  type: string;
  occurrences: number;
  revision: number;
  sentRevision: number;
  read: boolean;
  archived: boolean;
  deleted: boolean;
  saved: boolean;
  muted: boolean;
  /** The name of a rule, or `muted`. */
  verdict: string | null;
  /** Times are milliseconds since 1970. */
  snoozedUntil: number | null;
  deletedAt: number | null;
  ended: 'expired' | null;
  endsAt: number | null;
  insistsUntil: number | null;
  acknowledged: boolean;
  emergency: boolean;
  /** Revision of the last action on it. */
  acted: number;
  /** Only a tombstone is left. */
  purged: boolean;
};

const inView = (row: ModelRow, view: View): boolean => {
  if (row.deleted) return view === 'bin' && !row.purged;
  switch (view) {
    case 'inbox':
      return !row.archived && row.snoozedUntil === null;
    case 'unread':
      return !row.archived && row.snoozedUntil === null && !row.read && !row.muted;
    case 'done':
      return row.archived;
    case 'saved':
      return row.saved;
    case 'snoozed':
      return row.snoozedUntil !== null && !row.archived;
    case 'bin':
      return false;
    default:
      return view satisfies never;
  }
};

/** Whether a mute covers it. */
const covers = (what: string, { thread, type }: Pick<ModelRow, 'thread' | 'type'>): boolean =>
  what === 'source' || what === `thread ${thread}` || what === `type ${type}`;
function purge(row: ModelRow): void {
  Object.assign(row, { purged: true, endsAt: null });
}

const BINNED_FOR = 30 * 24 * 60 * 60_000;
const UNDO_FOR = 24 * 60 * 60_000;

/** @returns whether the row changed */
function apply(row: ModelRow, deed: Deed<number>, now: number): boolean {
  const action = deed.kind;
  const before = JSON.stringify(row);
  // Only these look into the Bin.
  if (row.deleted && action !== 'restore' && action !== 'purge' && action !== 'acknowledge') return false;
  if (row.purged) return false;
  switch (action) {
    case 'read':
      row.read = true;
      break;
    case 'unread':
      row.read = false;
      row.muted = false;
      break;
    case 'mute':
      if (inView(row, 'unread')) row.muted = true;
      break;
    case 'done':
      row.archived = true;
      row.snoozedUntil = null;
      break;
    case 'restore':
      if (row.deleted ? !row.archived : row.archived) row.ended = null;
      if (row.deleted) Object.assign(row, { deleted: false, deletedAt: null });
      else row.archived = false;
      break;
    case 'save':
      row.saved = true;
      break;
    case 'unsave':
      row.saved = false;
      break;
    case 'snooze':
      row.snoozedUntil = deed.until;
      row.archived = false;
      row.ended = null;
      // Again until the same time is a change too.
      return true;
    case 'unsnooze':
      row.snoozedUntil = null;
      break;
    case 'delete':
      Object.assign(row, { deleted: true, deletedAt: now, snoozedUntil: null });
      break;
    case 'purge':
      if (row.deleted) purge(row);
      break;
    case 'dismiss':
      break;
    case 'acknowledge':
      if (row.emergency) Object.assign(row, { acknowledged: true, insistsUntil: null });
      break;
    default:
      return action satisfies never;
  }
  return JSON.stringify(row) !== before;
}

export class Model {
  rows: ModelRow[] = [];
  /** The clock on the wall. */
  now = 0;
  revision = 0;
  rules: readonly ModelRule[] = [];
  readonly #mutes = new Map<string, ModelMute>();
  readonly #batches: Batch[] = [];

  counts(): Counts {
    const unread = this.view('unread').length;
    return { unread, by_source: unread === 0 ? {} : { local: unread } };
  }

  /** Newest first. */
  view(view: View): ModelRow[] {
    return this.rows.filter((row) => inView(row, view)).reverse();
  }

  /** Ids of rows that have content, oldest first. */
  living(): string[] {
    return this.rows.filter((row) => !row.purged).map(({ id }) => id);
  }

  send(title: string, { id, dedupeKey, thread, type, endsAt, insistsFor }: Sent): void {
    const isMuted = [...this.#mutes].some(([what, { on }]) => on && covers(what, { thread, type }));
    const rule = isMuted ? undefined : this.rules.find((one) => one.type === null || one.type === type);
    const isOver = endsAt !== null && endsAt <= this.now;
    const isNews = !isOver && !isMuted && rule?.does !== 'read' && rule?.does !== 'done';
    if (thread !== null && isNews) this.#wake((row) => row.thread === thread && row.snoozedUntil !== null);
    this.revision += 1;
    const at = {
      ...{ title, thread, type, revision: this.revision, sentRevision: this.revision, endsAt },
      insistsUntil: insistsFor === null || isOver ? null : this.now + insistsFor,
      emergency: insistsFor !== null,
      ...(insistsFor !== null && { acknowledged: false }),
    };
    const open = this.view('inbox').find(
      (row) => !row.read && dedupeKey !== null && row.dedupeKey === dedupeKey,
    );
    if (open !== undefined && (!open.muted || isMuted)) {
      Object.assign(open, at, { occurrences: open.occurrences + 1 });
      return;
    }
    this.rows.push({
      ...{
        acknowledged: false,
        ...at,
        id,
        dedupeKey,
        occurrences: 1,
        deleted: false,
        purged: false,
        snoozedUntil: null,
      },
      ...{ read: rule?.does === 'read', archived: isOver || rule?.does === 'done' },
      ...{ saved: rule?.does === 'save', muted: isMuted, deletedAt: null, acted: 0 },
      ...{ verdict: isMuted ? 'muted' : (rule?.name ?? null) },
      ...{ ended: isOver ? 'expired' : null, endsAt: isOver ? null : endsAt },
    });
  }

  /** The clock does what is due by now, in the order of the server's kinds. */
  tick(): void {
    const isDue = (time: number | null) => time !== null && time <= this.now;
    this.#wake((row) => isDue(row.snoozedUntil));
    this.#change(
      (row) => isDue(row.endsAt),
      (row) => {
        Object.assign(row, {
          archived: true,
          snoozedUntil: null,
          endsAt: null,
          ended: 'expired',
          insistsUntil: null,
        });
        row.acted = this.revision;
      },
    );
    this.#change(
      (row) => isDue(row.insistsUntil),
      (row) => {
        row.insistsUntil = null;
      },
    );
    this.#change(
      (row) => !row.purged && isDue(row.deletedAt === null ? null : row.deletedAt + BINNED_FOR),
      (row) => {
        purge(row);
        row.acted = this.revision;
      },
    );
  }

  /** What concerns rows is one revision. */
  #change(concerns: (row: ModelRow) => boolean, change: (row: ModelRow) => void): readonly ModelRow[] {
    const rows = this.rows.filter(concerns);
    if (rows.length > 0) this.revision += 1;
    for (const row of rows) {
      row.revision = this.revision;
      change(row);
    }
    return rows;
  }

  #wake(concerns: (row: ModelRow) => boolean): void {
    const woken = this.#change(concerns, (row) => {
      Object.assign(row, { snoozedUntil: null, read: false, muted: false });
      row.acted = this.revision;
    });
    this.rows = [...this.rows.filter((row) => !woken.includes(row)), ...woken];
  }

  /** What is muted, oldest first. */
  muted(): readonly string[] {
    return [...this.#mutes].filter(([, { on }]) => on).map(([what]) => what);
  }

  /** `what`: `source`, or a kind and a key. @returns whether it can be undone */
  mute(what: string, on: boolean): boolean {
    const before = this.#mutes.get(what);
    const covered = on ? this.rows.filter((row) => inView(row, 'unread') && covers(what, row)) : [];
    const ids = covered.map(({ id }) => id);
    const by = this.#batches.length;
    const isNew = (before?.on ?? false) !== on;
    if (covered.length > 0) this.act({ deed: { kind: 'mute' }, ids });
    if (!isNew) return covered.length > 0;
    this.#mutes.set(what, { on, by });
    const batch = this.#batches[by] ?? { revision: -1, at: this.now, before: new Map(), undone: false };
    this.#batches[by] = { ...batch, mute: { what, before } };
    return true;
  }

  /** @returns whether it can be undone */
  applyRule({ type, does }: ModelRule): boolean {
    const rows = this.rows.filter((row) => !row.deleted && (type === null || row.type === type));
    const where = ({ read: 'unread', done: 'inbox' } as const)[does as Exclude<Applicable, 'save'>];
    const ids = rows.filter((row) => where === undefined || inView(row, where)).map(({ id }) => id);
    return this.act({ deed: { kind: does as Applicable }, ids });
  }

  /** @returns whether it can be undone */
  act(request: ModelRequest): boolean {
    const { deed } = request;
    const selected = this.rows.filter((row) => {
      if ('ids' in request) return request.ids.includes(row.id);
      const { view, up_to_revision, thread = row.thread } = request;
      return inView(row, view) && row.sentRevision <= up_to_revision && row.thread === thread;
    });
    const before = new Map(selected.map((row) => [row.id, { ...row }]));
    const changed = selected.filter((row) => apply(row, deed, this.now));
    if (changed.length === 0) return false;
    this.revision += 1;
    const acted = deed.kind === 'acknowledge' ? {} : { acted: this.revision };
    for (const row of changed) Object.assign(row, { revision: this.revision, ...acted });
    if (deed.kind === 'purge' || deed.kind === 'dismiss' || deed.kind === 'acknowledge') return false;
    const touched = new Map([...before].filter(([id]) => changed.some((row) => row.id === id)));
    this.#batches.push({ revision: this.revision, at: this.now, before: touched, undone: false });
    return true;
  }

  /** @param index of the batch, by age @returns how many rows it restored, and left; null: it is too old */
  undo(index: number): Readonly<{ restored: number; left: number }> | null {
    const batch = this.#batches[index];
    if (batch !== undefined && batch.at <= this.now - UNDO_FOR) return null;
    if (batch === undefined || batch.undone) return { restored: 0, left: 0 };
    batch.undone = true;
    const restored = this.rows.filter(
      (row) => batch.before.has(row.id) && row.acted === batch.revision && !row.purged,
    );
    if (restored.length > 0) this.revision += 1;
    for (const row of restored) {
      const before = batch.before.get(row.id) as ModelRow;
      const { read, archived, deleted, saved, muted, snoozedUntil, deletedAt, ended, acted } = before;
      Object.assign(row, { read, archived, deleted, saved, muted, snoozedUntil, deletedAt, ended, acted });
      row.revision = this.revision;
    }
    const { mute } = batch;
    if (mute !== undefined && this.#mutes.get(mute.what)?.by === index) {
      if (mute.before === undefined) this.#mutes.delete(mute.what);
      else this.#mutes.set(mute.what, mute.before);
    }
    return { restored: restored.length, left: batch.before.size - restored.length };
  }
}
