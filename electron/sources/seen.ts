import type { SeenEvent } from '#app/sources';
import { cut } from '../cut.ts';

const LONGEST_DATA = 8 * 1024;

/** An event as the list of the last events shows it. */
export function seenEvent(
  at: Date,
  channel: string,
  event: string,
  data: unknown,
  mapped: boolean,
): SeenEvent {
  const json = JSON.stringify(data) ?? 'null';
  return { at: at.toISOString(), channel, event, data: cut(json, LONGEST_DATA), mapped };
}
