import { createHash } from 'node:crypto';
import type { Region } from '#app/rules/region';
import type { Template } from '#app/source-definition';
import { FIELDS, wholeFields } from '#server/rules/content';
import { isObject } from '#server/rules/laravel/laravel';
import type { IngestItem } from '#server/source';
import { render } from '../../templates/templates.ts';
import { createEventIds } from '../event-ids.ts';

/** The item for an event; null: no template takes it. */
export type ToItem = (channel: string, event: string, data: unknown) => IngestItem | null;

const objectOf = (data: unknown): Record<string, unknown> => (isObject(data) ? { ...data } : { value: data });

/** The id for a dedupe key. It contains the event's name: another event may have the same key. */
const keyId = (event: string, key: string): string =>
  `key:${createHash('sha256')
    .update(JSON.stringify([event, key]))
    .digest('hex')}`;

/** Makes notifications of events by their templates. An equal dedupe key, or an equal event soon after, is the same notification. */
export function createToItem(deps: {
  templates: readonly Template[];
  /** Address of the app, for links without a host; null: unknown. */
  base: string | null;
  now(): Date;
  region(): Region;
}): ToItem {
  const byEvent = new Map(deps.templates.map((template) => [template.event, template]));
  const idOf = createEventIds(deps);

  return (channel, event, data) => {
    const template = byEvent.get(event);
    if (template === undefined) return null;
    const {
      missing: _,
      problems: __,
      dedupe_key,
      ...content
    } = render(template, data, {
      base: deps.base,
      region: deps.region(),
    });
    return {
      external_id: dedupe_key === null ? idOf(channel, event, data) : keyId(event, dedupe_key),
      created_at: deps.now().toISOString(),
      live: true,
      // The id above prevents duplicates: with `dedupe_key`, the inbox would fold different events that share a key.
      content: wholeFields({ ...content, type: event.slice(0, FIELDS.type.limit), data: objectOf(data) }),
    };
  };
}
