import type { Region } from '#app/rules/region';
import type { Template } from '#app/source-definition';
import type { Preview, SeenEvent } from '#app/source-view';
import { isObject, readPayload } from '#server/rules/laravel/laravel';
import { fillTemplate } from './fill-template.ts';
import { createContentOf, nameOf } from './laravel-content.ts';

/** An event as a template sees it. `mapped`: a notification was made of it. */
export function seenAs(
  event: string,
  data: unknown,
  mapped: boolean,
): Pick<SeenEvent, 'event' | 'aliases' | 'mapped'> & { readonly data: unknown } {
  if (!mapped || !isObject(data)) return { event, aliases: [], data, mapped };
  const { types, data: given } = readPayload(nameOf(event), data);
  const [type, ...aliases] = types;
  return { event: type, aliases, data: given, mapped };
}

/**
 * What the template makes of an event's data. `types`: the names of its type, the app's own word first; the data alone does not say
 * them.
 */
export function previewOf(
  template: Template,
  { base, types: [type = template.event, ...aliases] }: Readonly<{ base: string; types: readonly string[] }>,
  data: unknown,
  region: Region,
): Preview {
  const read = {
    ...readPayload(nameOf(template.event), isObject(data) ? data : {}),
    types: [type, ...aliases],
  } as const;
  const { missing, problems } = fillTemplate(template, read.data, { base, region });
  const { type: _, ...content } = createContentOf({ base, templates: [template], region: () => region })(
    read,
  );
  return { ...content, missing, problems };
}
