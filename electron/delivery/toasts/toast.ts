import type { ToastSound } from '#app/rules/sounds';
import type { Notification } from '#server/notification';
import { offered, ROW_COMMANDS } from '#server/rules/commands';
import type { Occasion, Show } from '#server/rules/decide/decision';
import type { Parts } from '#server/rules/decide/privacy';
import { composeSummary, type Summed } from '#server/rules/decide/summary';
import { isEmergency, weightOf } from '#server/rules/decide/urgent';
import { shownWords } from '#server/rules/own-rows';
import { isInsistent } from '#server/rules/state';
import { isBlank } from '#server/rules/text/shown-text';
import { cleanText } from '#server/rules/text/text';
import { rowWords, type Translate } from '../../i18n/i18n.ts';
import { cut, oneLine } from '../../system/text.ts';
import type { Toast, ToastButton } from '../notifiers/notifiers.ts';
import { categoryOf } from './category.ts';
import type { Result } from './screen.ts';

const TITLE_LIMIT = 200;
const BODY_LIMIT = 500;
const LABEL_LIMIT = 80;
const SUMMARY_TITLE_LIMIT = 80;

/** A toast before it has a key. */
export type Draft = Omit<Toast, 'key'>;

export const idPlace = (id: string): string => `item:${id}`;

/** Notifications of one group share a place: the newer one replaces the older, but for emergencies, each of which repeats. */
function placeOf({ id, source, group_key, emergency }: Notification): string {
  return group_key === null || isEmergency({ emergency }) ? idPlace(id) : `group:${source}:${group_key}`;
}

/** The notification whose toast has this place; null: it is not one's alone. */
export const idAt = (place: string): string | null => /^item:(.+)$/.exec(place)?.[1] ?? null;

/** @param source whose storm it is, or whose emergencies; null: they are of several */
export const summaryPlace = (occasion: Occasion, source: string | null): string =>
  source === null ? `summary:${occasion}` : `${occasion}:${source}`;

const VISIBLE = ['title', 'message', 'icon', 'insists_until'] as const;

/** Whether their toasts look the same. */
export const looksAlike = (a: Notification, b: Notification): boolean =>
  VISIBLE.every((field) => a[field] === b[field]) && weightOf(a) === weightOf(b);

function urgency(weight: number): Toast['urgency'] {
  if (weight <= 2) return 'low';
  return weight >= 5 ? 'critical' : 'normal';
}

/** After what ends an emergency, the sender's come first, as far as its words may be shown. A system with room for a few leaves out the last ones. */
function buttonsOf(item: Notification, { content }: Parts, t: Translate): readonly ToastButton[] {
  const commands = offered(ROW_COMMANDS, 'toast', item).map(
    (command) => ({ kind: 'command', command, label: t(`command.${command}.title`) }) as const,
  );
  return [
    ...commands.filter(({ command }) => command === 'inbox.acknowledge'),
    ...(content ? (item.actions ?? []) : []).map(
      ({ id, label }) => ({ kind: 'sender', id, label: oneLine(label, LABEL_LIMIT) }) as const,
    ),
    ...(item.reply === null
      ? []
      : [{ kind: 'reply', label: t('command.inbox.compose.title'), placeholder: t('toast.reply') } as const]),
    ...commands.filter(({ command }) => command !== 'inbox.acknowledge'),
  ];
}

/** How toasts look now: what may be shown of a source's notifications, and the name of a sender or source, if it has one. */
export type Sketch = Readonly<{
  parts: (item: Notification) => Parts;
  nameOf: (item: Notification) => string | null;
  t: Translate;
}>;

function wordsOf(item: Notification, { content, sender, count }: Parts, { nameOf, t }: Sketch) {
  if (content) {
    const { title, message } = shownWords(item, rowWords(t));
    return {
      title: oneLine(title, TITLE_LIMIT),
      body: isBlank(message) ? '' : cut(cleanText(message).trim(), BODY_LIMIT),
    };
  }
  const name = sender ? nameOf(item) : null;
  const number = count ? t('toast.live', { count: 1 }) : t('toast.nothing');
  return name === null ? { title: number, body: '' } : { title: oneLine(name, TITLE_LIMIT), body: number };
}

/** An emergency that has lapsed is a notification like others. */
const isCritical = ({ reason }: Show, item: Notification): boolean =>
  reason === 'breaks_through' || isInsistent(item);

export function itemToast(
  item: Notification,
  options: Readonly<{ sound: ToastSound; image: string | null; decision: Show }> & Sketch,
): Draft {
  const parts = options.parts(item);
  const category = parts.content ? categoryOf(item) : null;
  return {
    place: placeOf(item),
    ...wordsOf(item, parts, options),
    urgency: isCritical(options.decision, item) ? 'critical' : urgency(weightOf(item)),
    sound: options.sound,
    buttons: buttonsOf(item, parts, options.t),
    image: parts.content ? options.image : null,
    group: item.source,
    ...(category !== null && { category }),
  };
}

/** What became of a button of its sender, in place of the message. After a failure its buttons are still there to press. */
export function resultToast(
  item: Notification,
  { label, hasWorked }: Result,
  options: Parameters<typeof itemToast>[1],
): Draft {
  const { t } = options;
  const { content, sender } = options.parts(item);
  const toast = itemToast(item, options);
  const words = hasWorked ? 'toast.pressed.done' : 'toast.pressed.failed';
  return {
    ...toast,
    title: content || sender ? toast.title : t('app.name'),
    body: content ? t(words, { label: oneLine(label, LABEL_LIMIT) }) : t(`${words}Alone`),
    sound: 'none',
    // An open emergency stays one.
    ...(hasWorked && !isInsistent(item) && { urgency: 'normal', buttons: [], isTransient: true }),
  };
}

/** The only one of whom a storm is, or several emergencies; null: there is none, or who it is may not be shown. */
function onlyName({ senders, fromOthers }: Summed<Notification>, source: string | null): string | null {
  const [first] = senders;
  return source === null || senders.length > 1 || fromOthers > 0 ? null : (first?.name ?? null);
}

function linesOf(
  summed: Summed<Notification>,
  { occasion, source }: Summarised,
  t: Translate,
): readonly string[] {
  const { count, fromOthers, urgent, titled } = summed;
  // The headline has named the only one.
  const senders = onlyName(summed, source) === null ? summed.senders : [];
  if (count === null) return [];
  const words = rowWords(t);
  const titles = titled.map((item) => oneLine(shownWords(item, words).title, SUMMARY_TITLE_LIMIT));
  // Of a burst its user wants to know what it says, of what was missed also how much there is of what.
  if (occasion === 'live' && titles.length > 0) {
    const rest = count - titles.length;
    return rest > 0 ? [...titles, t('toast.more', { count: rest })] : titles;
  }
  const names = senders.map(({ name, count: sent }) =>
    t('toast.from', { name: oneLine(name, SUMMARY_TITLE_LIMIT), count: sent }),
  );
  const rest = senders.length > 0 ? fromOthers : count - titles.length;
  const more =
    rest > 0 && (senders.length > 0 || titles.length > 0) ? [t('toast.more', { count: rest })] : [];
  return [
    ...(names.length > 0 ? [[names.join(', '), ...more].join(' ')] : []),
    ...(urgent > 0 ? [t('toast.urgent', { count: urgent })] : []),
    ...titles,
    ...(names.length > 0 ? [] : more),
  ];
}

function headlineOf(summed: Summed<Notification>, { occasion, source }: Summarised, t: Translate): string {
  const { count } = summed;
  if (count === null) return t('toast.nothing');
  const name = onlyName(summed, source);
  if (name !== null)
    return t(occasion === 'emergencies' ? 'toast.emergenciesFrom' : 'toast.stormFrom', {
      count,
      name: oneLine(name, SUMMARY_TITLE_LIMIT),
    });
  return t(`toast.${occasion}`, { count });
}

type Summarised = Readonly<{
  items: readonly Notification[];
  occasion: Occasion;
  /** Whose storm it is; null: it is none. */
  source: string | null;
}>;

/** How many there are, who has sent most, how many are urgent, and up to three titles. */
export function summaryToast(of: Summarised, options: Readonly<{ sound: ToastSound }> & Sketch): Draft {
  const { items, occasion, source } = of;
  const { t } = options;
  const summed = composeSummary(items, options);
  const insists = items.every(isInsistent);
  return {
    place: summaryPlace(occasion, source),
    title: headlineOf(summed, of, t),
    body: linesOf(summed, of, t).join('\n'),
    urgency: insists
      ? 'critical'
      : urgency(items.reduce((highest, item) => Math.max(highest, weightOf(item)), 1)),
    sound: options.sound,
    buttons: [
      insists
        ? { kind: 'command', command: 'inbox.acknowledge', label: t('command.inbox.acknowledge.title') }
        : { kind: 'command', command: 'inbox.read', label: t('toast.readAll') },
      ...(source === null || occasion !== 'storm' ? [] : [{ kind: 'mute', label: t('toast.mute') } as const]),
    ],
    image: null,
  };
}
