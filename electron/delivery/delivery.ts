import type { Command } from '#app/rules/commands';
import type { Settings } from '#app/rules/settings';
import type { Notification } from '#server/notification';
import {
  type Admitted,
  arrange,
  type Summary,
  type Turn,
  URGENT_AT_ONCE,
} from '#server/rules/decide/arrange';
import { type Circumstances, decide } from '#server/rules/decide/decide';
import type { Show, Summarise } from '#server/rules/decide/decision';
import type { Translate } from '../i18n/i18n.ts';
import type { ImageCache } from '../images/images.ts';
import type { Log } from '../system/log.ts';
import { createAccepted } from './accepted.ts';
import { commandsAfter, commandsOf, seenBy } from './click.ts';
import { createDecisionLog } from './decision-log.ts';
import type { Journal } from './journal.ts';
import type { Notifier } from './notifiers/notifiers.ts';
import { createOnHold } from './on-hold.ts';
import { createProgress } from './progress.ts';
import { createQueue } from './queue.ts';
import {
  createScreen,
  type Draft,
  itemToast,
  looksAlike,
  pictureOf,
  summaryPlace,
  summaryToast,
} from './toasts/toasts.ts';

export { type Journal, openJournal } from './journal.ts';
export {
  createDbusNotifier,
  createElectronNotifier,
  type Looks,
  type NativeSystem,
  type Notifier,
  openToastIds,
} from './notifiers/notifiers.ts';
export { createResultToasts } from './result-toasts.ts';
export { createPlayer, createSounds, type Sounds } from './sounds/sounds.ts';

export { createTrayHint } from './tray-hint.ts';

type Items = readonly [Notification, ...Notification[]];
/** `upTo`: the inbox is complete up to this revision. */
type Occurrence = Pick<Turn, 'occasion' | 'first'> & Readonly<{ upTo: number }>;
type Shown = Admitted<Notification>;

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
  settings: () => Pick<Settings, 'sound' | 'breakThrough' | 'leastPriority' | 'lines'>;
  /** ISO 8601; null: not paused. */
  pausedUntil: () => string | null;
  images: Pick<ImageCache, 'get'>;
  /** @param token as a click has it */
  run: (command: Command, token?: string) => void;
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

  function circumstances(announced: boolean): Circumstances {
    const until = deps.pausedUntil();
    const holds = until === null ? [] : [{ reason: 'paused', by: null, until } as const];
    return {
      announced,
      inSight: false,
      situation: { holds, isExposed: false, isIdle: false },
      settings: deps.settings(),
      now: deps.now(),
    };
  }

  function release(occasion: Turn['occasion']): void {
    if (isPaused()) return;
    const [first, ...others] = onHold.takeAll();
    if (first === undefined) return;
    void announce([first, ...others], { occasion, upTo: 0, first: false });
  }

  /** Those that may appear now; the others are put on hold or skipped. */
  function admitted(items: readonly Notification[], announced: (item: Notification) => boolean): Shown[] {
    return items.flatMap((item) => {
      const decision = decide(item, circumstances(announced(item)));
      if (decision.do === 'show') return [{ item, decision }];
      if (decision.do === 'hold') onHold.add([item], 'paused');
      else logDecision([item], 'skip', decision.reason);
      return [];
    });
  }

  /** What has just come, and is neither skipped nor held. A skip is as final as a toast. */
  function accept(items: readonly Notification[]): Notification[] {
    const fresh = items.filter((item) => !accepted.has(item));
    const shown = admitted(fresh, progress.isAnnounced).map(({ item }) => item);
    const waiting = new Set([...shown, ...fresh.filter(({ id }) => onHold.has(id))]);
    for (const item of waiting) {
      accepted.add(item);
      progress.add(item);
    }
    const skipped = fresh.filter((item) => !waiting.has(item) && !progress.isAnnounced(item));
    if (skipped.length > 0) progress.announced(skipped, 0);
    return shown;
  }

  async function announce(items: Items, { upTo, ...occurrence }: Occurrence): Promise<void> {
    const shown = admitted(items, () => false);
    const mine = new Map(shown.map(({ item }) => [item.id, item]));
    turns.add(mine);
    // Before the toasts, so that a crash between the two never leads to a second one.
    progress.announced(
      items.filter(({ id }) => !onHold.has(id)),
      upTo,
    );
    const { singles, summaries, overtaken } = arrange(shown, {
      ...occurrence,
      room: URGENT_AT_ONCE,
      storms: new Set(),
      now: deps.now(),
    });
    for (const { item, decision } of overtaken) logDecision([item], 'skip', decision.reason);
    await Promise.all([
      ...singles.map((single) => showOne(single, mine)),
      ...summaries.map((summary) => showSummary(summary, mine)),
    ]);
    turns.delete(mine);
  }

  async function showOne(
    { item: { id, icon }, decision }: Shown,
    mine: ReadonlyMap<string, Notification>,
  ): Promise<void> {
    const image = await pictureOf({ icon }, deps.images);
    const item = mine.get(id);
    if (item === undefined) return logDecision([{ id }], 'skip', 'gone');
    await show(
      itemToast(item, { sound: deps.settings().sound ? 'all' : 'none', image, t }),
      [item],
      [item],
      decision,
    );
  }

  async function showSummary(
    { occasion, items, decision }: Summary<Notification>,
    mine: ReadonlyMap<string, Notification>,
  ): Promise<void> {
    const left = items.flatMap(({ id }) => mine.get(id) ?? []);
    if (left.length === 0) return;
    // A summary that is still on the screen grows; otherwise the next one would push it away.
    const earlier = screen.at(summaryPlace(occasion));
    const all = [...new Map([...earlier, ...left].map((item) => [item.id, item])).values()];
    await show(
      summaryToast(all, occasion, { sound: deps.settings().sound ? 'all' : 'none', t }),
      left,
      all,
      decision,
    );
  }

  /** @param all what the toast stands for, the `fresh` ones among them */
  async function show(
    toast: Draft,
    fresh: readonly Notification[],
    all: readonly Notification[],
    how: Summarise | Show,
  ): Promise<void> {
    const key = screen.put(toast.place, how.do === 'show', all);
    const before = appearances;
    const outcome = await notifier.show({ ...toast, key });
    logDecision(fresh, `${how.do}, ${outcome}`, how.reason);
    if (outcome === 'unavailable' || outcome === 'failed') screen.forget(key);
    if (outcome === 'unavailable') {
      onHold.add(fresh, 'no_notifier');
      // A daemon appeared during the call: its event will not come again.
      if (appearances !== before) release('away');
    }
  }

  /** What is on the screen already makes no second sound. */
  async function reword(key: string, item: Notification): Promise<void> {
    const image = await pictureOf(item, deps.images);
    // Closed meanwhile, or replaced by a newer version.
    if (!screen.shows(key, item)) return;
    const outcome = await notifier.update({ ...itemToast(item, { sound: 'none', image, t }), key });
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
    if (event.type === 'activated') {
      for (const command of commandsAfter(event)) deps.run(command);
      return;
    }
    if (event.type === 'closed') return screen.left(event.key);
    const meaning = screen.meaning(event.key);
    const seen = seenBy(event, meaning);
    if (seen.length > 0) deps.seen(seen);
    for (const command of commandsOf(event, meaning)) deps.run(command, event.token);
  });

  return {
    arrived(current, items) {
      adopt(current);
      queue.push(accept(items));
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
      const [first, ...others] = accept(items);
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
