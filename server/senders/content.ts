import type { SendRequest } from '#server/send';
import { AppError } from '../errors.ts';
import type { Content } from '../storage/storage.ts';

const DEFAULT_TYPE = 'notification';
const DEFAULT_PRIORITY = 3;

/** What this server's own senders send comes from no upstream. */
const SOURCE = 'local';

/**
 * A send as it is stored, defaults filled in.
 * @throws AppError `invalid_request` for a NUL character, at which SQLite's text functions and one of the drivers stop
 */
export function toContent(request: SendRequest): Content {
  for (const [field, value] of Object.entries(request)) {
    if (typeof value === 'string' && value.includes('\0')) {
      throw new AppError('invalid_request', 'Text must not contain the NUL character.', {
        details: [{ path: `/${field}`, message: 'must not contain the NUL character' }],
      });
    }
  }
  return {
    source: SOURCE,
    type: request.type ?? DEFAULT_TYPE,
    title: request.title,
    message: request.message ?? '',
    url: request.url ?? null,
    icon: request.icon ?? null,
    priority: request.priority ?? DEFAULT_PRIORITY,
    group_key: request.group_key ?? null,
    dedupe_key: request.dedupe_key ?? null,
    external_id: null,
    data: JSON.stringify(request.data ?? {}),
    reply: request.reply === undefined ? null : JSON.stringify(request.reply),
  };
}
