import { isBlank } from './shown-text.ts';

/** How a notification is shown where neither its payload nor its user says it. Texts have `{{path.to.field}}` in them. */
export type UsualTemplate = Readonly<{ event: string; title: string; message?: string; url?: string }>;

const POST = '/posts/{{post_id}}';
const FRIENDS = '/friend-requests';

/** For types that many apps have. `person` is whoever the payload names; a link that lacks its field is none. */
const USUAL: readonly UsualTemplate[] = [
  { event: 'friend_request', title: 'Friend request from {{person}}', url: FRIENDS },
  { event: 'friend_request_received', title: 'Friend request from {{person}}', url: FRIENDS },
  { event: 'comment', title: '{{person}} commented', url: POST },
  { event: 'comment.added', title: '{{person}} commented', url: POST },
  { event: 'like', title: '{{person}} likes your post', url: POST },
  { event: 'mention', title: '{{person}} mentioned you', url: POST },
  {
    event: 'order.shipped',
    title: 'Order {{order_number}} shipped',
    message: 'Tracking number {{tracking_number}}, expected {{estimated_delivery}}',
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

/** A title for a type that has none: `order.shipped` → `Order shipped`. */
export function titleOf(type: string): string {
  const words = wordsOf(type);
  return isBlank(words) ? 'Notification' : words.charAt(0).toUpperCase() + words.slice(1);
}

const byKey = new Map(USUAL.map((template) => [typeKey(template.event), template]));

/** @param types names of one notification; the first that is known counts */
export function usualTemplate(types: readonly string[]): UsualTemplate | null {
  return types.map((type) => byKey.get(typeKey(type))).find((found) => found !== undefined) ?? null;
}
