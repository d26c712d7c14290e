import { Value } from 'typebox/value';
import { CHANGED_EVENT, CREATED_EVENT, CreatedEvent } from '#server/channel';
import { Delta } from '#server/inbox';

/**
 * What an event on a user's channel of a Belfry server says of the inbox; without rows if they were too long to travel. null:
 * it is no event of an inbox. `gap`: outside of the contract, so that only something has changed.
 */
export function deltaOf(event: string, data: unknown): Delta | 'gap' | null {
  switch (event) {
    case CREATED_EVENT: {
      if (!Value.Check(CreatedEvent, data)) return 'gap';
      const { epoch, counts, truncated, ...notification } = data;
      return { epoch, counts, revision: data.revision, changed: truncated ? null : [notification] };
    }
    case CHANGED_EVENT:
      return Value.Check(Delta, data) ? data : 'gap';
    default:
      return null;
  }
}
