import { expect, test } from 'vitest';
import type { NotifierEvent, ShowOutcome, Toast } from '../../../electron/delivery/notifiers/notifier.ts';
import { createTrayHint } from '../../../electron/delivery/tray-hint.ts';
import { createTranslate } from '../../../electron/i18n/i18n.ts';

/** One run of the app. */
function setUp(remembered: { knowsTray?: boolean }, outcome: ShowOutcome = 'shown') {
  const shown: Toast[] = [];
  let opened = 0;
  let emit = (_event: NotifierEvent): void => {};
  const hint = createTrayHint({
    notifier: {
      show: async (toast) => {
        shown.push(toast);
        return outcome;
      },
      close: () => {},
      onEvent(listener) {
        emit = listener;
        return () => {};
      },
    },
    memory: {
      get: (key) => remembered[key],
      set: (key, value) => {
        remembered[key] = value;
      },
    },
    openWindow: () => {
      opened += 1;
    },
    t: createTranslate(),
  });
  return { hint, shown, opened: () => opened, emit: (event: NotifierEvent) => emit(event) };
}

test('the first close says that Belfry stays in the tray, silently, and no later one says it, also of a later run', async () => {
  const remembered = {};
  const { hint, shown } = setUp(remembered);
  await hint.windowClosed();
  await hint.windowClosed();
  await setUp(remembered).hint.windowClosed();
  expect(shown).toMatchObject([{ title: 'Belfry stays in the tray', sound: 'none', isTransient: true }]);
});

test('what did not appear is said again', async () => {
  const remembered = {};
  await setUp(remembered, 'unavailable').hint.windowClosed();
  const later = setUp(remembered);
  await later.hint.windowClosed();
  expect(later.shown).toHaveLength(1);
});

test('a click on it shows the window, and a click on another toast does not', async () => {
  const { hint, shown, opened, emit } = setUp({});
  await hint.windowClosed();
  emit({ type: 'open', key: 'item:1#1' });
  expect(opened()).toBe(0);
  emit({ type: 'open', key: shown[0]?.key ?? '' });
  expect(opened()).toBe(1);
});
