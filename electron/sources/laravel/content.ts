import { Value } from 'typebox/value';
import type { Template } from '#app/sources';
import { CREATED_EVENT } from '#server/channel';
import { Reply } from '#server/content';
import { type Fields, isObject, lineOf, textOf } from '#server/laravel-payload';
import { titleOf, typeKey, usualTemplate } from '#server/rules/laravel-types';
import { cleanLine } from '#server/rules/text';
import type { IngestContent } from '#server/source';
import { onApp } from '../app-links.ts';
import { fillTemplate, wholeText } from '../channels/templates.ts';
import { type Payload, readPayload } from './payload.ts';

const TITLE = ['title', 'subject', 'heading'] as const;
const MESSAGE = ['message', 'body', 'content', 'text', 'description'] as const;
const LINK = ['url', 'action_url', 'link'] as const;
const PICTURE = ['icon', 'avatar', 'image', 'requester_avatar'] as const;

/** Longest of each, in UTF-16 units, as the backend takes them. */
const LIMITS = { title: 500, message: 32_000, link: 2_000 } as const;
const NORMAL_PRIORITY = 3;

type Deps = Readonly<{ base: string; templates: readonly Template[] }>;
type Content = Omit<IngestContent, 'data'>;

/**
 * `base`: of the app, for links without a host. Each part is as the user's template says it, else as the payload does, else as is usual
 * for the type.
 */
export function createContentOf(deps: Deps): (payload: Payload) => Content {
  const own = new Map(deps.templates.map((template) => [typeKey(template.event), template]));

  function linkOf(fields: Fields, names: readonly string[], form: RegExp): string | null {
    for (const name of names) {
      const given = fields[name];
      if (typeof given !== 'string') continue;
      const value = cleanLine(given);
      const link = onApp(value, deps.base);
      if (link.length <= LIMITS.link && form.test(link)) return link;
    }
    return null;
  }

  return ({ types, fields, actor, data }) => {
    const [type] = types;
    const chosen = types.map((each) => own.get(typeKey(each))).find((found) => found !== undefined);
    const mine = chosen === undefined ? null : fillTemplate(chosen, data, deps.base);
    const usual = usualTemplate(types);
    // With a gap in it, a text of ours says less than the type's name.
    const usualText = (part: 'title' | 'message'): string | null =>
      usual?.[part] === undefined ? null : wholeText(usual[part], data, LIMITS[part]);

    const { priority } = fields;
    const isPriority =
      typeof priority === 'number' && Number.isInteger(priority) && priority >= 1 && priority <= 5;
    return {
      type,
      title: mine?.title ?? lineOf(fields, TITLE, LIMITS.title) ?? usualText('title') ?? titleOf(type),
      message: mine?.message ?? textOf(fields, MESSAGE, LIMITS.message) ?? usualText('message') ?? '',
      url:
        mine?.url ??
        linkOf(fields, LINK, /^(https?:\/\/|mailto:)./) ??
        (usual === null ? null : fillTemplate(usual, data, deps.base).url),
      icon:
        mine?.icon ??
        linkOf(fields, PICTURE, /^https?:\/\/./) ??
        linkOf(actor, ['avatar', 'avatar_url', 'image'], /^https?:\/\/./),
      priority: chosen?.priority ?? (isPriority ? priority : NORMAL_PRIORITY),
      group_key: mine?.group_key ?? null,
      dedupe_key: mine?.dedupe_key ?? null,
      reply: mine?.reply ?? (Value.Check(Reply, fields.reply) ? fields.reply : null),
    };
  };
}

/** Turns what a Laravel app says of a notification into what the inbox keeps. */
export function createToContent(deps: Deps): (event: string, payload: Fields) => IngestContent {
  const contentOf = createContentOf(deps);
  return (event, payload) => {
    const read = readPayload(event, payload);
    return {
      ...contentOf(read),
      // An event of another name has fields of its own in the envelope's place: the `id` of a comment.
      data: event === CREATED_EVENT ? read.fields : { ...withoutData(payload), ...read.fields },
    };
  };
}

const withoutData = ({ data, ...others }: Fields): Fields => (isObject(data) ? others : { data, ...others });
