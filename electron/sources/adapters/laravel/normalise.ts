import type { Region } from '#app/rules/region';
import type { Template } from '#app/source-definition';
import { CREATED_EVENT } from '#server/channel';
import { idText } from '#server/rules/json/exact-json';
import { isObject } from '#server/rules/laravel/laravel';
import { timestamp } from '#server/rules/time';
import type { IngestItem } from '#server/source';
import { createToContent } from '../../templates/templates.ts';
import { createEventIds } from '../event-ids.ts';
import { type Row, timeOf, timestampOf } from './list-row.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const LONGEST_ID = 200;

function idOf(id: unknown): string | null {
  const text = idText(id) ?? '';
  return text === '' || text.length > LONGEST_ID || text.includes('\0') ? null : text;
}

/** Turns what a Laravel app sends into items for the inbox. */
export interface Normalise {
  /** A row of its list; null: it has no id, so it could not be recognised again. */
  row(value: unknown): Row | null;
  /** An event on its user's channel; null: it cannot be shown. */
  event(channel: string, event: string, data: unknown): IngestItem | null;
}

export function createNormalise(deps: {
  readonly base: string;
  readonly templates: readonly Template[];
  now(): Date;
  region(): Region;
}): Normalise {
  const toContent = createToContent(deps);
  const idOfEvent = createEventIds(deps);

  /** An unreadable time still says that the notification was read. */
  const readAt = (value: unknown): string | null =>
    value === null || value === undefined || value === false || value === ''
      ? null
      : (timestampOf(value) ?? timestamp(deps.now().getTime()));

  function itemOf(
    external_id: string,
    event: string,
    payload: Readonly<Record<string, unknown>>,
  ): IngestItem {
    const created_at = timestampOf(payload.created_at);
    return {
      external_id,
      ...(created_at === null ? {} : { created_at }),
      read_at: readAt(payload.read_at),
      content: toContent(event, payload),
    };
  }

  return {
    row(value) {
      const id = isObject(value) ? idOf(value.id) : null;
      if (!isObject(value) || id === null) return null;
      const item: IngestItem = { ...itemOf(id, CREATED_EVENT, value), listed: true };
      return { id, item, time: timeOf(value.created_at), unread: item.read_at === null };
    },

    event(channel, event, data) {
      if (!isObject(data)) return null;
      const id = idOf(data.id);
      // In an event of another name, `id` may be a comment's, which several events can share.
      const isOwn = id !== null && (event === CREATED_EVENT || UUID.test(id));
      return { ...itemOf(isOwn ? id : idOfEvent(channel, event, data), event, data), live: true };
    },
  };
}
