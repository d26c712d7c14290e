import { expect, test } from 'vitest';
import { partsAt } from '#server/rules/decide/privacy';
import { refusal } from '#server/rules/refusals';
import { createResultToasts } from '../../../electron/delivery/delivery.ts';
import type { Toast } from '../../../electron/delivery/notifiers/notifiers.ts';
import { createTranslate } from '../../../electron/i18n/i18n.ts';
import { notification } from '../../support/notification.ts';

const PRESSED = Date.parse('2026-11-30T10:00:00Z');
const ACTIONS = [
  {
    id: 'r',
    label: 'Restart',
    kind: 'http' as const,
    method: 'POST' as const,
    url: 'https://ci.example.com/',
  },
];
const after = '2026-11-30T10:00:01.000000Z';
const before = '2026-11-30T09:00:00.000000Z';

function setUp(level: Parameters<typeof partsAt>[0] = 'full') {
  const shown: Toast[] = [];
  const toasts = createResultToasts({
    notifier: {
      async show(toast) {
        shown.push(toast);
        return 'shown';
      },
    },
    parts: () => partsAt(level),
    t: createTranslate(),
    now: () => new Date(PRESSED),
  });
  const row = (state: string, at = after) =>
    notification(1, {
      title: 'Deploy 7',
      actions: ACTIONS,
      runs: [{ action: 'r', state, at, ...(state === 'failed' && { reason: refusal('unanswered', {}) }) }],
    });
  const { id } = row('running');
  return {
    toasts,
    shown,
    row,
    press: () => toasts.ran({ id: 'inbox.runAction', args: { id, action: 'r' } }),
  };
}

test('a button that was pressed on a toast says there what became of it, once and silently', () => {
  const { toasts, shown, row, press } = setUp();
  press();
  toasts.take([row('running')]);
  expect(shown).toEqual([]);
  toasts.take([row('done')]);
  toasts.take([row('done')]);
  expect(shown).toMatchObject([{ title: 'Deploy 7', body: 'Restart: done', sound: 'none' }]);
});

test('what did not work says so; an earlier failure says nothing about this press', () => {
  const { toasts, shown, row, press } = setUp();
  press();
  toasts.take([row('failed', before)]);
  expect(shown).toEqual([]);
  toasts.take([row('failed')]);
  expect(shown).toMatchObject([{ body: expect.stringContaining('did not work') }]);
});

test('what was pressed in the window makes no toast', () => {
  const { toasts, shown, row } = setUp();
  toasts.take([row('done')]);
  expect(shown).toEqual([]);
});

test('without content, a toast has no word of the notification', () => {
  const { toasts, shown, row, press } = setUp('count');
  press();
  toasts.take([row('done')]);
  expect(JSON.stringify(shown)).not.toMatch(/Deploy|Restart/);
  expect(shown).toHaveLength(1);
});
