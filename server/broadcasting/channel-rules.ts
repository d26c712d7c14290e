import type { MembershipKind } from '../storage/storage.ts';

/** The user who wants to subscribe, for the rules below. */
export interface Requester {
  readonly userId: number;
  isMember(kind: MembershipKind, objectId: string): boolean;
}

export type ChannelKind = 'private' | 'encrypted' | 'presence';

type Rule = Readonly<{
  /** Matches the whole name after the prefix; its only group is the parameter. */
  name: RegExp;
  kinds: readonly ChannelKind[];
  allows: (requester: Requester, parameter: string) => boolean;
}>;

/** Longest first, because short prefixes begin longer ones. Cache channels are authorised like others. */
const PREFIXES = [
  ['private-encrypted-cache-', 'encrypted'],
  ['private-encrypted-', 'encrypted'],
  ['private-cache-', 'private'],
  ['private-', 'private'],
  ['presence-cache-', 'presence'],
  ['presence-', 'presence'],
] as const satisfies readonly (readonly [string, ChannelKind])[];

const OWN = ['private', 'encrypted'] as const;
const SHARED = ['private', 'encrypted', 'presence'] as const;

const isSelf = (requester: Requester, id: string): boolean => id === String(requester.userId);
const isIn =
  (kind: MembershipKind) =>
  (requester: Requester, objectId: string): boolean =>
    requester.isMember(kind, objectId);

/** Who may listen to what. A name that matches no rule is refused. */
const RULES: readonly Rule[] = [
  { name: /^App\.Models\.User\.(\d{1,15})$/, kinds: OWN, allows: isSelf },
  { name: /^user\.(\d{1,15})$/, kinds: OWN, allows: isSelf },
  { name: /^team\.([\w-]{1,64})$/, kinds: SHARED, allows: isIn('team') },
  { name: /^document\.([\w-]{1,64})$/, kinds: SHARED, allows: isIn('document') },
  { name: /^chat\.([\w-]{1,64})$/, kinds: SHARED, allows: isIn('chat') },
  // Everyone with a token is a user of this server.
  { name: /^(online)$/, kinds: ['presence'], allows: () => true },
];

/** The kind of channel that this user may join; null: refused, or a channel that needs no permission. */
export function permit(requester: Requester, channel: string): ChannelKind | null {
  const prefix = PREFIXES.find(([text]) => channel.startsWith(text));
  if (prefix === undefined) return null;
  const [text, kind] = prefix;
  const rest = channel.slice(text.length);
  for (const { name, kinds, allows } of RULES) {
    const parameter = name.exec(rest)?.[1];
    if (parameter !== undefined) {
      return (kinds as readonly string[]).includes(kind) && allows(requester, parameter) ? kind : null;
    }
  }
  return null;
}
