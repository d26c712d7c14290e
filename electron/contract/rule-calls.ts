import Type, { type Static } from 'typebox';
import { Nullable } from '#server/content';
import {
  type DecisionsChanged,
  type Mutes,
  type Preview,
  PreviewRequest,
  type RuleAnswer,
  RuleInput,
  RuleOrder,
  type Rules,
  type SavedFilterAnswer,
  SavedFilterId,
  SavedFilterInput,
  type SavedFilters,
} from '#server/decisions';
import type { ActionAnswer } from '#server/inbox';

const RuleId = Type.String({ minLength: 1, maxLength: 64 });
const OneRule = Type.Object({ id: RuleId }, { additionalProperties: false });
/** Without an id it is added behind all others. */
const SavedRule = Type.Object({ id: Nullable(RuleId), rule: RuleInput }, { additionalProperties: false });
const OneFilter = Type.Object({ id: SavedFilterId }, { additionalProperties: false });
/** Under an id that the window chooses. */
const NamedFilter = Type.Object(
  { id: SavedFilterId, filter: SavedFilterInput },
  { additionalProperties: false },
);
const None = Type.Object({}, { additionalProperties: false });

/**
 * Rules, mutes and saved filters of the account on this computer (`/api/rules`, `/api/mutes`, `/api/inbox/filters`). Mutes are changed by
 * `inbox.act`.
 */
export const RULE_CALLS = {
  'rules.get': None,
  'rules.save': SavedRule,
  'rules.remove': OneRule,
  /** The ids of all rules. */
  'rules.order': RuleOrder,
  /** What a rule with this filter would have matched of the newest notifications. */
  'rules.preview': PreviewRequest,
  /** Does what a rule does to what it matches now. */
  'rules.apply': OneRule,
  'mutes.get': None,
  'filters.get': None,
  /** Adds one, or replaces the one with this id. */
  'filters.save': NamedFilter,
  'filters.remove': OneFilter,
} as const;

export interface RuleCallArgs {
  'rules.get': Static<typeof None>;
  'rules.save': Static<typeof SavedRule>;
  'rules.remove': Static<typeof OneRule>;
  'rules.order': Static<typeof RuleOrder>;
  'rules.preview': Static<typeof PreviewRequest>;
  'rules.apply': Static<typeof OneRule>;
  'mutes.get': Static<typeof None>;
  'filters.get': Static<typeof None>;
  'filters.save': Static<typeof NamedFilter>;
  'filters.remove': Static<typeof OneFilter>;
}

export interface RuleCallResults {
  'rules.get': Rules;
  'rules.save': RuleAnswer;
  'rules.remove': DecisionsChanged;
  'rules.order': DecisionsChanged;
  'rules.preview': Preview;
  'rules.apply': ActionAnswer;
  'mutes.get': Mutes;
  'filters.get': SavedFilters;
  'filters.save': SavedFilterAnswer;
  'filters.remove': DecisionsChanged;
}
