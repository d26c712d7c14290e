import { AppError } from '../../errors.ts';
import type { AppState, ChannelInfo } from '../../realtime/realtime.ts';
import { servedKind } from '../../realtime/realtime.ts';
import { isPresence, userOf } from './channel-names.ts';

/** Attributes for `info`: https://pusher.com/docs/channels/library_auth_reference/rest-api/#available-info-attributes */
const ATTRIBUTES = ['subscription_count', 'user_count', 'cache'] as const;
export type Attribute = (typeof ATTRIBUTES)[number];

export type Attributes = Readonly<{
  subscription_count?: number;
  user_count?: number;
  /** Null: nothing is cached. `ttl` in seconds. */
  cache?: Readonly<{ data: string; ttl: number }> | null;
}>;

const isAttribute = (name: string): name is Attribute => (ATTRIBUTES as readonly string[]).includes(name);

/** @param info `a,b` @throws AppError `bad_request` for an unknown attribute */
export function readInfo(info: string | null | undefined): readonly Attribute[] {
  const names = (info ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const known = names.filter(isAttribute);
  if (known.length < names.length) {
    throw new AppError('bad_request', `info may contain ${ATTRIBUTES.join(', ')}.`);
  }
  return known;
}

/** Whether a channel of this name, or every channel with this prefix, has the attribute. */
export function hasAttribute(name: string, attribute: Attribute): boolean {
  switch (attribute) {
    case 'subscription_count':
      return userOf(name) === null;
    case 'user_count':
      return isPresence(name);
    case 'cache':
      return servedKind(name)?.cached ?? false;
    default:
      return attribute satisfies never;
  }
}

/** The requested attributes that this channel has. @param channel null: it has no subscriber */
export function attributesOf(
  appState: Pick<AppState, 'cached'>,
  name: string,
  channel: ChannelInfo | null,
  wanted: readonly Attribute[],
): Attributes {
  const has = (attribute: Attribute): boolean => wanted.includes(attribute) && hasAttribute(name, attribute);
  const cached = has('cache') ? appState.cached(name) : null;
  return {
    ...(has('subscription_count') && { subscription_count: channel?.subscriptionCount ?? 0 }),
    ...(has('user_count') && { user_count: channel?.userCount ?? 0 }),
    ...(has('cache') && { cache: cached && { data: cached.data, ttl: cached.ttl } }),
  };
}
