import { Value } from 'typebox/value';
import { Reply } from '#server/content';
import { idText, parseExact } from '#server/exact-json';
import { type Fields, isObject, lineOf, ownFields, textOf } from '#server/laravel-payload';
import { titleOf } from '#server/rules/laravel-types';
import { cleanLine } from '#server/rules/text';
import { isTooDeep } from '../bodies.ts';
import type { Content } from '../storage/storage.ts';

const TITLE = ['title', 'subject', 'heading'] as const;
const MESSAGE = ['message', 'body', 'content', 'text', 'description'] as const;
const LINK = ['url', 'action_url', 'link'] as const;
const PICTURE = ['icon', 'avatar', 'image', 'requester_avatar'] as const;

/** Longest of each, in UTF-16 units; Belfry's own senders have the same limits. */
const LIMITS = { title: 500, message: 32_000, type: 200, link: 2_000, externalId: 64 } as const;
const NORMAL_PRIORITY = 3;

function linkOf(fields: Fields, names: readonly string[], form: RegExp): string | null {
  for (const name of names) {
    const value = fields[name];
    const link = typeof value === 'string' ? cleanLine(value) : '';
    if (link.length <= LIMITS.link && form.test(link)) return link;
  }
  return null;
}

function externalIdOf(id: unknown): string | null {
  const text = idText(id) ?? '';
  return text === '' || text.length > LIMITS.externalId || text.includes('\0') ? null : text;
}

const FROM_APP = 'app:';
export const sourceOf = (app: Readonly<{ id: string }>): string => `${FROM_APP}${app.id}`;
export const isFromApp = (source: string): boolean => source.startsWith(FROM_APP);

/** What its app gets back as `data`, and what stood beside that. Where nothing is under `data`, all fields are the data. */
function parted(payload: Fields): Readonly<{ data: unknown; envelope: Fields }> {
  const { id: _, type, ...fields } = payload;
  const { data, ...beside } = fields;
  return data === undefined || data === null
    ? { data: fields, envelope: { type } }
    : { data, envelope: { type, ...beside } };
}

/**
 * A `BroadcastNotificationCreated`, of either shape, as an inbox keeps it: as it came, and beside that what Belfry reads in it.
 *
 * @returns null for what is no JSON object, or nested deeper than anything that is sent to an inbox
 */
export function toContent(source: string, json: string): Content | null {
  let payload: unknown;
  try {
    payload = parseExact(json);
  } catch {
    return null;
  }
  if (!isObject(payload) || isTooDeep(payload)) return null;

  const fields = ownFields(payload);
  const type =
    lineOf(fields, ['type'], LIMITS.type) ?? lineOf(payload, ['type'], LIMITS.type) ?? 'notification';
  const { priority } = fields;
  const { data, envelope } = parted(payload);
  return {
    source,
    type,
    title: lineOf(fields, TITLE, LIMITS.title) ?? titleOf(type),
    message: textOf(fields, MESSAGE, LIMITS.message) ?? '',
    url: linkOf(fields, LINK, /^(https?:\/\/|mailto:)./),
    icon: linkOf(fields, PICTURE, /^https?:\/\/./),
    priority:
      typeof priority === 'number' && Number.isInteger(priority) && priority >= 1 && priority <= 5
        ? priority
        : NORMAL_PRIORITY,
    group_key: null,
    dedupe_key: null,
    external_id: externalIdOf(payload.id),
    data: JSON.stringify(data),
    envelope: JSON.stringify(envelope),
    reply: Value.Check(Reply, fields.reply) ? JSON.stringify(fields.reply) : null,
  };
}
