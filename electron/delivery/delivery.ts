import type { Command } from '#app/rules/commands';
import type { Settings } from '#app/rules/settings';
import type { Notification } from '#server/notification';
import { type Decision, decide, type Occasion } from '#server/rules/decide';
import type { Translate } from '../i18n/i18n.ts';
import type { ImageCache } from '../images/images.ts';
import type { Log } from '../system/log.ts';
import { createAccepted } from './accepted.ts';
import { commandOf } from './click.ts';
import { createDecisionLog } from './decision-log.ts';
import type { Journal } from './journal.ts';
import type { Notifier } from './notifiers/notifiers.ts';
import { createOnHold } from './on-hold.ts';
import { pictureOf } from './picture.ts';
import { createProgress } from './progress.ts';
import { createQueue } from './queue.ts';
import { createScreen } from './screen.ts';
import { type Draft, itemToast, looksAlike, summaryPlace, summaryToast } from './toast.ts';

export { type Journal, openJournal } from './journal.ts';
export {
  createDbusNotifier,
  createElectronNotifier,
  type Looks,
  type Notifier,
  openToastIds,
} from './notifiers/notifiers.ts';

type Items = readonly [Notification, ...Notification[]];
/** The turn of a notification by itself, before anything else has come. */
const ALONE = { occasion: 'live', first: false } as const;

type Turn = Readonly<{ occasion: Occasion; upTo: number; first: boolean }>;

export interface Delivery {
  /** Live arrivals of the database `epoch`, oldest first; what its snooze has brought back is one. */
  arrived(epoch: string, items: readonly Notification[]): void;
  /** Unread ones that have changed, or are unread again: a toast on the screen follows without a sound, and no new toast appears. */
  updated(items: readonly Notification[]): void;
  /** What was missed before the start or during sleep, oldest first, as one toast. The inbox is at `revision`. */
  backlog(epoch: string, revision: number, items: readonly Notification[]): void;
  /** Everything that came to the top up to this revision has arrived. */
  level(revision: number): void;
  /** Read, done, snoozed, muted or deleted, here or elsewhere. */
  gone(ids: readonly string[]): void;
  /** The pause is over: what it put on hold appears as one toast. */
  resume(): void;
  /** Another database: everything remembered of the earlier one is void. */
  reset(): void;
  /** Keeps the mark below `from()`: the lowest revision that has arrived and comes later as backlog; Infinity: none. */
  stayBelow(from: () => number): void;
  dispose(): void;
}

/** Native notifications for what arrives: each notification at most once on this device. Never throws, never blocks. */
export function createDelivery(deps: {
  notifier: Notifier;
  journal: Journal;
  settings: () => Pick<Settings, 'sound'>;
  /** ISO 8601; null: not paused. */
  pausedUntil: () => string | null;
  images: Pick<ImageCache, 'get'>;
  run: (command: Command) => void;
  /** The user has acted on the toast of these; a toast that only appeared does not count as seen. */
  seen: (ids: readonly string[]) => void;
  t: Translate;
  now: () => Date;
  log: Log;
}): Delivery {
  const { notifier, journal, t, log } = deps;
  const startedAt = deps.now();
  let waitingFrom = (): number => Number.POSITIVE_INFINITY;
  const progress = createProgress({ journal, waitingFrom: () => waitingFrom(), log });
  const screen = createScreen();
  const accepted = createAccepted();
  /** Toasts on their way to the screen; a notification that is read meanwhile leaves its turn. */
  const turns = new Set<Map<string, Notification>>();
  let epoch: string | null = null;
  /** How often a notification daemon has appeared. */
  let appearances = 0;

  const queue = createQueue((items) => announce(items, { occasion: 'live', upTo: 0, first: false }));
  const isPaused = (): boolean => deps.pausedUntil() !== null;
  const logDecision = createDecisionLog(log);
  const onHold = createOnHold(logDecision);

  function release(occasion: Occasion): void {
    if (isPaused()) return;
    const [first, ...others] = onHold.takeAll();
    if (first === undefined) return;
    void announce([first, ...others], { occasion, upTo: 0, first: false });
  }

  /** The notifications that may appear now; the others are put on hold or skipped. */
  function admitted(items: readonly Notification[]): Notification[] {
    const paused = isPaused();
    return items.filter((item) => {
      if (accepted.has(item)) return false;
      const announced = progress.isAnnounced(item);
      const decision = decide(item, { announced, paused, ...ALONE, together: [item] });
      if (decision.do === 'skip') {
        logDecision([item], 'skip', decision.reason);
        return false;
      }
      accepted.add(item);
      progress.add(item);
      if (decision.do === 'hold') onHold.add([item], decision.reason);
      return decision.do !== 'hold';
    });
  }

  async function announce(items: Items, turn: Turn): Promise<void> {
    if (isPaused()) return onHold.add(items, 'paused');
    const mine = new Map(items.map((item) => [item.id, item]));
    turns.add(mine);
    // Before the toast, so that a crash between the two never leads to a second toast.
    progress.announced(items, turn.upTo);
    const newest = items.at(-1) ?? items[0];
    const how = decide(newest, { announced: false, paused: false, ...turn, together: items });
    await show(newest, how, mine, turn.occasion);
    turns.delete(mine);
  }

  async function show(
    newest: Notification,
    how: Decision,
    mine: Map<string, Notification>,
    occasion: Occasion,
  ): Promise<void> {
    const sound = deps.settings().sound ? 'all' : 'none';
    const single = how.do === 'show';
    let items: readonly Notification[];
    let toast: Draft;
    if (single) {
      const image = await pictureOf(newest, deps.images);
      const item = mine.get(newest.id);
      if (item === undefined) return logDecision([newest], 'skip', 'gone');
      items = [item];
      toast = itemToast(item, { sound, image, t });
    } else {
      // A summary that is still on the screen grows; otherwise the next one would push it away.
      const earlier = screen.at(summaryPlace(occasion));
      items = [...new Map([...earlier, ...mine.values()].map((item) => [item.id, item])).values()];
      toast = summaryToast(items, occasion, { sound, t });
    }
    const key = screen.put(toast.place, single, items);
    const before = appearances;
    const outcome = await notifier.show({ ...toast, key });
    logDecision(mine.values(), `${how.do}, ${outcome}`, how.reason);
    if (outcome === 'unavailable' || outcome === 'failed') screen.forget(key);
    if (outcome === 'unavailable') {
      onHold.add(mine.values(), 'no_notifier');
      // A daemon appeared during the call: its event will not come again.
      if (appearances !== before) release('away');
    }
  }

  /** What is on the screen already makes no second sound. */
  async function reword(key: string, item: Notification): Promise<void> {
    const image = await pictureOf(item, deps.images);
    // Closed meanwhile, or replaced by a newer version.
    if (!screen.shows(key, item)) return;
    const outcome = await notifier.show({ ...itemToast(item, { sound: 'none', image, t }), key });
    logDecision([item], `show, ${outcome}`, 'reworded');
  }

  function forgetAll(): void {
    for (const key of screen.keys()) notifier.close(key);
    screen.clear();
    onHold.clear();
    accepted.clear();
    progress.clear();
    for (const turn of turns) turn.clear();
    queue.clear();
  }

  function adopt(current: string): void {
    if (epoch !== null && epoch !== current) forgetAll();
    epoch = current;
    progress.adopt(current);
  }

  const endEvents = notifier.onEvent((event) => {
    if (event.type === 'available') {
      appearances += 1;
      return release('away');
    }
    const command = commandOf(event, screen.meaning(event.key));
    if (event.type === 'closed') screen.left(event.key);
    // Only the toast of a single notification has that button.
    if (command?.id === 'inbox.read') deps.seen(command.args.ids);
    if (command !== null) deps.run(command);
  });

  return {
    arrived(current, items) {
      adopt(current);
      queue.push(admitted(items));
    },
    updated(items) {
      queue.update(items);
      for (const item of items) {
        onHold.update(item);
        for (const turn of turns) if (turn.has(item.id)) turn.set(item.id, item);
        const toast = screen.update(item);
        if (toast !== null && !looksAlike(toast.earlier, item)) void reword(toast.key, item);
      }
    },
    backlog(current, revision, items) {
      adopt(current);
      // Not `created_at`: it may be long before the arrival.
      const old = items.some(
        ({ received_at, created_at }) => Date.parse(received_at ?? created_at) < startedAt.getTime(),
      );
      const [first, ...others] = admitted(items);
      if (first !== undefined) {
        void announce([first, ...others], {
          occasion: 'away',
          upTo: revision,
          first: progress.isFirst() && old,
        });
      } else {
        progress.announced([], revision);
      }
    },
    level: accepted.completeTo,
    gone(ids) {
      const all = new Set(ids);
      queue.drop(all);
      for (const id of all) {
        onHold.drop(id);
        progress.drop(id);
        for (const turn of turns) turn.delete(id);
      }
      for (const key of screen.remove(all)) notifier.close(key);
    },
    resume: () => release('paused'),
    reset: forgetAll,
    stayBelow(from) {
      waitingFrom = from;
    },
    dispose() {
      endEvents();
      queue.dispose();
      journal.close();
    },
  };
}
