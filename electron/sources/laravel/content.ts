import { Value } from 'typebox/value';
import type { Template } from '#app/sources';
import { CREATED_EVENT } from '#server/channel';
import { Reply } from '#server/notification';
import type { IngestContent } from '#server/source';
import { render } from '../channels/templates.ts';
import { DEFAULT_TEMPLATES } from './default-templates.ts';
import { titleOf, typeKey } from './type-key.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** What Laravel itself puts beside a notification's own fields. */
const ENVELOPE = new Set(['id', 'type', 'data', 'read_at', 'created_at', 'updated_at']);

const TITLE = ['title', 'subject', 'heading'] as const;
const MESSAGE = ['message', 'body', 'content', 'text', 'description'] as const;
const LINK = ['url', 'action_url', 'link'] as const;
const PICTURE = ['icon', 'avatar', 'image', 'requester_avatar'] as const;
const PERSON = [
  'requester_name',
  'author_name',
  'user_name',
  'sender_name',
  'liker_name',
  'from_name',
] as const;
/** Objects that say who it was. */
const ACTOR = ['author', 'user', 'sender', 'actor', 'requester', 'from'] as const;

/** Longest of each, in UTF-16 units, as the backend takes them. */
const LIMITS = { title: 500, message: 32_000, type: 200, link: 2_000, name: 200 } as const;
const NORMAL_PRIORITY = 3;

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The backend takes no NUL. A pair that is cut in two is no character. */
const clean = (text: string, limit: number): string =>
  text
    .replaceAll('\0', '')
    .slice(0, limit)
    .replace(/[\uD800-\uDBFF]$/, '');

function textOf(fields: Fields, names: readonly string[], limit: number): string | null {
  for (const name of names) {
    const value = fields[name];
    const text = typeof value === 'string' ? clean(value, limit).trim() : '';
    if (text !== '') return text;
  }
  return null;
}

function actorOf(fields: Fields): Fields {
  for (const name of ACTOR) {
    const value = fields[name];
    if (isObject(value)) return value;
  }
  return {};
}

/** Turns what a Laravel app says of a notification into what the inbox keeps. */
export type ToContent = (event: string, payload: Fields) => IngestContent;

/** `base`: of the app, for links without a host. A template of the user's goes before what the payload itself says. */
export function createToContent(deps: {
  readonly base: string;
  readonly templates: readonly Template[];
}): ToContent {
  const byKey = (templates: readonly Template[]) =>
    new Map(templates.map((template) => [typeKey(template.event), template]));
  const own = byKey(deps.templates);
  const defaults = byKey(DEFAULT_TEMPLATES);

  function linkOf(fields: Fields, names: readonly string[], form: RegExp): string | null {
    for (const name of names) {
      const value = fields[name];
      if (typeof value !== 'string' || value.includes('\0')) continue;
      const link =
        /^\/(?!\/)/.test(value) && URL.canParse(value, deps.base) ? new URL(value, deps.base).href : value;
      if (link.length <= LIMITS.link && form.test(link)) return link;
    }
    return null;
  }

  return (event, payload) => {
    const isCustom = event !== CREATED_EVENT;
    const beside = Object.fromEntries(Object.entries(payload).filter(([name]) => !ENVELOPE.has(name)));
    const fields: Fields = isObject(payload.data) ? { ...beside, ...payload.data } : beside;
    // Laravel writes the class over a type beside the fields.
    const types = [fields.type, isCustom ? event : undefined, payload.type]
      .map((value) => textOf({ value }, ['value'], LIMITS.type))
      .filter((value) => value !== null);
    const type = types[0] ?? 'notification';
    const keys = types.map(typeKey);
    const pick = (templates: ReadonlyMap<string, Template>): Template | undefined =>
      keys.map((key) => templates.get(key)).find((found) => found !== undefined);

    const actor = actorOf(fields);
    const person =
      textOf(fields, PERSON, LIMITS.name) ?? textOf(actor, ['name', 'username'], LIMITS.name) ?? undefined;
    const data = { ...payload, ...fields, ...(person === undefined ? {} : { person }) };
    const chosen = pick(own);
    const mine = chosen === undefined ? null : render(chosen, data);
    const usual = pick(defaults);
    const said = usual === undefined ? null : render(usual, data);
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
      title: mine?.title ?? textOf(fields, TITLE, LIMITS.title) ?? whole(usual?.title) ?? titleOf(type),
      message: chosen?.message === undefined ? message : (mine?.message ?? message),
      url: mine?.url ?? linkOf(fields, LINK, /^(https?:\/\/|mailto:)/) ?? said?.url ?? null,
      icon:
        mine?.icon ??
        linkOf(fields, PICTURE, /^https?:\/\//) ??
        linkOf(actor, ['avatar', 'avatar_url', 'image'], /^https?:\/\//),
      priority: chosen?.priority ?? (isPriority ? priority : NORMAL_PRIORITY),
      group_key: mine?.group_key ?? null,
      dedupe_key: mine?.dedupe_key ?? null,
      reply: mine?.reply ?? (Value.Check(Reply, fields.reply) ? fields.reply : null),
      // An event of another name has fields of its own in the envelope's place: the `id` of a comment.
      data: isCustom ? { ...withoutData(payload), ...fields } : fields,
    };
  };
}

const withoutData = ({ data, ...others }: Fields): Fields => (isObject(data) ? others : { data, ...others });
