import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Rule } from '#server/decisions';
import { useWindowState } from '../../state/state.tsx';
import { Button } from '../../ui/Button.tsx';

/** What has come of it: the rule was applied, that was undone, or it failed. */
type Outcome =
  | Readonly<{ kind: 'applied'; rows: number; batch: string | null }>
  | Readonly<{ kind: 'undone'; rows: number }>
  | Readonly<{ kind: 'failed' }>;

/** Does what the saved rule does to what is already here. */
export function ApplyRule({ rule, isChanged }: { readonly rule: Rule; readonly isChanged: boolean }) {
  const { t } = useTranslation('window');
  const { rules } = useWindowState();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const isEverything = rule.filter === '';

  async function apply(): Promise<void> {
    const result = await rules.apply(rule.id);
    setOutcome(result.ok ? { kind: 'applied', ...result.value } : { kind: 'failed' });
  }
  async function undo(batch: string): Promise<void> {
    const rows = await rules.undo(batch);
    setOutcome(rows === null ? { kind: 'failed' } : { kind: 'undone', rows });
  }
  const said = (): string => {
    switch (outcome?.kind) {
      case undefined:
        return '';
      case 'applied':
        return outcome.rows === 0 ? t('rules.apply.nothing') : t('rules.apply.done', { count: outcome.rows });
      case 'undone':
        return t('rules.apply.undone', { count: outcome.rows });
      case 'failed':
        return t('rules.apply.failed');
      default:
        return outcome satisfies never;
    }
  };
  const hint = isChanged ? 'unsaved' : isEverything ? 'everything' : 'hint';
  return (
    <section className="rounded-xl border border-line bg-canvas px-4 py-3">
      <h2 className="text-sm">{t('rules.apply.title')}</h2>
      <p className="mt-0.5 text-xs text-muted">{t(`rules.apply.${hint}`)}</p>
      <div className="mt-2.5 flex flex-wrap items-center gap-2">
        <Button disabled={isChanged || isEverything} onClick={() => void apply()}>
          {t('rules.apply.run')}
        </Button>
        <p role="status" className="min-w-0 flex-1 text-[13px]">
          {said()}
        </p>
        {outcome?.kind === 'applied' && outcome.batch !== null && outcome.rows > 0 ? (
          <Button look="quiet" onClick={() => void undo(outcome.batch ?? '')}>
            {t('rules.apply.undo')}
          </Button>
        ) : null}
      </div>
    </section>
  );
}
