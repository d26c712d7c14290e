import type { MembershipKind, MembershipRow } from '../storage/storage.ts';

export type ChannelKind = 'private' | 'encrypted' | 'presence';

type Rule = Readonly<{
  /** Matches the whole name after the prefix; its only group is the parameter. */
  name: RegExp;
  kinds: readonly ChannelKind[];
  /** `self`: the user whom the parameter names; a kind: members of what it names. */
  who: 'self' | 'anyone' | MembershipKind;
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

/** Who may listen to what. A name that matches no rule is refused. */
const RULES: readonly Rule[] = [
  { name: /^App\.Models\.User\.(\d{1,15})$/, kinds: OWN, who: 'self' },
  { name: /^user\.(\d{1,15})$/, kinds: OWN, who: 'self' },
  { name: /^team\.([\w-]{1,64})$/, kinds: SHARED, who: 'team' },
  { name: /^document\.([\w-]{1,64})$/, kinds: SHARED, who: 'document' },
  { name: /^chat\.([\w-]{1,64})$/, kinds: SHARED, who: 'chat' },
  // Everyone with a token is a user of this server.
  { name: /^(online)$/, kinds: ['presence'], who: 'anyone' },
];

/** How a user may listen to a channel; `asMember`: the membership that this needs, null for none. */
export type Permission = Readonly<{ kind: ChannelKind; asMember: MembershipRow | null }>;

/** How this user may listen to `channel`; null: refused, or a channel that needs no permission. */
export function permit(userId: number, channel: string): Permission | null {
  const prefix = PREFIXES.find(([text]) => channel.startsWith(text));
  if (prefix === undefined) return null;
  const [text, kind] = prefix;
  const rest = channel.slice(text.length);
  for (const { name, kinds, who } of RULES) {
    const parameter = name.exec(rest)?.[1];
    if (parameter === undefined) continue;
    if (!(kinds as readonly string[]).includes(kind)) return null;
    if (who === 'self') return parameter === String(userId) ? { kind, asMember: null } : null;
    if (who === 'anyone') return { kind, asMember: null };
    return { kind, asMember: { user_id: userId, kind: who, object_id: parameter } };
  }
  return null;
}
