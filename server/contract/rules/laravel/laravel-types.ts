import { FIELDS } from '../content.ts';
import { ROW_PHRASES, type Say, type UsualPhrase } from '../row-phrases.ts';
import { isBlank } from '../text/shown-text.ts';

/**
 * How a notification is shown where neither its payload nor its user says it. What a sentence is filled with are fields of the
 * payload; `person` is the person whom it names. `url` has `{{path.to.field}}` in it; a link that lacks its field is none.
 */
export type Usual = Readonly<{ event: string; title: UsualPhrase; message?: UsualPhrase; url?: string }>;

const POST = '/posts/{{post_id}}';
const FRIENDS = '/friend-requests';

/** The types that many apps have, and how Belfry words them. */
const USUAL: readonly Usual[] = [
  { event: 'friend_request', title: 'usual.friend_request.title', url: FRIENDS },
  { event: 'friend_request_received', title: 'usual.friend_request.title', url: FRIENDS },
  { event: 'comment', title: 'usual.comment.title', url: POST },
  { event: 'comment.added', title: 'usual.comment.title', url: POST },
  { event: 'like', title: 'usual.like.title', url: POST },
  { event: 'mention', title: 'usual.mention.title', url: POST },
  {
    event: 'order.shipped',
    title: 'usual.order_shipped.title',
    message: 'usual.order_shipped.message',
    url: '{{tracking_url}}',
  },
];

/** `App\Notifications\OrderShipped`, `order.shipped` → `order shipped` */
function wordsOf(type: string): string {
  return type
    .slice(type.lastIndexOf('\\') + 1)
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/[._:-]+/g, ' ')
    .trim()
    .toLowerCase();
}

/**
 * What different spellings of one type have in common: `App\Notifications\OrderShippedNotification`, `order.shipped`,
 * `order_shipped` → `order shipped`. A list has the class where the channel has the event's name.
 */
export const typeKey = (type: string): string => wordsOf(type).replace(/ notification$/, '');

/** Whether the type says nothing that anybody could read. */
export const isNameless = (type: string): boolean => isBlank(wordsOf(type)) || type === FIELDS.type.fallback;

/** A title for a type that has none: `order.shipped` → `Order shipped`. */
export function titleOf(type: string): string {
  const words = wordsOf(type);
  return isBlank(words) ? 'Notification' : words.charAt(0).toUpperCase() + words.slice(1);
}

const byKey = new Map(USUAL.map((usual) => [typeKey(usual.event), usual]));

/** @param types names of one notification; the first that is in the table counts */
export function usualOf(types: readonly string[]): Usual | null {
  return types.map((type) => byKey.get(typeKey(type))).find((found) => found !== undefined) ?? null;
}

/** A usual type as a template in words, with `{{path.to.field}}` in them. */
export type UsualTemplate = Readonly<{ event: string; title: string; message?: string; url?: string }>;

export function usualTemplate(types: readonly string[], say: Say): UsualTemplate | null {
  const usual = usualOf(types);
  if (usual === null) return null;
  const text = (phrase: UsualPhrase): string =>
    say(phrase, Object.fromEntries(ROW_PHRASES[phrase].map((name) => [name, `{{${name}}}`])));
  const { event, title, message, url } = usual;
  return {
    event,
    title: text(title),
    ...(message !== undefined && { message: text(message) }),
    ...(url !== undefined && { url }),
  };
}
