import type { Command } from '#app/rules/commands';
import type { Settings } from '#app/rules/settings';
import type { Notification } from '#server/notification';
import { arrange, type Turn, URGENT_AT_ONCE } from '#server/rules/decide/arrange';
import type { Situation } from '#server/rules/decide/situation';
import type { Translate } from '../i18n/i18n.ts';
import type { ImageCache } from '../images/images.ts';
import type { Log } from '../system/log.ts';
import { createAccepted } from './accepted.ts';
import type { Report } from './decision-log.ts';
import { createRepeat } from './emergencies/emergencies.ts';
import { createGate } from './gate.ts';
import type { Journal } from './journal.ts';
import { createLater } from './later.ts';
import { createNotifierEvents } from './notifier-events.ts';
import type { Notifier } from './notifiers/notifiers.ts';
import { createOnHold } from './on-hold.ts';
import { createProgress } from './progress.ts';
import { createQueue } from './queue.ts';
import type { Sight } from './sight.ts';
import { createStorms } from './storms.ts';
import { createPresenter } from './toasts/toasts.ts';
import { createTurns } from './turns.ts';

export { createDecisionLog, type Report } from './decision-log.ts';
export { createEmergencies, type Emergencies } from './emergencies/emergencies.ts';
export { type Journal, openJournal } from './journal.ts';
export {
  createDbusNotifier,
  createElectronNotifier,
  type Looks,
  type NativeSystem,
  type Notifier,
  openToastIds,
} from './notifiers/notifiers.ts';
export { createRecord, type DecisionRecord } from './record/record.ts';
export { createResultToasts } from './result-toasts.ts';
export { createSight, type Sight } from './sight.ts';
export { createPlayer, createSounds, type Sounds } from './sounds/sounds.ts';
export { createTrayHint } from './tray-hint.ts';
export { createWalk, desktopSettings, type Walker } from './walk/walk.ts';

type Occurrence = Pick<Turn, 'occasion' | 'first'> &
  Readonly<{
    /** The inbox is complete up to this revision. */
    upTo: number;
  }>;
const LIVE: Occurrence = { occasion: 'live', first: false, upTo: 0 };

export interface Delivery {
  /** Live arrivals of the database `epoch`, oldest first; what its snooze has brought back is one. */
  arrived(epoch: string, items: readonly Notification[]): void;
  /** Unread ones that have changed, or are unread again: a toast on the screen follows without a sound, and no new toast appears. */
  updated(items: readonly Notification[]): void;
  /** What was missed before the start or during sleep, oldest first, as one toast. The inbox is at `revision`. */
  backlog(epoch: string, revision: number, items: readonly Notification[]): void;
  /** Everything that came to the top up to this revision has arrived. */
  level(revision: number): void;
  /** These emergencies, which are one toast, sound again. */
  repeat(together: readonly Notification[]): void;
  /** Read, done, snoozed, muted, deleted or acknowledged, here or elsewhere. */
  gone(ids: readonly string[]): void;
  /**
   * The situation or a setting has changed: what a hold no longer keeps back appears as one toast, and so does what appeared while nobody
   * was there.
   */
  look(): void;
  /** The number that the notification daemon has given to the toast of this one alone; null: there is none. */
  toastId(id: string): number | null;
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
  settings: () => Pick<
    Settings,
    'sound' | 'breakThrough' | 'leastPriority' | 'lines' | 'privacy' | 'privacyExposed'
  >;
  situation: () => Situation;
  sight: Pick<Sight, 'has' | 'settled'>;
  /** The name of a source; null: it has none. */
  sourceName: (id: string) => string | null;
  images: Pick<ImageCache, 'get'>;
  /** @param token as a click has it */
  run: (command: Command, token?: string) => void;
  /** The user has acted on the toast of these; a toast that only appeared does not count as seen. */
  seen: (ids: readonly string[]) => void;
  report: Report;
  t: Translate;
  now: () => Date;
  /** Milliseconds of a clock that nobody sets. */
  elapsed: () => number;
  log: Log;
}): Delivery {
  const { notifier, journal, report, sight, situation } = deps;
  const startedAt = deps.now();
  let waitingFrom = (): number => Number.POSITIVE_INFINITY;
  const progress = createProgress({ journal, waitingFrom: () => waitingFrom(), log: deps.log });
  const accepted = createAccepted();
  const storms = createStorms(deps.elapsed);
  const presenter = createPresenter({ ...deps, storms });
  const onHold = createOnHold(report);
  const gate = createGate({ ...deps, onHold, progress });
  const later = createLater({ onHold, gate, situation });
  const turns = createTurns();
  let epoch: string | null = null;
  /** How often a notification daemon has appeared. */
  let appearances = 0;

  const queue = createQueue((items) => announce(items, LIVE));

  /** What has just come, and is neither skipped nor held. */
  function accept(items: readonly Notification[]): readonly Notification[] {
    const fresh = items.filter((item) => !accepted.has(item));
    // All of them first: a skip moves the mark, which must stay below what came before it and waits.
    for (const item of fresh) if (!progress.isAnnounced(item)) progress.add(item);
    const shown = gate.admitted(fresh, progress.isAnnounced).map(({ item }) => item);
    for (const item of [...shown, ...fresh.filter(({ id }) => onHold.has(id))]) accepted.add(item);
    return shown;
  }

  async function announce(
    items: readonly Notification[],
    { upTo, ...occurrence }: Occurrence,
  ): Promise<void> {
    const mine = turns.begin(items);
    await sight.settled([...mine.keys()]);
    if (turns.isVoid(mine)) return;
    report(
      items.filter(({ id }) => !mine.has(id)),
      { do: 'skip', reason: 'gone' },
    );
    const shown = gate.admitted([...mine.values()], () => false);
    // Before the toasts, so that a crash between the two never leads to a second one.
    progress.announced(
      shown.map(({ item }) => item),
      upTo,
    );
    const arrangement = arrange(shown, {
      ...occurrence,
      room: URGENT_AT_ONCE - presenter.urgent(),
      storms: occurrence.occasion === 'live' ? storms.take(shown.map(({ item }) => item)) : new Set(),
      now: deps.now(),
    });
    const before = appearances;
    const homeless = await presenter.show(arrangement, mine);
    turns.end(mine);
    const left = homeless.filter(({ id }) => mine.has(id));
    onHold.add(left, { do: 'hold', reason: 'no_notifier', until: null });
    // A daemon appeared during the call: its event will not come again.
    if (left.length > 0 && appearances !== before) release(true);
  }

  /** @param hasNotifier what waits for a notification daemon may appear, too */
  function release(hasNotifier: boolean): void {
    for (const [occasion, items] of later.take(hasNotifier)) void announce(items, { ...LIVE, occasion });
  }

  function forgetAll(): void {
    presenter.clear();
    later.clear();
    accepted.clear();
    progress.clear();
    turns.clear();
    queue.clear();
  }

  function adopt(current: string): void {
    if (epoch !== null && epoch !== current) forgetAll();
    epoch = current;
    progress.adopt(current);
  }

  const endEvents = notifier.onEvent(
    createNotifierEvents({
      ...deps,
      presenter,
      onAvailable() {
        appearances += 1;
        release(true);
      },
      onClosed: later.closed,
    }),
  );

  return {
    arrived(current, items) {
      adopt(current);
      queue.push(accept(items));
    },
    updated(items) {
      queue.update(items);
      for (const item of items) {
        later.update(item);
        turns.update(item);
        presenter.update(item);
      }
    },
    backlog(current, revision, items) {
      adopt(current);
      // Not `created_at`: it may be long before the arrival.
      const old = items.some(
        ({ received_at, created_at }) => Date.parse(received_at ?? created_at) < startedAt.getTime(),
      );
      const shown = accept(items);
      const first = progress.isFirst() && old;
      if (shown.length > 0) void announce(shown, { occasion: 'away', upTo: revision, first });
      else progress.announced([], revision);
    },
    level: accepted.completeTo,
    repeat: createRepeat({ gate, presenter, turns, report }),
    gone(ids) {
      const all = new Set(ids);
      queue.drop(all);
      for (const id of all) {
        later.drop(id);
        progress.drop(id);
        turns.drop(id);
      }
      presenter.gone(all);
    },
    look() {
      presenter.look();
      release(false);
    },
    toastId: presenter.toastId,
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
