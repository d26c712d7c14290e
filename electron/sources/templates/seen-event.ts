import type { SeenEvent } from '#app/source-view';
import { cut } from '../../system/text.ts';

const LONGEST_DATA = 8 * 1024;

const jsonOf = (value: unknown): string => JSON.stringify(value) ?? 'null';

function fittedText(text: string, room: number): string | undefined {
  // Escapes are longer than what they stand for, and may be denser at the beginning.
  let share = Math.floor((text.length * (room - 3)) / jsonOf(text).length);
  while (share >= 1) {
    const short = cut(text, share);
    const size = jsonOf(short).length;
    if (size <= room) return short;
    share = Math.min(share - 1, Math.floor((share * room) / size));
  }
  return undefined;
}

/** The first items of a list, as many as fit. */
function fittedList(list: readonly unknown[], room: number): unknown[] {
  const fitting: unknown[] = [];
  let left = room - 2;
  for (const item of list) {
    // A long item leaves room for those behind it.
    const small = fitted(item, Math.floor(left / 2) - 1);
    if (small === undefined) break;
    fitting.push(small);
    left -= jsonOf(small).length + 1;
  }
  return fitting;
}

/** All of its fields, as long as there is room for their names. */
function fittedFields(fields: object, room: number): object {
  // Short fields first: long ones share what they leave.
  const parts = Object.entries(fields)
    .map(([key, part], place) => ({ key, part, place, size: jsonOf(part).length }))
    .sort((a, b) => a.size - b.size);
  const fitting: typeof parts = [];
  let left = room - 2;
  for (const [index, each] of parts.entries()) {
    const frame = jsonOf(each.key).length + 2;
    const part = fitted(each.part, Math.floor(left / (parts.length - index)) - frame);
    if (part === undefined) continue;
    fitting.push({ ...each, part });
    left -= frame + jsonOf(part).length;
  }
  return Object.fromEntries(fitting.sort((a, b) => a.place - b.place).map(({ key, part }) => [key, part]));
}

/** The value, with long parts shortened until its JSON fits into `room` characters; undefined: it does not fit. */
function fitted(value: unknown, room: number): unknown {
  if (jsonOf(value).length <= room) return value;
  if (typeof value === 'string') return fittedText(value, room);
  if (typeof value !== 'object' || value === null || room < 2) return undefined;
  return Array.isArray(value) ? fittedList(value, room) : fittedFields(value, room);
}

/** An event as the list of the last events shows it. */
export function seenEvent(
  at: Date,
  event: Pick<SeenEvent, 'channel' | 'event' | 'mapped'> &
    Partial<Pick<SeenEvent, 'aliases'>> & { readonly data: unknown },
): SeenEvent {
  const data = jsonOf(fitted(event.data, LONGEST_DATA));
  return { aliases: [], ...event, at: at.toISOString(), data };
}
