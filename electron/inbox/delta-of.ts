import { Compile } from 'typebox/compile';
import { CHANGED_EVENT, CREATED_EVENT, CreatedEvent } from '#server/channel';
import { Delta } from '#server/inbox';

const compile = () => ({ created: Compile(CreatedEvent), delta: Compile(Delta) });
/** Compiled, since every toast waits for one of them; not at the start, which would wait for the compiling. */
let checks: ReturnType<typeof compile> | null = null;

/** Spares the first event what it takes to get ready for it. */
export function prepareDeltas(): void {
  checks ??= compile();
}

/**
 * What an event on a user's channel of a Belfry server says of the inbox; without rows if they were too long to travel. null:
 * it is no event of an inbox. `gap`: outside of the contract, so that only something has changed.
 */
export function deltaOf(event: string, data: unknown): Delta | 'gap' | null {
  checks ??= compile();
  switch (event) {
    case CREATED_EVENT: {
      if (!checks.created.Check(data)) return 'gap';
      const { epoch, counts, truncated, ...notification } = data;
      return { epoch, counts, revision: data.revision, changed: truncated ? null : [notification] };
    }
    case CHANGED_EVENT:
      return checks.delta.Check(data) ? data : 'gap';
    default:
      return null;
  }
}
