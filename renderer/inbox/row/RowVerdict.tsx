import { BellOff, ListChecks } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Notification } from '#server/notification';
import { RULE_EFFECTS, type RuleEffect } from '#server/rules/verdicts';
import { RuleLink, useDecidesItself } from '../../rules/rules.tsx';

/** A newer server may have rules that do something else. */
const isKnown = (effect: string): effect is RuleEffect =>
  (RULE_EFFECTS as readonly string[]).includes(effect);

/** What a rule or a mute has decided over a row. A rule of this computer can be opened. */
export function RowVerdict({ item, tabIndex }: { readonly item: Notification; readonly tabIndex: number }) {
  const { t } = useTranslation('window');
  const isElsewhere = useDecidesItself()(item.source);
  const { rule = null, do: effect = '' } = item.verdict ?? {};
  // A mute that came later than the row is in no verdict.
  if (rule === null && item.muted_at === undefined) return null;
  const Icon = rule === null || effect === 'silent' ? BellOff : ListChecks;
  const text =
    rule === null
      ? t('rules.verdict.muted')
      : t(`rules.verdict.${isKnown(effect) ? effect : 'other'}`, { name: rule.name });
  return (
    <span className="flex min-w-0 items-center gap-1 text-xs text-muted">
      <Icon aria-hidden className="size-3.5 shrink-0" />
      {rule === null || isElsewhere ? (
        <span className="wrap-anywhere">{text}</span>
      ) : (
        <RuleLink id={rule.id} tabIndex={tabIndex}>
          {text}
        </RuleLink>
      )}
    </span>
  );
}
