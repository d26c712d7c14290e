import {
  CHANGED_EVENT,
  CREATED_EVENT,
  type CreatedEvent,
  EVENT_DATA_LIMIT,
  RULES_EVENT,
} from '#server/channel';
import type { Delta } from '#server/inbox';
import type { Outcome } from './outcome.ts';

/** An event on the user's private channel. `data` is JSON. */
export type ChannelEvent = Readonly<{ name: string; data: string }>;

const fits = (data: string): boolean => Buffer.byteLength(data) <= EVENT_DATA_LIMIT;

function changed(delta: Delta): ChannelEvent {
  const whole = JSON.stringify(delta);
  const data = fits(whole) ? whole : JSON.stringify({ ...delta, changed: null });
  return { name: CHANGED_EVENT, data };
}

/** The event that announces a change; null when nothing changed. An event that is too long loses its body, then its rows. */
export function toEvent({ delta, created }: Outcome): ChannelEvent | null {
  if (delta.changed?.length === 0) return null;
  if (created === null) return changed(delta);
  const { epoch, counts } = delta;
  const whole = JSON.stringify({ ...created, epoch, counts } satisfies CreatedEvent);
  if (fits(whole)) return { name: CREATED_EVENT, data: whole };
  const { actions: _, attachments: __, ...rest } = created;
  const cut: CreatedEvent = { ...rest, epoch, counts, message: '', data: {}, truncated: true };
  const short = JSON.stringify(cut);
  return fits(short) ? { name: CREATED_EVENT, data: short } : changed({ ...delta, changed: null });
}

/** Rules, mutes or saved filters have a new version. */
export const rulesEvent = (version: string): ChannelEvent => ({
  name: RULES_EVENT,
  data: JSON.stringify({ version }),
});
