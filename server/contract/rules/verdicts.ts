/** What is decided over a notification when it arrives: names and bounds of rules, mutes and saved filters. */

/**
 * What a rule does to what it matches. `silent`: it never interrupts. `urgent`: it breaks through whatever keeps others back. `read`,
 * `done`, `save`: as if its user had done that at once.
 */
export const RULE_EFFECTS = ['silent', 'urgent', 'read', 'done', 'save'] as const;
export type RuleEffect = (typeof RULE_EFFECTS)[number];

/** Effects that change a state, so that they can be applied to rows that have arrived before. */
export const APPLICABLE = ['read', 'done', 'save'] as const satisfies readonly RuleEffect[];
export type Applicable = (typeof APPLICABLE)[number];
export const isApplicable = (effect: RuleEffect): effect is Applicable =>
  (APPLICABLE as readonly RuleEffect[]).includes(effect);

/** What a mute covers, within one source: a thread by its `group_key`, a type, a sender by its name, or the source itself. */
export const MUTABLE = ['thread', 'type', 'sender', 'source'] as const;
export type Mutable = (typeof MUTABLE)[number];

/** A thing that can be muted. `key`: empty for a source. */
export type MutedThing = Readonly<{ what: Mutable; source: string; key: string }>;

type Covered = Readonly<{ source: string; group_key: string | null; type: string; sender: string | null }>;

/** The key of what a mute of this kind covers in a notification's source; null: there is no such thing. */
export function muteKeyOf(what: Mutable, item: Covered): string | null {
  switch (what) {
    case 'thread':
      return item.group_key;
    case 'type':
      return item.type;
    case 'sender':
      return item.sender;
    case 'source':
      return '';
    default:
      return what satisfies never;
  }
}

/** Of one user. */
export const RULES_LIMIT = 100;
export const MUTES_LIMIT = 1_000;
export const SAVED_FILTERS_LIMIT = 20;

/** How many of the newest notifications a preview looks at. */
export const PREVIEWED = 200;
/** How many of those that match are shown. */
export const PREVIEWED_ITEMS = 20;
