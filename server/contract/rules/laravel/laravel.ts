import { readActions } from '../content/actions.ts';
import { readAttachments } from '../content/attachments.ts';
import { readFormat, readTags } from '../content/parts.ts';
import { type Fields as ContentFields, FIELDS } from '../content.ts';
import { isTooDeep } from '../json/depth.ts';
import { ExactNumber, parseExact } from '../json/exact-json.ts';
import {
  type Phrase,
  type Phrases,
  phrasesOf,
  ROW_PHRASES,
  type Say,
  type UsualPhrase,
} from '../row-phrases.ts';
import { fill, fillLink, type Write, whole } from '../text/placeholders.ts';
import { isBlank } from '../text/shown-text.ts';
import { cleanLine, cleanText, cutText } from '../text/text.ts';
import { isNameless, titleOf, usualOf } from './laravel-types.ts';

/**
 * A Laravel notification as it is broadcast. Laravel writes `{...fields, id, type}`, where `type` is the class; many apps put
 * their fields, their own `type` among them, under `data`.
 */
export type Fields = Readonly<Record<string, unknown>>;

/** What Laravel itself puts beside a notification's own fields. */
const ENVELOPE = new Set(['id', 'type', 'data', 'read_at', 'created_at', 'updated_at']);

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);

/** Levels of nesting above `data`: a row, a list of rows, a request. */
const AROUND_DATA = 8;

/**
 * What is under `data`, as it is read. The column is JSON, and a list that is read without Laravel's model
 * (`DB::table('notifications')`) has it as its text.
 */
export function readData(data: unknown): unknown {
  if (typeof data !== 'string' || !/^\s*\{/.test(data)) return data;
  try {
    const value = parseExact(data);
    return isTooDeep(value, AROUND_DATA) ? data : value;
  } catch {
    return data;
  }
}

/** A notification's own fields, without Laravel's, whichever shape it has. A `data` without names is one of them. */
export function ownFields(payload: Fields): Fields {
  const data = readData(payload.data);
  const beside = Object.fromEntries(Object.entries(payload).filter(([name]) => !ENVELOPE.has(name)));
  if (isObject(data)) return { ...beside, ...data };
  return data === undefined || data === null ? beside : { ...beside, data };
}

function firstOf(
  fields: Fields,
  names: readonly string[],
  limit: number,
  clean: (text: string) => string,
): string | null {
  for (const name of names) {
    const value = fields[name];
    const text = typeof value === 'string' ? cutText(clean(value), limit).trim() : '';
    if (!isBlank(text)) return text;
  }
  return null;
}

/** The first of these fields that says something, fit to be kept; `limit` in UTF-16 units. */
export const textOf = (fields: Fields, names: readonly string[], limit: number): string | null =>
  firstOf(fields, names, limit, cleanText);

/** The same as `textOf`, for a field with one line. */
export const lineOf = (fields: Fields, names: readonly string[], limit: number): string | null =>
  firstOf(fields, names, limit, cleanLine);

const PERSON = [
  'requester_name',
  'author_name',
  'user_name',
  'sender_name',
  'liker_name',
  'from_name',
] as const;
/** Who it was: an object, or a name. */
const ACTOR = ['author', 'user', 'sender', 'actor', 'requester', 'from'] as const;
const LONGEST_NAME = 200;

/** A number is an id. */
const nameIn = (fields: Fields): string | null =>
  ACTOR.map((name) => lineOf(fields, [name], LONGEST_NAME)).find(
    (name) => name !== null && /\p{L}/u.test(name),
  ) ?? null;

function actorOf(fields: Fields): Fields {
  for (const name of ACTOR) {
    const value = fields[name];
    if (isObject(value)) return value;
  }
  return {};
}

/** What a payload says, whichever shape it has. */
export type Payload = Readonly<{
  /** Names of the notification's type, its own word first: templates are looked for in this order. */
  types: readonly [string, ...string[]];
  /** The notification's own fields, without Laravel's. */
  fields: Fields;
  actor: Fields;
  /** What templates are filled from: all of it, and `person`, whoever it names. */
  data: Fields;
}>;

/** @param event the event's name, where that says what the notification is; null: it is the one name that all notifications have */
export function readPayload(event: string | null, payload: Fields): Payload {
  const fields = ownFields(payload);
  // Laravel writes the class over a type beside the fields.
  const [type = FIELDS.type.fallback, ...others] = [fields.type, event, payload.type]
    .map((value) => lineOf({ value }, ['value'], FIELDS.type.limit))
    .filter((value) => value !== null);
  const actor = actorOf(fields);
  const person =
    lineOf(fields, PERSON, LONGEST_NAME) ??
    lineOf(actor, ['name', 'username'], LONGEST_NAME) ??
    nameIn(fields);
  return {
    types: [type, ...others],
    fields,
    actor,
    data: { ...payload, ...fields, ...(person === null ? {} : { person }) },
  };
}

/** Who sends it. An id is no name. */
function senderOf(fields: Fields): string | null {
  const { sender } = fields;
  const name =
    lineOf(fields, ['sender_name', 'sender'], FIELDS.sender.limit) ??
    (isObject(sender) ? lineOf(sender, ['name', 'username'], FIELDS.sender.limit) : null);
  return name !== null && /\p{L}/u.test(name) ? name : null;
}

const TITLE = ['title', 'subject', 'heading'] as const;
const MESSAGE = ['message', 'body', 'content', 'text', 'description'] as const;
const LINK = ['url', 'action_url', 'link'] as const;
const PICTURE = ['icon', 'avatar', 'image', 'requester_avatar'] as const;
const ACTOR_PICTURE = ['avatar', 'avatar_url', 'image'] as const;

/** What can be opened; made once, as thousands of payloads may come at a time. */
const OPENABLE = {
  url: new RegExp(`${FIELDS.url.pattern}.`),
  icon: new RegExp(`${FIELDS.icon.pattern}.`),
} as const;
type LinkField = keyof typeof OPENABLE;

/** What a reader of payloads knows besides. */
export type ReadOptions = Readonly<{
  /** A link as it can be opened; of one without a host only who knows the app's address can make one. */
  resolve: (link: string) => string;
  /** A field within a text for people. */
  write: Write;
  /** The words that are stored of a sentence of ours. */
  say: Say;
}>;

/**
 * What can be read of a payload, beside its `data` and the reply. What an app calls `expires_at` is the end of an invitation or offer,
 * not of its notification.
 */
export type ReadContent = Omit<
  ContentFields,
  'data' | 'reply' | 'group_key' | 'dedupe_key' | 'expires_at' | 'emergency'
> &
  /** Title and message, if their words are Belfry's. */
  Readonly<{ phrases: Phrases }>;

/** Each part as the payload says it, else as is usual for the type. */
export function readContent({ types, fields, actor, data }: Payload, options: ReadOptions): ReadContent {
  const [type] = types;
  const usual = usualOf(types);

  function openable(text: unknown, field: LinkField): string | null {
    if (typeof text !== 'string') return null;
    const link = options.resolve(cleanLine(text));
    return link.length <= FIELDS[field].limit && OPENABLE[field].test(link) ? link : null;
  }
  function firstLink(from: Fields, names: readonly string[], field: LinkField): string | null {
    for (const name of names) {
      const link = openable(from[name], field);
      if (link !== null) return link;
    }
    return null;
  }
  const resolved = (list: unknown): unknown =>
    Array.isArray(list)
      ? list.map((one) =>
          isObject(one) && typeof one.url === 'string'
            ? { ...one, url: options.resolve(cleanLine(one.url)) }
            : one,
        )
      : list;
  // With a gap in it, a sentence of ours says less than the type's name.
  function phraseOf(phrase: UsualPhrase | undefined): Phrase | undefined {
    if (phrase === undefined) return undefined;
    const params: Record<string, string> = {};
    for (const name of ROW_PHRASES[phrase]) {
      const value = whole(fill(`{{${name}}}`, data, options.write));
      if (value === null) return undefined;
      params[name] = cutText(value, LONGEST_NAME);
    }
    return { phrase, params };
  }
  const wordsOf = (phrase: Phrase | undefined, part: 'title' | 'message'): string | null =>
    phrase === undefined
      ? null
      : cutText(options.say(phrase.phrase as UsualPhrase, phrase.params), FIELDS[part].limit);

  const { priority } = fields;
  const isPriority =
    typeof priority === 'number' && Number.isInteger(priority) && priority >= 1 && priority <= 5;
  const title = lineOf(fields, TITLE, FIELDS.title.limit);
  const message = textOf(fields, MESSAGE, FIELDS.message.limit);
  const nameless = isNameless(type) ? 'usual.nameless.title' : undefined;
  const phrases = phrasesOf(
    title === null ? (phraseOf(usual?.title) ?? phraseOf(nameless)) : undefined,
    message === null ? phraseOf(usual?.message) : undefined,
  );
  return {
    type,
    title: title ?? wordsOf(phrases.title, 'title') ?? titleOf(type),
    message: message ?? wordsOf(phrases.message, 'message') ?? FIELDS.message.fallback,
    phrases,
    url: firstLink(fields, LINK, 'url') ?? openable(whole(fillLink(usual?.url ?? '', data)), 'url'),
    icon: firstLink(fields, PICTURE, 'icon') ?? firstLink(actor, ACTOR_PICTURE, 'icon'),
    priority: isPriority ? priority : FIELDS.priority.fallback,
    format: readFormat(fields.format),
    tags: readTags(fields.tags),
    sender: senderOf(fields),
    actions: readActions(resolved(fields.actions)),
    attachments: readAttachments(resolved(fields.attachments)),
  };
}
