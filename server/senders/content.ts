import { LOCAL } from '#server/rules/content';
import { isBlank } from '#server/rules/text/shown-text';
import type { SendRequest } from '#server/send';
import { AppError } from '../errors.ts';
import { type Content, toStored } from '../storage/storage.ts';

/**
 * A send as it is stored, with defaults.
 * @throws AppError `invalid_request` for a title without visible text
 */
export function toContent({
  to: _to,
  ack: _ack,
  deliver_at: _at,
  delay: _delay,
  ...said
}: SendRequest): Content {
  const fields = toStored(said);
  if (isBlank(fields.title)) {
    throw new AppError('invalid_request', 'Nothing of the title can be seen.', {
      details: [{ path: '/title', message: 'must have something that can be seen' }],
    });
  }
  return { ...fields, source: LOCAL, external_id: null, envelope: null };
}
