import type { AppEvent, RealtimeApp } from '../apps/apps.ts';

export interface Debounce {
  push(app: RealtimeApp, event: AppEvent): void;
  /** Emits held events at once, for the shutdown. */
  flush(): void;
}

/** No channel name contains it. */
const SEPARATOR = '\0';

/** Events with the same key cancel each other; null: an event without a counterpart. */
function keyOf(app: RealtimeApp, event: AppEvent): string | null {
  switch (event.name) {
    case 'channel_occupied':
    case 'channel_vacated':
      return [app.id, event.channel].join(SEPARATOR);
    case 'member_added':
    case 'member_removed':
      return [app.id, event.channel, event.user_id].join(SEPARATOR);
    case 'client_event':
    case 'cache_miss':
    case 'subscription_count':
    case 'notification_delivered':
    case 'notification_seen':
    case 'notification_read':
    case 'notification_chosen':
      return null;
    default:
      return event satisfies never;
  }
}

/**
 * Holds `channel_vacated` and `member_removed` for a while, because a page that reloads is no news. When the counterpart comes in
 * time, neither is reported. (https://pusher.com/docs/channels/server_api/webhooks/#delay)
 */
export function createDebounce(deps: {
  delayMs: number;
  /** A monotonic clock in milliseconds. */
  now: () => number;
  emit: (app: RealtimeApp, event: AppEvent) => void;
}): Debounce {
  const { delayMs, now, emit } = deps;
  /** In the order in which they end, since all wait equally long. */
  const held = new Map<string, Readonly<{ app: RealtimeApp; event: AppEvent; until: number }>>();
  let timer: NodeJS.Timeout | null = null;

  function release(until: number): void {
    timer = null;
    for (const [key, { app, event, until: end }] of held) {
      if (end > until) {
        timer = setTimeout(() => release(now()), end - until);
        return;
      }
      held.delete(key);
      emit(app, event);
    }
  }

  return {
    push(app, event) {
      const key = keyOf(app, event);
      const isEnd = event.name === 'channel_vacated' || event.name === 'member_removed';
      if (key === null || (!isEnd && !held.delete(key))) {
        emit(app, event);
      } else if (isEnd) {
        held.set(key, { app, event, until: now() + delayMs });
        timer ??= setTimeout(() => release(now()), delayMs);
      }
    },
    flush() {
      if (timer !== null) clearTimeout(timer);
      release(Number.POSITIVE_INFINITY);
    },
  };
}
