import type { Notification } from '#server/notification';
import type { Gate } from './gate.ts';
import type { Presenter, Result } from './toasts/toasts.ts';

/** What became of pressed buttons, on its way to the screen. */
export interface Results {
  show(item: Notification, result: Result): void;
  /** The situation has changed. */
  look(): void;
  update(items: readonly Notification[]): void;
  drop(ids: ReadonlySet<string>): void;
  clear(): void;
}

/**
 * A result takes the place of its notification's toast, whatever holds: that interrupts nobody. Without such a toast it is a toast like
 * others. While a hold lasts, a failure waits; the row says what has worked.
 */
export function createResults(deps: {
  gate: Pick<Gate, 'decisionOnResult'>;
  presenter: Pick<Presenter, 'showResult'>;
}): Results {
  const held = new Map<string, Readonly<{ item: Notification; result: Result }>>();

  function show(item: Notification, result: Result): void {
    held.delete(item.id);
    const decision = deps.gate.decisionOnResult(item);
    const appears = deps.presenter.showResult(item, result, decision.do === 'show' ? decision : null);
    if (!appears && decision.do === 'hold' && !result.hasWorked) held.set(item.id, { item, result });
  }

  return {
    show,
    look() {
      for (const { item, result } of [...held.values()]) show(item, result);
    },
    update(items) {
      for (const item of items) {
        const waiting = held.get(item.id);
        if (waiting !== undefined) held.set(item.id, { ...waiting, item });
      }
    },
    drop(ids) {
      for (const id of ids) held.delete(id);
    },
    clear: () => held.clear(),
  };
}
