import type { ToastSound } from '#app/rules/sounds';
import type { Notification } from '#server/notification';
import { offered, ROW_COMMANDS } from '#server/rules/commands';
import type { Occasion } from '#server/rules/decide/decision';
import { newestFirst } from '#server/rules/order';
import { shownWords } from '#server/rules/own-rows';
import { isBlank } from '#server/rules/text/shown-text';
import { cleanText } from '#server/rules/text/text';
import { rowWords, type Translate } from '../../i18n/i18n.ts';
import { cut, oneLine } from '../../system/text.ts';
import type { Toast, ToastButton } from '../notifiers/notifiers.ts';
import { categoryOf } from './category.ts';

const TITLE_LIMIT = 200;
const BODY_LIMIT = 500;
const LABEL_LIMIT = 80;
const SUMMARY_TITLES = 3;
const SUMMARY_TITLE_LIMIT = 80;

/** A toast before it has a key. */
export type Draft = Omit<Toast, 'key'>;

/** Notifications of one group share a place: the newer one replaces the older. */
function placeOf({ id, source, group_key }: Notification): string {
  return group_key === null ? `item:${id}` : `group:${source}:${group_key}`;
}

/** The notification whose toast has this place; null: it is not one's alone. */
export const idAt = (place: string): string | null => /^item:(.+)$/.exec(place)?.[1] ?? null;

export const summaryPlace = (occasion: Occasion): string => `summary:${occasion}`;

const VISIBLE = ['title', 'message', 'icon', 'priority'] as const;

/** Whether their toasts look the same. */
export const looksAlike = (a: Notification, b: Notification): boolean =>
  VISIBLE.every((field) => a[field] === b[field]);

function urgency(priority: number): Toast['urgency'] {
  if (priority <= 2) return 'low';
  return priority >= 5 ? 'critical' : 'normal';
}

/** The sender's come first. A system with room for a few leaves out the last ones. */
function buttonsOf(item: Notification, t: Translate): readonly ToastButton[] {
  return [
    ...(item.actions ?? []).map(
      ({ id, label }) => ({ kind: 'sender', id, label: oneLine(label, LABEL_LIMIT) }) as const,
    ),
    ...(item.reply === null
      ? []
      : [{ kind: 'reply', label: t('command.inbox.compose.title'), placeholder: t('toast.reply') } as const]),
    ...offered(ROW_COMMANDS, 'toast', item).map(
      (command) => ({ kind: 'command', command, label: t(`command.${command}.title`) }) as const,
    ),
  ];
}

export function itemToast(
  item: Notification,
  options: Readonly<{ sound: ToastSound; image: string | null; t: Translate }>,
): Draft {
  const { title, message } = shownWords(item, rowWords(options.t));
  const category = categoryOf(item);
  return {
    place: placeOf(item),
    title: oneLine(title, TITLE_LIMIT),
    body: isBlank(message) ? '' : cut(cleanText(message).trim(), BODY_LIMIT),
    urgency: urgency(item.priority),
    sound: options.sound,
    buttons: buttonsOf(item, options.t),
    image: options.image,
    group: item.source,
    ...(category !== null && { category }),
  };
}

/** The count and up to three titles: the most urgent first, then the newest. */
export function summaryToast(
  items: readonly Notification[],
  occasion: Occasion,
  options: Readonly<{ sound: ToastSound; t: Translate }>,
): Draft {
  const { t } = options;
  const words = rowWords(t);
  const count = items.length;
  const titles = [...items]
    .sort(newestFirst)
    .sort((a, b) => b.priority - a.priority)
    .slice(0, SUMMARY_TITLES)
    .map((item) => oneLine(shownWords(item, words).title, SUMMARY_TITLE_LIMIT));
  const rest = count - titles.length;
  return {
    place: summaryPlace(occasion),
    title: t(`toast.${occasion}`, { count }),
    body: [...titles, ...(rest > 0 ? [t('toast.more', { count: rest })] : [])].join('\n'),
    urgency: urgency(Math.max(...items.map(({ priority }) => priority))),
    sound: options.sound,
    buttons: [{ kind: 'command', command: 'inbox.read', label: t('toast.readAll') }],
    image: null,
  };
}
