import type { Notification } from '#server/notification';
import { offered, ROW_COMMANDS } from '#server/rules/commands';
import type { Occasion } from '#server/rules/decide';
import { newestFirst } from '#server/rules/order';
import { isBlank, titleOr } from '#server/rules/shown-text';
import { cleanText } from '#server/rules/text';
import type { Translate } from '../i18n/i18n.ts';
import { cut, oneLine } from '../system/text.ts';
import type { Toast } from './notifiers/notifiers.ts';

const TITLE_LIMIT = 200;
const BODY_LIMIT = 500;
const SUMMARY_TITLES = 3;
const SUMMARY_TITLE_LIMIT = 80;

/** A toast before it has a key. */
export type Draft = Omit<Toast, 'key'>;

/** Notifications of one group share a place: the newer one replaces the older. */
function placeOf({ id, source, group_key }: Notification): string {
  return group_key === null ? `item:${id}` : `group:${source}:${group_key}`;
}

export const summaryPlace = (occasion: Occasion): string => `summary:${occasion}`;

const VISIBLE = ['title', 'message', 'icon', 'priority'] as const;

/** Whether their toasts look the same. */
export const looksAlike = (a: Notification, b: Notification): boolean =>
  VISIBLE.every((field) => a[field] === b[field]);

function urgency(priority: number): Toast['urgency'] {
  if (priority <= 2) return 'low';
  return priority >= 5 ? 'critical' : 'normal';
}

export function itemToast(
  item: Notification,
  options: Readonly<{ silent: boolean; image: string | null; t: Translate }>,
): Draft {
  return {
    place: placeOf(item),
    title: titleOr(oneLine(item.title, TITLE_LIMIT), options.t('untitled')),
    body: isBlank(item.message) ? '' : cut(cleanText(item.message).trim(), BODY_LIMIT),
    urgency: urgency(item.priority),
    silent: options.silent,
    buttons: offered(ROW_COMMANDS, 'toast', item),
    image: options.image,
  };
}

/** The count and up to three titles: the most urgent first, then the newest. */
export function summaryToast(
  items: readonly Notification[],
  occasion: Occasion,
  options: Readonly<{ silent: boolean; t: Translate }>,
): Draft {
  const { t } = options;
  const count = items.length;
  const titles = [...items]
    .sort(newestFirst)
    .sort((a, b) => b.priority - a.priority)
    .slice(0, SUMMARY_TITLES)
    .map(({ title }) => titleOr(oneLine(title, SUMMARY_TITLE_LIMIT), t('untitled')));
  const rest = count - titles.length;
  const headline = {
    live: t('toast.new', { count }),
    away: t('toast.away', { count }),
    paused: t('toast.paused', { count }),
  };
  return {
    place: summaryPlace(occasion),
    title: headline[occasion],
    body: [...titles, ...(rest > 0 ? [t('toast.more', { count: rest })] : [])].join('\n'),
    urgency: urgency(Math.max(...items.map(({ priority }) => priority))),
    silent: options.silent,
    buttons: [],
    image: null,
  };
}
