import type { SendRequest } from '#server/send';
import { cleanLine, cleanText } from '#server/text';
import { AppError } from '../errors.ts';
import type { Content } from '../storage/storage.ts';

const DEFAULT_TYPE = 'notification';
const DEFAULT_PRIORITY = 3;

/** What this server's own senders send comes from no upstream. */
const SOURCE = 'local';

const lineOrNull = (text: string | undefined): string | null => cleanLine(text ?? '') || null;

/**
 * A send as it is stored, defaults filled in.
 * @throws AppError `invalid_request` for a title in which nothing can be read
 */
export function toContent(request: SendRequest): Content {
  const title = cleanLine(request.title);
  if (title === '') {
    throw new AppError('invalid_request', 'The title has nothing but control characters.', {
      details: [{ path: '/title', message: 'must not have control characters only' }],
    });
  }
  return {
    source: SOURCE,
    type: lineOrNull(request.type) ?? DEFAULT_TYPE,
    title,
    message: cleanText(request.message ?? ''),
    url: lineOrNull(request.url),
    icon: lineOrNull(request.icon),
    priority: request.priority ?? DEFAULT_PRIORITY,
    group_key: lineOrNull(request.group_key),
    dedupe_key: lineOrNull(request.dedupe_key),
    external_id: null,
    data: JSON.stringify(request.data ?? {}),
    envelope: null,
    reply: request.reply === undefined ? null : JSON.stringify(request.reply),
  };
}
