import type { Command } from '#app/rules/commands';
import type { Change, Notification } from '#server/notification';
import { offeredActions, runOf } from '#server/rules/runs';
import { isTombstone } from '#server/rules/state';
import type { Result } from './toasts/toasts.ts';

/** At most so many presses wait for their result; the oldest is given up. */
const WAITING = 100;

/** Says on a toast what became of a button that was pressed on one. */
export interface ResultToasts {
  /** A command of a toast. */
  ran(command: Command): void;
  /** Rows have changed. To call before the toasts of those that are read go: a result takes their place. */
  take(changed: readonly Change[]): void;
}

const isOver = (item: Change): boolean =>
  isTombstone(item) || (item.deleted_at ?? null) !== null || item.archived_at !== null;

export function createResultToasts(deps: {
  delivery: Readonly<{
    result: (item: Notification, result: Result) => void;
    resultsOver: (ids: readonly string[]) => void;
  }>;
  now: () => Date;
}): ResultToasts {
  const { delivery } = deps;
  /** When each was pressed, by notification and action. */
  const pressed = new Map<string, Readonly<{ id: string; action: string; at: number }>>();

  function takeResults(item: Notification): void {
    for (const [key, { id, action, at }] of pressed) {
      const run = id === item.id ? runOf(item, action) : null;
      // An earlier failure may still stand there.
      if (run === null || run.state === 'running' || Date.parse(run.at) < at) continue;
      pressed.delete(key);
      const label = offeredActions(item).find((one) => one.id === action)?.label ?? action;
      delivery.result(item, { label, hasWorked: run.state === 'done' });
    }
  }

  return {
    ran(command) {
      if (command.id !== 'inbox.runAction') return;
      const { id, action } = command.args;
      pressed.set(`${id} ${action}`, { id, action, at: deps.now().getTime() });
      for (const oldest of pressed.keys()) {
        if (pressed.size <= WAITING) break;
        pressed.delete(oldest);
      }
    },
    take(changed) {
      delivery.resultsOver(changed.filter(isOver).map(({ id }) => id));
      if (pressed.size === 0) return;
      for (const item of changed) if (!isTombstone(item) && !isOver(item)) takeResults(item);
    },
  };
}
