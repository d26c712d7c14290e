import { Value } from 'typebox/value';
import type { Template } from '#app/sources';
import { CREATED_EVENT } from '#server/channel';
import { type Fields, isObject, lineOf, textOf } from '#server/laravel-payload';
import { Reply } from '#server/notification';
import type { IngestContent } from '#server/source';
import { cleanLine } from '#server/text';
import { onApp } from '../app-links.ts';
import { render } from '../channels/templates.ts';
import { usualTemplate } from './default-templates.ts';
import { readPayload } from './payload.ts';
import { titleOf, typeKey } from './type-key.ts';

const TITLE = ['title', 'subject', 'heading'] as const;
const MESSAGE = ['message', 'body', 'content', 'text', 'description'] as const;
const LINK = ['url', 'action_url', 'link'] as const;
const PICTURE = ['icon', 'avatar', 'image', 'requester_avatar'] as const;

/** Longest of each, in UTF-16 units, as the backend takes them. */
const LIMITS = { title: 500, message: 32_000, link: 2_000 } as const;
const NORMAL_PRIORITY = 3;

/** Turns what a Laravel app says of a notification into what the inbox keeps. */
export type ToContent = (event: string, payload: Fields) => IngestContent;

/** `base`: of the app, for links without a host. A template of the user's goes before what the payload itself says. */
export function createToContent(deps: {
  readonly base: string;
  readonly templates: readonly Template[];
}): ToContent {
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

  return (event, payload) => {
    const { types, fields, actor, data } = readPayload(event, payload);
    const [type] = types;
    const chosen = types.map((each) => own.get(typeKey(each))).find((found) => found !== undefined);
    const mine = chosen === undefined ? null : render(chosen, data, deps.base);
    const myTitle = mine === null || mine.problems.includes('title') ? null : mine.title;
    const usual = usualTemplate(types);
    const said = usual === null ? null : render(usual, data, deps.base);
    // With a gap in it, a text of ours says less than the type's name.
    const whole = (text: string | undefined): string | null => {
      if (text === undefined) return null;
      const { title, missing } = render({ event: type, title: text }, data);
      return missing.length === 0 ? title : null;
    };

    const { priority } = fields;
    const isPriority =
      typeof priority === 'number' && Number.isInteger(priority) && priority >= 1 && priority <= 5;
    const message = textOf(fields, MESSAGE, LIMITS.message) ?? whole(usual?.message) ?? '';
    return {
      type,
      title: myTitle ?? lineOf(fields, TITLE, LIMITS.title) ?? whole(usual?.title) ?? titleOf(type),
      message: chosen?.message === undefined ? message : (mine?.message ?? message),
      url: mine?.url ?? linkOf(fields, LINK, /^(https?:\/\/|mailto:)./) ?? said?.url ?? null,
      icon:
        mine?.icon ??
        linkOf(fields, PICTURE, /^https?:\/\/./) ??
        linkOf(actor, ['avatar', 'avatar_url', 'image'], /^https?:\/\/./),
      priority: chosen?.priority ?? (isPriority ? priority : NORMAL_PRIORITY),
      group_key: mine?.group_key ?? null,
      dedupe_key: mine?.dedupe_key ?? null,
      reply: mine?.reply ?? (Value.Check(Reply, fields.reply) ? fields.reply : null),
      // An event of another name has fields of its own in the envelope's place: the `id` of a comment.
      data: event === CREATED_EVENT ? fields : { ...withoutData(payload), ...fields },
    };
  };
}

const withoutData = ({ data, ...others }: Fields): Fields => (isObject(data) ? others : { data, ...others });
