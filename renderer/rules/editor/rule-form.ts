import type { Rule, RuleInput } from '#server/decisions';
import { FILTER_TERMS, parseFilter } from '#server/rules/filter/filter';
import type { RuleEffect } from '#server/rules/verdicts';

/** What is typed into the editor. */
export type RuleForm = Readonly<{
  name: string;
  filter: string;
  do: RuleEffect;
  sound: string | null;
  on: boolean;
}>;

export type RuleProblems = Readonly<{ name?: 'name'; filter?: 'terms' }>;

export const formOf = ({ name, filter, do: effect, sound, on }: Rule): RuleForm => ({
  ...{ name, filter, do: effect, sound, on },
});

export const isSame = (one: RuleForm, other: RuleForm): boolean =>
  one.name === other.name &&
  one.filter === other.filter &&
  one.do === other.do &&
  one.sound === other.sound &&
  one.on === other.on;

export function problemsOf({ name, filter }: RuleForm): RuleProblems {
  return {
    ...(name.trim() === '' && { name: 'name' as const }),
    ...(parseFilter(filter).filter.length > FILTER_TERMS && { filter: 'terms' as const }),
  };
}

export const inputOf = ({ name, filter, ...rest }: RuleForm): RuleInput => ({
  ...rest,
  name: name.trim(),
  filter: filter.trim(),
});
