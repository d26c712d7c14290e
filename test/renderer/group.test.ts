import { describe, expect, it } from 'vitest';
import { calendarOf } from '#app/rules/region';
import { groupByDay } from '../../renderer/inbox/list/group.ts';
import { dayLabel } from '../../renderer/ui/times.ts';
import { notification } from './support.ts';

/** Local time, because days are the user's. */
const at = (month: number, day: number, hour: number, minute = 0, year = 2026): Date =>
  new Date(year, month - 1, day, hour, minute);
const dayOf = calendarOf({ timeZone: undefined });
const TODAY = dayOf(at(3, 31, 0, 30).getTime());

function kinds(...dates: readonly Date[]): readonly string[] {
  const items = dates.map((date, index) =>
    notification(dates.length - index, { created_at: date.toISOString().replace('Z', '000Z') }),
  );
  return groupByDay(items, TODAY, dayOf).map((entry) => (entry.kind === 'day' ? entry.label.kind : 'row'));
}

describe('dayLabel', () => {
  it.each([
    ['the same day', at(3, 31, 0, 1), 'today'],
    ['minutes ago, but before midnight', at(3, 30, 23, 59), 'yesterday'],
    ['the day after a night of clock change', at(3, 29, 1), 'weekday'],
    ['six days ago', at(3, 25, 0), 'weekday'],
    ['a week ago', at(3, 24, 23, 59), 'date'],
    ['last year', at(12, 31, 12, 0, 2025), 'year'],
    ['ahead of this clock', at(4, 2, 12), 'today'],
  ] as const)('%s', (_, date, kind) => {
    expect(dayLabel(dayOf(date.getTime()), TODAY).kind).toBe(kind);
  });
});

describe('groupByDay', () => {
  it('heads each day once', () => {
    expect(kinds(at(3, 31, 0, 20), at(3, 31, 0, 10), at(3, 30, 12), at(3, 30, 1), at(3, 1, 1))).toEqual([
      'today',
      'row',
      'row',
      'yesterday',
      'row',
      'row',
      'date',
      'row',
    ]);
  });

  it('counts what lies ahead as today', () => {
    expect(kinds(at(4, 1, 9), at(3, 31, 0, 10))).toEqual(['today', 'row', 'row']);
  });

  const iso = (date: Date): string => date.toISOString().replace('Z', '000Z');

  it('has each row under the day of its place in the list, whatever time it shows', () => {
    const items = [
      notification(2, { created_at: iso(at(3, 29, 1)), surfaced_at: iso(at(3, 31, 0, 20)) }),
      notification(1, { created_at: iso(at(3, 31, 0, 10)) }),
    ];
    expect(groupByDay(items, TODAY, dayOf).map(({ kind }) => kind)).toEqual(['day', 'row', 'row']);
  });

  it('has no day above a later one: what was sent after a clock was set back is of the day on which it came', () => {
    const ahead = { created_at: iso(at(4, 2, 9)) };
    const after = { created_at: iso(at(3, 30, 9)), surfaced_at: iso(at(4, 2, 9, 1)) };
    const items = [
      notification(4, { ...after, created_at: iso(at(3, 31, 0, 5)), received_at: iso(at(3, 31, 0, 5)) }),
      notification(3, { ...after, received_at: iso(at(3, 30, 9)) }),
      notification(2, ahead),
      notification(1, { created_at: iso(at(3, 29, 9)) }),
    ];
    const days = groupByDay(items, TODAY, dayOf).map((entry) =>
      entry.kind === 'day' ? entry.label.kind : 'row',
    );
    expect(days).toEqual(['today', 'row', 'yesterday', 'row', 'row', 'weekday', 'row']);
  });

  it('keeps the heading of a day when one more arrives on it', () => {
    const first = [notification(1, { created_at: at(3, 31, 0, 10).toISOString() })];
    const then = [notification(2, { created_at: at(3, 31, 0, 20).toISOString() }), ...first];
    expect(groupByDay(then, TODAY, dayOf)[0]?.key).toBe(groupByDay(first, TODAY, dayOf)[0]?.key);
  });
});
