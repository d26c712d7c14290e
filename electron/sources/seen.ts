import type { SeenEvent } from '#app/source-view';
import { cut } from '../cut.ts';

const LONGEST_DATA = 8 * 1024;

const jsonOf = (value: unknown): string => JSON.stringify(value) ?? 'null';

function fittedText(text: string, room: number): string | undefined {
  // Escapes are longer than what they stand for, and may stand closer together at the beginning.
  let share = Math.floor((text.length * (room - 3)) / jsonOf(text).length);
  while (share >= 1) {
    const short = cut(text, share);
    const size = jsonOf(short).length;
    if (size <= room) return short;
    share = Math.min(share - 1, Math.floor((share * room) / size));
  }
  return undefined;
}

/** Its first items. */
function fittedList(list: readonly unknown[], room: number): unknown[] {
  const kept: unknown[] = [];
  let left = room - 2;
  for (const item of list) {
    // A long one leaves something for those behind it.
    const small = fitted(item, Math.floor(left / 2) - 1);
    if (small === undefined) break;
    kept.push(small);
    left -= jsonOf(small).length + 1;
  }
  return kept;
}

/** All of its fields, as far as there is room for their names. */
function fittedFields(fields: object, room: number): object {
  // Short ones first: what they leave is for the long ones.
  const parts = Object.entries(fields)
    .map(([key, part], place) => ({ key, part, place, size: jsonOf(part).length }))
    .sort((a, b) => a.size - b.size);
  const kept: typeof parts = [];
  let left = room - 2;
  for (const [index, each] of parts.entries()) {
    const frame = jsonOf(each.key).length + 2;
    const part = fitted(each.part, Math.floor(left / (parts.length - index)) - frame);
    if (part === undefined) continue;
    kept.push({ ...each, part });
    left -= frame + jsonOf(part).length;
  }
  return Object.fromEntries(kept.sort((a, b) => a.place - b.place).map(({ key, part }) => [key, part]));
}

/** The value with its long parts shortened until its JSON has `room` characters; undefined: there is no room for it. */
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
