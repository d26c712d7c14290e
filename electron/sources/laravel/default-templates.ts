import type { Template } from '#app/sources';

/** For types that many apps have. `person` is whoever the payload names. What the payload words itself goes first. */
export const DEFAULT_TEMPLATES: readonly Template[] = [
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
