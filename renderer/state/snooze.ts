import type { Notification } from '#server/notification';
import { type Zone, zoneOf } from '#server/rules/quiet-hours/zone';
import { type DayWords, readMoment, type SnoozeId, snoozeChoices } from '#server/rules/snooze/snooze';
import { createStore, type Readable } from './store.ts';

/** What is being snoozed while its times are offered. */
export type SnoozeTarget = readonly Notification[] | 'selection';

/** A time as its user has chosen it: one of the table, or words. */
export type SnoozeTime = Readonly<{ choice: SnoozeId } | { words: string }>;

export interface Snoozing extends Readable<SnoozeTarget | null> {
  /** Offers the times. */
  open(target: SnoozeTarget): void;
  close(): void;
  /** Remembers how long things are snoozed. */
  chose(time: SnoozeTime): void;
  /** The last time that was chosen, from now on; null: there is none, or not now. ISO 8601 */
  again(now: number, zone: Zone, words: DayWords): string | null;
}

/** The zone of this computer, or that of its settings. */
export const zoneHere = (timeZone: string | undefined): Zone =>
  zoneOf(timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone) ?? (zoneOf('UTC') as Zone);

export function createSnoozing(): Snoozing {
  const store = createStore<SnoozeTarget | null>(null);
  let last: SnoozeTime | null = null;
  return {
    get: store.get,
    subscribe: store.subscribe,
    open: store.set,
    close: () => store.set(null),
    chose(time) {
      last = time;
    },
    again(now, zone, words) {
      const time = last;
      if (time === null) return null;
      const until =
        'choice' in time
          ? snoozeChoices(now, zone).find(({ id }) => id === time.choice)?.until
          : ((moment) => ('until' in moment ? moment.until : undefined))(
              readMoment(time.words, now, zone, words),
            );
      return until === undefined ? null : new Date(until).toISOString();
    },
  };
}
