import type { Command } from '#app/rules/commands';
import type { Change, Notification } from '#server/notification';
import type { Parts } from '#server/rules/decide/privacy';
import { shownWords } from '#server/rules/own-rows';
import { offeredActions, runOf } from '#server/rules/runs';
import { isTombstone } from '#server/rules/state';
import { rowWords, type Translate } from '../i18n/i18n.ts';
import { oneLine } from '../system/text.ts';
import type { Notifier } from './notifiers/notifiers.ts';

const TITLE_LIMIT = 200;
const LABEL_LIMIT = 80;
/** At most so many presses wait for their result; the oldest is given up. */
const WAITING = 100;

/** Says on a toast what became of a button that was pressed on one: most desktops have taken that toast away by then. */
export interface ResultToasts {
  /** A command of a toast. */
  ran(command: Command): void;
  /** Rows have changed. */
  take(changed: readonly Change[]): void;
}

export function createResultToasts(deps: {
  notifier: Pick<Notifier, 'show'>;
  /** What may be shown of a notification now. */
  parts: (item: Notification) => Parts;
  t: Translate;
  now: () => Date;
}): ResultToasts {
  const { t } = deps;
  /** When each was pressed, by notification and action. */
  const pressed = new Map<string, Readonly<{ id: string; action: string; at: number }>>();

  function show(item: Notification, label: string, hasWorked: boolean): void {
    const { content } = deps.parts(item);
    const words = hasWorked ? 'toast.pressed.done' : 'toast.pressed.failed';
    void deps.notifier.show({
      // Neither a click on it nor its end is about a toast that delivery knows.
      key: `result:${item.id}`,
      place: `item:${item.id}`,
      title: content ? oneLine(shownWords(item, rowWords(t)).title, TITLE_LIMIT) : t('app.name'),
      body: content
        ? t(words, { label: oneLine(label, LABEL_LIMIT) })
        : t(hasWorked ? 'toast.pressed.doneAlone' : 'toast.pressed.failedAlone'),
      urgency: hasWorked ? 'low' : 'normal',
      sound: 'none',
      buttons: [],
      image: null,
    });
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
      if (pressed.size === 0) return;
      for (const item of changed) {
        if (isTombstone(item)) continue;
        for (const [key, { id, action, at }] of pressed) {
          const run = id === item.id ? runOf(item, action) : null;
          // An earlier failure may still stand there.
          if (run === null || run.state === 'running' || Date.parse(run.at) < at) continue;
          pressed.delete(key);
          const label = offeredActions(item).find((one) => one.id === action)?.label ?? action;
          show(item, label, run.state === 'done');
        }
      }
    },
  };
}
