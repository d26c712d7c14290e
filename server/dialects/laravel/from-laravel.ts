import { Value } from 'typebox/value';
import { Reply } from '#server/content';
import { ENGLISH } from '#server/own-rows';
import { isTooDeep } from '#server/rules/json/depth';
import { idText, parseExact } from '#server/rules/json/exact-json';
import { type Fields, isObject, readContent, readPayload } from '#server/rules/laravel/laravel';
import { raw, type Write } from '#server/rules/text/placeholders';
import { type Content, storedPhrases, toStored } from '../../storage/storage.ts';

/** The longest accepted id of a Laravel notification. Laravel uses UUIDs. */
const ID_LIMIT = 64;

/** The reader's time zone is unknown here, so a `date` cast of Laravel is written as its day, and other values as sent. */
const written: Write = (value) => raw(value).replace(/^(\d{4}-\d\d-\d\d)T00:00:00\.000000Z$/, '$1');

function externalIdOf(id: unknown): string | null {
  const text = idText(id) ?? '';
  return text === '' || text.length > ID_LIMIT || text.includes('\0') ? null : text;
}

const FROM_APP = 'app:';
export const sourceOf = (app: Readonly<{ id: string }>): string => `${FROM_APP}${app.id}`;
export const isFromApp = (source: string): boolean => source.startsWith(FROM_APP);

/** What the app gets back as `data`, and the fields beside it. Without `data`, all fields are the data. */
function parted(payload: Fields): Readonly<{ data: unknown; envelope: Fields }> {
  const { id: _, type, ...fields } = payload;
  const { data, ...beside } = fields;
  return data === undefined || data === null
    ? { data: fields, envelope: { type } }
    : { data, envelope: { type, ...beside } };
}

/**
 * A `BroadcastNotificationCreated`, in either shape, as an inbox stores it: the original payload, and the fields that Belfry reads
 * from it.
 *
 * @returns null for anything but a JSON object, and for one that is nested too deeply
 */
export function toContent(source: string, json: string): Content | null {
  let payload: unknown;
  try {
    payload = parseExact(json);
  } catch {
    return null;
  }
  if (!isObject(payload) || isTooDeep(payload)) return null;

  const read = readPayload(null, payload);
  const { reply } = read.fields;
  const { data, envelope } = parted(payload);
  const content = readContent(read, { resolve: (link) => link, write: written, say: ENGLISH.say });
  return {
    ...toStored({ ...content, reply: Value.Check(Reply, reply) ? reply : null }),
    phrases: storedPhrases(content.phrases),
    source,
    external_id: externalIdOf(payload.id),
    data: JSON.stringify(data),
    envelope: JSON.stringify(envelope),
  };
}
