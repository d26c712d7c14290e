/** Notifications of a small shop, its people and its build server. */
import type { SendRequest } from '#server/send';
import type { Pictures } from './avatars.ts';
import type { Past } from './history.ts';

const HOUR = 60;
const DAY = 24 * HOUR;

/** Notifications from before the demo's day, oldest first. */
export const history = ({ person, parcel }: Pictures): readonly Past[] => [
  {
    minutesAgo: 3 * DAY,
    type: 'certificate.renewed',
    title: 'Certificate renewed',
    message: 'shop.example.com is good for another 90 days.',
    priority: 2,
  },
  {
    minutesAgo: DAY + 4 * HOUR,
    type: 'stock.low',
    title: 'Low stock: walnut desk tray',
    message: '4 left; at this rate gone by Friday.',
  },
  {
    minutesAgo: DAY + HOUR,
    type: 'security.login',
    title: 'New sign-in from Oslo',
    message: 'Firefox on Linux. If this was not you, change your password.',
    priority: 4,
  },
  {
    minutesAgo: 5 * HOUR,
    type: 'calendar.reminder',
    title: 'Stand-up in 10 minutes',
    message: 'Room 3, or the usual link.',
    url: 'https://meet.example.com/stand-up',
  },
  {
    minutesAgo: 3 * HOUR + 10,
    type: 'payment.received',
    title: 'Invoice 2026-118 was paid',
    message: '€ 1,240.00 by bank transfer.',
  },
  {
    minutesAgo: 2 * HOUR,
    type: 'comment.added',
    title: 'Mara commented on “Autumn banner”',
    message: 'The warmer photo works better. Shall I swap it before lunch?',
    icon: person('mara'),
  },
  {
    minutesAgo: 42,
    type: 'order.created',
    title: 'New order #10482',
    message: '3 items · € 86.40 · express to Lisbon',
    icon: parcel,
  },
  {
    minutesAgo: 18,
    type: 'ci.build.passed',
    title: 'Build 1841 passed',
    message: 'main · 214 tests · 3 min 12 s',
    url: 'https://ci.example.com/builds/1841',
  },
];

export const arrivals = ({ person, parcel }: Pictures) =>
  ({
    shipped: {
      type: 'order.shipped',
      title: 'Order #10482 is on its way',
      message: 'Express to Lisbon, arrives Thursday.',
      icon: parcel,
      url: 'https://shop.example.com/orders/10482',
    },
    comment: {
      type: 'comment.added',
      title: 'Jonas replied to your comment',
      message: '“Pay now” is shorter and clearer. Let us take that.',
      icon: person('jonas'),
      url: 'https://board.example.com/cards/77',
    },
    friend: {
      type: 'friend_request',
      title: 'Lena Okafor wants to connect',
      message: 'We met at the meetup in Porto!',
      icon: person('lena'),
    },
    backup: {
      type: 'backup.done',
      title: 'Backup finished',
      message: '12.4 GB in 6 min, verified.',
      priority: 2,
    },
    failed: {
      type: 'build.failed',
      title: 'Build 1842 failed on main',
      message: 'checkout: 3 of 214 tests. The release is on hold.',
      priority: 5,
      url: 'https://ci.example.com/builds/1842',
    },
    late: {
      type: 'order.created',
      title: 'New order #10483',
      message: '1 item · € 24.00 · standard to Graz',
      icon: parcel,
    },
  }) as const satisfies Record<string, SendRequest>;

const REGIONS = ['Dublin', 'Paris', 'Milan', 'Oslo', 'Warsaw', 'Madrid'] as const;
const STEPS = ['built', 'live'] as const;

/** Twelve events of one deploy, which become one row. */
export const burst: readonly SendRequest[] = STEPS.flatMap((step) =>
  REGIONS.map((region) => ({
    type: 'deploy.progress',
    title: 'Deploying shop 4.2.0',
    message: `${region} is ${step}.`,
    dedupe_key: 'deploy-4.2.0',
  })),
);
