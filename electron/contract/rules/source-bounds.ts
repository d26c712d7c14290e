/** Bounds and defaults of what a user writes about a source: for the schemas in `../sources.ts`, and for the forms. */
import { CHANNEL_NAME } from '#server/rules/channels';
import { FIELDS } from '#server/rules/content';

/** Longest texts, in UTF-16 units. */
export const LIMITS = { name: 60, address: 2_000, path: 200, code: 200 } as const;

/** Sources of patterns. */
export const PATTERNS = {
  channel: CHANNEL_NAME,
  key: '^[\\w.-]{1,200}$',
  path: '^/[^\\s?#]*$',
} as const;

/** Longest parts of a template, in UTF-16 units. */
export const TEMPLATE_LIMITS = {
  event: FIELDS.type.limit,
  title: FIELDS.title.limit,
  message: 2_000,
  url: FIELDS.url.limit,
  icon: FIELDS.icon.limit,
  group_key: FIELDS.group_key.limit,
  dedupe_key: FIELDS.dedupe_key.limit,
} as const;

export const MOST_TEMPLATES = 200;

/** Usual paths of a Laravel app: the auth address that stands for all usual ones, the one for tokens, and the notification endpoints. */
export const LARAVEL_PATHS = {
  auth: '/broadcasting/auth',
  tokenAuth: '/api/broadcasting/auth',
  prefix: '/api/notifications',
} as const;

/** Longest answer to a notification, in UTF-16 units. */
export const REPLY_LIMIT = 10_000;
