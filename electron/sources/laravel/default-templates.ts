import type { Template } from '#app/sources';
import { typeKey } from './type-key.ts';

/** For types that many apps have. `person` is whoever the payload names. What the payload words itself goes first. */
const DEFAULT_TEMPLATES: readonly Template[] = [
  { event: 'friend_request', title: 'Friend request from {{person}}' },
  { event: 'friend_request_received', title: 'Friend request from {{person}}' },
  { event: 'comment', title: '{{person}} commented' },
  { event: 'comment.added', title: '{{person}} commented' },
  { event: 'like', title: '{{person}} likes your post' },
  { event: 'mention', title: '{{person}} mentioned you' },
  {
    event: 'order.shipped',
    title: 'Order {{order_number}} shipped',
    message: 'Tracking number {{tracking_number}}, expected {{estimated_delivery}}',
    url: '{{tracking_url}}',
  },
];

const byKey = new Map(DEFAULT_TEMPLATES.map((template) => [typeKey(template.event), template]));

/** How a notification that is called so is shown where nobody words it. */
export function usualTemplate(types: readonly string[]): Template | null {
  return types.map((type) => byKey.get(typeKey(type))).find((found) => found !== undefined) ?? null;
}
