import type { Settings } from '#app/rules/settings';
import { SOUND_NAMES, type ToastSound } from '#app/rules/sounds';
import type { Notification } from '#server/notification';
import type { Admitted, Arrangement, Summary } from '#server/rules/decide/arrange';
import type { Occasion, Show } from '#server/rules/decide/decision';
import { partsOf } from '#server/rules/decide/privacy';
import type { Situation } from '#server/rules/decide/situation';
import { isUrgent } from '#server/rules/decide/urgent';
import { isInsistent } from '#server/rules/state';
import type { Translate } from '../../i18n/i18n.ts';
import type { ImageCache } from '../../images/images.ts';
import type { Report } from '../decision-log.ts';
import type { ClosedBy, Notifier } from '../notifiers/notifiers.ts';
import { FOLD_WINDOW } from '../queue.ts';
import type { Storms } from '../storms.ts';
import { pictureOf } from './picture.ts';
import { createScreen, isSuccess, type Result, type Screen, type What } from './screen.ts';
import {
  type Draft,
  idPlace,
  itemToast,
  looksAlike,
  resultToast,
  type Sketch,
  summaryPlace,
  summaryToast,
} from './toast.ts';

/** What a turn is about, by id; a notification that is read meanwhile leaves it. */
export type Mine = ReadonlyMap<string, Notification>;

export interface Presenter extends Pick<Screen, 'meaning' | 'urgent'> {
  /** @returns those that could not appear, because there is no notification daemon */
  show(arrangement: Arrangement<Notification>, mine: Mine): Promise<readonly Notification[]>;
  /**
   * Says what became of a button of its sender, in the place of its own toast.
   * @param decision for one without a toast on the screen; null: none appears
   * @returns whether it appears
   */
  showResult(item: Notification, result: Result, decision: Show | null): boolean;
  /** It has changed: its toast follows without a sound. */
  update(item: Notification): void;
  /** What may be shown has perhaps changed: toasts on the screen follow without a sound. */
  look(): void;
  /** A toast has left the screen. @returns what it stood for, if nobody has closed it and it may be told once more */
  closed(key: string, by: ClosedBy): readonly Notification[];
  /** The number that the notification daemon has given to the toast of this one alone; null: there is none. */
  toastId(id: string): number | null;
  /** Read, done, snoozed, muted or deleted. The toast that says that a button has worked stays: its press has read the row. */
  gone(ids: ReadonlySet<string>): void;
  /** Done or deleted: results go, too. */
  over(ids: ReadonlySet<string>): void;
  clear(): void;
}

const LOUD: ReadonlySet<What['decision']['reason']> = new Set([
  ...(['breaks_through', 'emergency', 'emergencies'] as const),
]);

/** Brings toasts to the screen and keeps them true. */
export function createPresenter(deps: {
  notifier: Notifier;
  storms: Storms;
  settings: () => Pick<Settings, 'sound' | 'privacy' | 'privacyExposed' | 'lines'>;
  situation: () => Situation;
  /** The name of a source; null: it has none. */
  sourceName: (id: string) => string | null;
  images: Pick<ImageCache, 'get'>;
  report: Report;
  t: Translate;
}): Presenter {
  const { notifier, storms, report, t } = deps;
  const screen = createScreen();
  /** What could be shown when the toasts were last drawn; null: nothing was. */
  let drawn: string | null = null;
  /** Toasts that have followed a change within the last second; true: there was another one since. */
  const followed = new Map<string, boolean>();

  function sketch(): Sketch {
    const settings = deps.settings();
    const { isExposed } = deps.situation();
    const names = new Map<string, string | null>();
    function nameOf(source: string): string | null {
      const name = names.has(source) ? (names.get(source) ?? null) : deps.sourceName(source);
      names.set(source, name);
      return name;
    }
    return {
      parts: ({ source }) => partsOf(source, settings, isExposed),
      nameOf: ({ sender, source }) => sender ?? nameOf(source),
      t,
    };
  }

  /** All that decides what may be shown. */
  function privacy(): string {
    const { privacy: usual, privacyExposed, lines } = deps.settings();
    return JSON.stringify([usual, privacyExposed, lines, deps.situation().isExposed]);
  }

  function soundOf(decision: What['decision'], verdict?: Notification['verdict']): ToastSound {
    if (!deps.settings().sound) return 'none';
    const named = SOUND_NAMES.find((name) => name === verdict?.sound);
    return named ?? (LOUD.has(decision.reason) ? 'urgent' : 'all');
  }

  /** @param all what the toast stands for, the `fresh` ones among them */
  async function put(
    toast: Draft,
    what: What,
    fresh: readonly Notification[],
    all: readonly Notification[],
  ): Promise<readonly Notification[]> {
    drawn ??= privacy();
    const key = screen.put(toast.place, what, all);
    const outcome = await notifier.show({ ...toast, key });
    report(fresh, { ...what.decision, outcome });
    if (outcome === 'unavailable' || outcome === 'failed') screen.forget(key);
    return outcome === 'unavailable' ? fresh : [];
  }

  async function showOne({ item: { id, icon }, decision }: Admitted<Notification>, mine: Mine) {
    const image = await pictureOf({ icon }, deps.images);
    const item = mine.get(id);
    if (item === undefined) {
      report([{ id }], { do: 'skip', reason: 'gone' });
      return [];
    }
    const sound = soundOf(decision, item.verdict);
    const toast = itemToast(item, { ...sketch(), sound, image, decision });
    return put(toast, { single: true, decision }, [item], [item]);
  }

  /** The toasts that the one of a source takes in: what it had on the screen before, in a storm what is not urgent. */
  function takeIn(occasion: Occasion, source: string): readonly Notification[] {
    const belongs = (item: Notification): boolean =>
      item.source === source && (occasion === 'storm' ? !isUrgent(item) : isInsistent(item));
    const earlier = screen.of(belongs).filter(({ toast }) => toast.place !== summaryPlace(occasion, source));
    for (const { key } of earlier) {
      screen.forget(key);
      notifier.close(key);
    }
    return earlier.flatMap(({ toast }) => [...toast.items.values()]);
  }

  async function showSummary({ occasion, source, items, decision }: Summary<Notification>, mine: Mine) {
    const fresh = items.flatMap(({ id }) => mine.get(id) ?? []);
    if (fresh.length === 0) return [];
    const storm = occasion === 'storm' ? source : null;
    if (storm !== null && storms.isDismissed(storm)) {
      report(fresh, { do: 'skip', reason: 'dismissed', by: { kind: 'source', source: storm } });
      return [];
    }
    const takenIn = source === null ? [] : takeIn(occasion, source);
    // A summary that is still on the screen grows; otherwise the next one would push it away.
    const earlier = screen.at(summaryPlace(occasion, source))?.items.values() ?? [];
    const all = [...new Map([...takenIn, ...earlier, ...fresh].map((item) => [item.id, item])).values()];
    // A storm sounds once; what it takes in has sounded.
    const isLoud = storm === null || (storms.sounds(storm) && takenIn.length === 0);
    const sound = isLoud ? soundOf(decision) : 'none';
    const toast = summaryToast({ items: all, occasion, source }, { ...sketch(), sound });
    return put(toast, { single: false, decision, occasion, source }, fresh, all);
  }

  /**
   * Shows a toast that is on the screen as it must look now. What is there already makes no second sound.
   * @param how `show`: also if it is not there yet
   */
  async function draw(key: string, how: 'show' | 'update' = 'update'): Promise<void> {
    const toast = screen.get(key);
    if (toast === null) return;
    const { what, items } = toast;
    const [item] = items.values();
    if (item === undefined) return;
    if (!what.single) {
      const { occasion, source } = what;
      const all = [...items.values()];
      await notifier.update({
        ...summaryToast({ items: all, occasion, source }, { ...sketch(), sound: 'none' }),
        key,
      });
      return;
    }
    const image = await pictureOf(item, deps.images);
    const now = screen.get(key);
    const newest = now?.items.get(item.id);
    // Closed meanwhile, or the one with another picture follows.
    if (now?.what.single !== true || newest?.icon !== item.icon) return;
    const { decision, result } = now.what;
    const options = { ...sketch(), sound: 'none', image, decision } as const;
    const draft = result === undefined ? itemToast(newest, options) : resultToast(newest, result, options);
    const outcome = await notifier[how]({ ...draft, key });
    if (how === 'show' && (outcome === 'unavailable' || outcome === 'failed')) screen.forget(key);
    report([newest], { ...decision, outcome: 'reworded' });
  }

  /** Its words have changed: at once on the screen, and then once a second, however often its sender changes them. */
  function follow(key: string): void {
    if (followed.has(key)) {
      followed.set(key, true);
      return;
    }
    followed.set(key, false);
    void draw(key);
    setTimeout(() => {
      const hasChanged = followed.get(key) === true;
      followed.delete(key);
      if (hasChanged) follow(key);
    }, FOLD_WINDOW);
  }

  function remove(ids: ReadonlySet<string>, keepsResults: boolean): void {
    for (const { toast } of screen.of(({ id }) => ids.has(id)))
      if (!(keepsResults && isSuccess(toast.what)))
        report(toast.items.values(), { ...toast.what.decision, outcome: 'withdrawn' });
    for (const key of screen.remove(ids, keepsResults)) notifier.close(key);
  }

  return {
    meaning: screen.meaning,
    urgent: screen.urgent,
    async show({ singles, summaries, overtaken }, mine) {
      for (const { item, decision } of overtaken) report([item], decision);
      const homeless = await Promise.all([
        ...singles.map((single) => showOne(single, mine)),
        ...summaries.map((summary) => showSummary(summary, mine)),
      ]);
      return homeless.flat();
    },
    showResult(item, result, decision) {
      const own = screen.own(item.id)?.toast;
      const because = own?.what.single ? own.what.decision : decision;
      if (because === null) return false;
      const what = { single: true, decision: because, result } as const;
      drawn ??= privacy();
      void draw(screen.put(own?.place ?? idPlace(item.id), what, [item]), 'show');
      return true;
    },
    update(item) {
      const toast = screen.update(item);
      if (toast !== null && !looksAlike(toast.earlier, item)) follow(toast.key);
    },
    look() {
      const now = privacy();
      if (drawn === null || now === drawn) return;
      drawn = now;
      for (const { key } of screen.of(() => true)) void draw(key);
    },
    closed(key, by) {
      const toast = screen.get(key);
      screen.left(key);
      if (toast === null) return [];
      const { what, items } = toast;
      report(items.values(), { ...what.decision, outcome: `left_by_${by}` });
      if (by === 'user' && !what.single && what.occasion === 'storm' && what.source !== null)
        storms.dismiss(what.source);
      const wasToldAgain = !what.single && what.occasion === 'unseen';
      const isOver = by === 'user' || by === 'program' || wasToldAgain || isSuccess(what);
      return isOver ? [] : [...items.values()];
    },
    toastId(id) {
      const [own] = screen.of((item) => item.id === id);
      return own === undefined ? null : notifier.idOf(own.key);
    },
    gone: (ids) => remove(ids, true),
    over: (ids) => remove(ids, false),
    clear() {
      for (const key of screen.keys()) notifier.close(key);
      screen.clear();
    },
  };
}
