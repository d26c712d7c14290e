import { type Change, isTombstone, type Notification } from '#server/notification';
import { type Insistent, nextSounding, soundTogether } from '#server/rules/emergency';
import { createSignal } from '../../system/signal.ts';

export { createRepeat } from './repeat.ts';

/** An emergency that nobody has acknowledged, and whose time is not over. */
type OpenEmergency = Notification & Insistent;
type Together = readonly [OpenEmergency, ...OpenEmergency[]];

/** A clock that is set, or a computer that sleeps, is noticed after so many milliseconds at the latest. */
const LOOK_EVERY = 30_000;

export interface Emergencies {
  /** Those that insist, oldest first. */
  open(): readonly OpenEmergency[];
  /** One change of the inbox. */
  take(change: Readonly<{ changed: readonly Change[]; reset: boolean }>): void;
  /** Asks the backend for those that insist: after the start, or when something may have been missed. Rejects as `find` does. */
  load(): Promise<void>;
  /** The clock may have been set, or the computer may have slept. */
  look(): void;
  /** One has begun or ended. @returns its unsubscribe */
  onChange(listener: () => void): () => void;
  /** These, which are one toast, are to sound again. @returns its unsubscribe */
  onSound(listener: (together: Together) => void): () => void;
  /** These have been acknowledged, or are gone: their toasts are over. @returns its unsubscribe */
  onEnd(listener: (ids: readonly string[]) => void): () => void;
  dispose(): void;
}

const isOpen = (item: Notification): item is OpenEmergency =>
  item.insists_until !== undefined && item.emergency !== undefined && item.emergency !== null;

/** Like one another, whatever else of them changes. */
const nameOf = (together: readonly OpenEmergency[]): string =>
  JSON.stringify(together.map(({ id, insists_until }) => [id, insists_until]));

/** Repeats emergencies until somebody acknowledges them, or their time is over. It knows only rows, so it also repeats while offline. */
export function createEmergencies(deps: {
  /** Those that insist, wherever they lie. `isWhole`: there are no others. `revision`: which changes the answer has. */
  find: () => Promise<Readonly<{ items: readonly Notification[]; isWhole: boolean; revision: number }>>;
  /** After a reset, nobody has answered: what is open is not known. */
  onUnknown: () => void;
  now: () => number;
}): Emergencies {
  const { now } = deps;
  const changed = createSignal();
  const sounds = createSignal<[Together]>();
  const ended = createSignal<[readonly string[]]>();
  const rows = new Map<string, OpenEmergency>();
  /** When each toast sounds next. */
  let due = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  /** Counts the databases that were met. */
  let database = 0;

  const open = (): readonly OpenEmergency[] =>
    [...rows.values()]
      .filter(({ insists_until }) => Date.parse(insists_until) > now())
      .sort((a, b) =>
        a.created_at < b.created_at ? -1 : a.created_at > b.created_at ? 1 : a.id < b.id ? -1 : 1,
      );

  /** Sounds what is due, and waits for the next time. */
  function look(): void {
    clearTimeout(timer);
    const at = now();
    const next = new Map<string, number>();
    for (const together of soundTogether(open())) {
      const [first, ...others] = together;
      if (first === undefined) continue;
      const name = nameOf(together);
      // What sleep or a set clock has passed over sounds once.
      if ((due.get(name) ?? Number.POSITIVE_INFINITY) <= at) sounds.emit([first, ...others]);
      const time = nextSounding(together, at);
      if (time !== null) next.set(name, time);
    }
    due = next;
    if (rows.size === 0) return;
    const wait = Math.min(LOOK_EVERY, ...[...due.values()].map((time) => Math.max(0, time - at)));
    timer = setTimeout(look, wait);
  }

  /** @returns whether it has begun or ended */
  function put(change: Change): boolean {
    const before = rows.get(change.id);
    if (before !== undefined && before.revision > change.revision) return false;
    if (!isTombstone(change) && isOpen(change)) {
      rows.set(change.id, change);
      return before?.insists_until !== change.insists_until;
    }
    return rows.delete(change.id);
  }

  function update(changes: readonly Change[]): void {
    const begunOrEnded = changes.filter(put);
    if (begunOrEnded.length === 0) return;
    const over = begunOrEnded.filter((one) => !isTombstone(one) && one.acknowledged_at !== undefined);
    if (over.length > 0) ended.emit(over.map(({ id }) => id));
    look();
    changed.emit();
  }

  async function load(): Promise<void> {
    const known = [...rows.keys()];
    const from = database;
    const { items, isWhole, revision } = await deps.find();
    // Another database has come meanwhile, and was asked since.
    if (from !== database) return;
    const found = new Set(items.map(({ id }) => id));
    const lost = known.filter((id) => isWhole && !found.has(id) && (rows.get(id)?.revision ?? 0) <= revision);
    for (const id of lost) rows.delete(id);
    if (lost.length > 0) {
      ended.emit(lost);
      look();
      changed.emit();
    }
    update(items);
  }

  return {
    open,
    take({ changed: changes, reset }) {
      if (reset) {
        database += 1;
        const hadSome = rows.size > 0;
        rows.clear();
        look();
        if (hadSome) changed.emit();
        // The page that comes with a reset has only the newest rows.
        load().catch(deps.onUnknown);
      }
      update(changes);
    },
    load,
    look,
    onChange: changed.on,
    onSound: sounds.on,
    onEnd: ended.on,
    dispose: () => clearTimeout(timer),
  };
}
