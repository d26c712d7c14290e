import type { Template } from '#app/source-definition';
import type { SeenEvent } from '#app/source-view';
import { titleOf, type UsualTemplate } from '#server/rules/laravel/laravel-types';
import { pathsIn } from './example.ts';
import { fieldsOf, parseJson, placeholderOf } from './fields.ts';
import type { Kind } from './template-draft.ts';

const TITLE = ['title', 'subject', 'heading', 'headline'] as const;
const MESSAGE = ['message', 'body', 'content', 'text', 'description', 'summary', 'excerpt'] as const;
const LINK = ['url', 'link', 'action_url', 'html_url', 'web_url', 'href'] as const;
const ICON = ['icon', 'avatar', 'avatar_url', 'image', 'image_url', 'picture', 'logo'] as const;

type Test = (value: unknown) => boolean;

const isText: Test = (value) => typeof value === 'string' && value.trim() !== '';
/** What looks like a link; in a Laravel app this may also be a path on the app. */
const LINKS = {
  channels: /^https?:\/\/\S+$/,
  laravel: /^(https?:\/\/|\/(?!\/))\S+$/,
} as const satisfies Record<Kind, RegExp>;
const isPicture = (name: string): boolean => /icon|avatar|image|picture|logo|photo/i.test(name);

const fieldsIn = (value: unknown): readonly (readonly [string, unknown])[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];

/** Path of the first field with one of these names; outer fields come before nested ones. */
function find(data: unknown, names: readonly string[], test: Test): string | null {
  const at = (value: unknown): string | undefined => {
    const fields = new Map(fieldsIn(value));
    return names.find((name) => test(fields.get(name)));
  };
  const own = at(data);
  if (own !== undefined) return own;
  for (const [name, part] of fieldsIn(data)) {
    const inner = at(part);
    if (inner !== undefined && !/[.{}]/.test(name)) return `${name}.${inner}`;
  }
  return null;
}

/** `tracking_url`, if there is no clearer field. */
const anyLink = (data: unknown, isLink: Test): string | null =>
  fieldsIn(data).find(
    ([name, value]) => /^[\w-]*(_url|Url|_link|Link)$/.test(name) && !isPicture(name) && isLink(value),
  )?.[0] ?? null;

const filled = (path: string | null): string | undefined => (path === null ? undefined : placeholderOf(path));

/** A text with a gap is worse than none. */
function whole(text: string | undefined, data: unknown): string | undefined {
  const paths = fieldsOf(data).map(({ path }) => path);
  return text !== undefined && pathsIn(text).every((path) => paths.includes(path)) ? text : undefined;
}

/** A first template: from the obvious fields, then from what the event is shown as without one (`usual`), then from its name. */
export function guessTemplate(
  kind: Kind,
  { event, data: json }: SeenEvent,
  usual: UsualTemplate | null = null,
): Template {
  const isLink: Test = (value) => typeof value === 'string' && LINKS[kind].test(value);
  const data = parseJson(json);
  const message = isText(data)
    ? placeholderOf('.')
    : (filled(find(data, MESSAGE, isText)) ?? whole(usual?.message, data));
  const url = filled(find(data, LINK, isLink) ?? anyLink(data, isLink)) ?? whole(usual?.url, data);
  const icon = filled(find(data, ICON, isLink));
  return {
    event,
    title: filled(find(data, TITLE, isText)) ?? whole(usual?.title, data) ?? titleOf(event),
    ...(message !== undefined && { message }),
    ...(url !== undefined && { url }),
    ...(icon !== undefined && { icon }),
  };
}
