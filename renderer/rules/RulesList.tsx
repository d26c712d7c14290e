import { Info, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Failure, Result } from '#app/result';
import type { Rule } from '#server/decisions';
import { RULES_LIMIT } from '#server/rules/verdicts';
import { useStore, useWindowState } from '../state/state.tsx';
import { Banner } from '../ui/Banner.tsx';
import { Button } from '../ui/Button.tsx';
import { PageHeader } from '../ui/PageHeader.tsx';
import { MutesList } from './MutesList.tsx';
import { RuleCard } from './RuleCard.tsx';
import { useDecidesItself } from './use-decides-itself.ts';

const ADD_ID = 'add-rule';

/** Names of the sources that rules and mutes of this computer do not concern. */
function useExceptions(): string {
  const known = useStore(useWindowState().sources)?.sources ?? [];
  const decidesItself = useDecidesItself();
  return known
    .filter(({ definition }) => decidesItself(definition.id))
    .map(({ definition }) => definition.name)
    .join(', ');
}

/** All rules in their order, and what is muted. */
export function RulesList() {
  const { t } = useTranslation('window');
  const { navigation, rules, ruleTasks } = useWindowState();
  const { from } = useStore(navigation);
  const { state, error } = useStore(rules);
  const exceptions = useExceptions();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [said, setSaid] = useState('');
  const all = state?.rules ?? [];
  const isFull = all.length >= RULES_LIMIT;

  async function attempt(change: Promise<Result<unknown>>): Promise<boolean> {
    const result = await change;
    setFailure(result.ok ? null : result.error);
    return result.ok;
  }
  async function move(rule: Rule, by: -1 | 1): Promise<void> {
    if (!(await attempt(rules.move(rule.id, by)))) return;
    const place = all.indexOf(rule) + 1 + by;
    setSaid(t('rules.moved', { name: rule.name, place, count: all.length }));
  }

  return (
    <>
      <PageHeader
        title={t('rules.title')}
        back={t('rules.back')}
        onBack={() => navigation.go(from === 'rules' ? 'inbox' : from)}
      >
        {isFull ? null : (
          <Button
            id={ADD_ID}
            look="quiet"
            onClick={() => ruleTasks.open({ draft: { name: '', filter: '' } })}
          >
            <Plus aria-hidden className="size-4" />
            {t('rules.add')}
          </Button>
        )}
      </PageHeader>
      {exceptions === '' ? null : (
        <Banner tone="info" icon={Info}>
          {t('rules.elsewhere', { names: exceptions })}
        </Banner>
      )}
      <div className="min-h-0 flex-1 overflow-y-auto bg-surface [scrollbar-gutter:stable]">
        <div className="mx-auto max-w-xl px-4 py-5">
          <p className="mb-3.5 px-1 text-[13px] text-muted">
            {t(state !== null && all.length === 0 ? 'rules.none' : 'rules.intro')}
          </p>
          {isFull ? (
            <p role="status" className="mb-3.5 px-1 text-[13px] text-warn">
              {t('rules.full', { count: RULES_LIMIT })}
            </p>
          ) : null}
          {error !== null || failure !== null ? (
            <div role="alert" className="mb-3.5 flex flex-wrap items-center gap-2 px-1 text-[13px] text-bad">
              <p className="min-w-40 flex-1">
                {error === null ? '' : `${t('rules.failed')} `}
                {t(`failure.${(error ?? failure)?.code ?? 'internal'}`)}
              </p>
              {error === null ? null : <Button onClick={() => void rules.load()}>{t('common.retry')}</Button>}
            </div>
          ) : null}
          <p role="status" className="sr-only">
            {said}
          </p>
          <ol className="flex flex-col gap-2 empty:hidden">
            {all.map((rule, index) => (
              <RuleCard
                key={rule.id}
                rule={rule}
                isFirst={index === 0}
                isLast={index === all.length - 1}
                onMove={(by) => void move(rule, by)}
                onSwitch={(on) => {
                  const { id, name, filter, do: effect, sound } = rule;
                  void attempt(rules.save(id, { name, filter, do: effect, sound, on }));
                }}
                onRemove={async () => {
                  if (await attempt(rules.remove(rule.id))) document.getElementById(ADD_ID)?.focus();
                }}
              />
            ))}
          </ol>
          {state === null ? null : <MutesList mutes={state.mutes} onFailure={setFailure} />}
        </div>
      </div>
    </>
  );
}
