/** Files that belong to a notification. */
import { ADDRESS_LIMIT, fieldsOf, listOf, readInteger, readLine, readMatch, WEB } from './read.ts';

/** `attachments`: how many. The others: the longest text, in UTF-16 units. */
export const ATTACHMENT_LIMITS = { attachments: 5, name: 200, type: 100 } as const;

/** https://www.rfc-editor.org/rfc/rfc9110#name-media-type, perhaps with parameters */
export const MEDIA_TYPE = '^[\\w!#$&^.+-]+/[\\w!#$&^.+-]+([ ;][\\x20-\\x7e]*)?$';

/** `type`: its media type; `size`: in bytes; both as its sender says. */
export type Attachment = Readonly<{ name: string; url: string; type?: string; size?: number }>;

const WEB_PATTERN = new RegExp(WEB);
const TYPE_PATTERN = new RegExp(MEDIA_TYPE);

function readAttachment(value: unknown): Attachment | null {
  const given = fieldsOf(value);
  const name = readLine(given.name, ATTACHMENT_LIMITS.name);
  const url = readMatch(given.url, WEB_PATTERN, ADDRESS_LIMIT);
  const type = readMatch(given.type, TYPE_PATTERN, ATTACHMENT_LIMITS.type);
  const size = readInteger(given.size, 0, Number.MAX_SAFE_INTEGER);
  if (name === null || url === null) return null;
  return { name, url, ...(type !== null && { type }), ...(size !== null && { size }) };
}

export const readAttachments = (value: unknown): readonly Attachment[] =>
  listOf(value)
    .map(readAttachment)
    .filter((attachment) => attachment !== null)
    .slice(0, ATTACHMENT_LIMITS.attachments);
