import type { Preview, SeenEvent, Template } from '#app/sources';
import { isObject } from '#server/laravel-payload';
import { render } from '../channels/templates.ts';
import { createToContent } from './content.ts';
import { usualTemplate } from './default-templates.ts';
import { readPayload } from './payload.ts';

/** An event as those see it who write a template for it. `mapped`: a notification was made of it. */
export function seenAs(
  event: string,
  data: unknown,
  mapped: boolean,
): Pick<SeenEvent, 'event' | 'aliases' | 'mapped' | 'usual'> & { readonly data: unknown } {
  if (!mapped || !isObject(data)) return { event, aliases: [], data, mapped, usual: null };
  const { types, data: given } = readPayload(event, data);
  const [type, ...aliases] = types;
  return { event: type, aliases, data: given, mapped, usual: usualTemplate(types) };
}

/** What the template makes of a payload; `data` is that which templates are filled from. */
export function previewOf(template: Template, base: string, data: unknown): Preview {
  const payload = isObject(data) ? data : {};
  const { missing, problems } = render(template, readPayload(template.event, payload).data, base);
  const toContent = createToContent({ base, templates: [template] });
  const { type: _, data: __, ...content } = toContent(template.event, payload);
  return { ...content, missing, problems };
}
