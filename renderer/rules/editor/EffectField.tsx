import { useTranslation } from 'react-i18next';
import { RULE_EFFECTS, type RuleEffect } from '#server/rules/verdicts';

interface EffectFieldProps {
  /** Of the group of choices; another one in each editor. */
  readonly name: string;
  readonly value: RuleEffect;
  readonly onChange: (effect: RuleEffect) => void;
}

/** What the rule does, each with one sentence. */
export function EffectField({ name, value, onChange }: EffectFieldProps) {
  const { t } = useTranslation('window');
  return (
    <fieldset>
      <legend className="mb-1.5 px-1 text-xs font-semibold text-muted">{t('rules.form.do')}</legend>
      <div className="divide-y divide-line rounded-xl border border-line bg-canvas">
        {RULE_EFFECTS.map((effect) => (
          <label key={effect} className="flex items-start gap-2.5 px-4 py-2">
            <input
              type="radio"
              name={`${name}-do`}
              checked={value === effect}
              aria-describedby={`${name}-do-${effect}`}
              className="mt-0.5 size-4 shrink-0 accent-accent-fill"
              onChange={() => onChange(effect)}
            />
            <span className="min-w-0">
              <span className="block text-sm">{t(`rules.effect.${effect}`)}</span>
              <span id={`${name}-do-${effect}`} className="block text-xs text-muted">
                {t(`rules.effectHint.${effect}`)}
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
