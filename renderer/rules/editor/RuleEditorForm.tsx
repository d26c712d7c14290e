import { TriangleAlert } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Rule } from '#server/decisions';
import { FILTER_LENGTH, FILTER_TERMS } from '#server/rules/filter/filter';
import { isApplicable } from '#server/rules/verdicts';
import type { OpenRule } from '../../state/state.tsx';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { About, BOX, INPUT } from '../../ui/inputs.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Discard } from '../../ui/Question.tsx';
import { ApplyRule } from './ApplyRule.tsx';
import { EffectField } from './EffectField.tsx';
import { FilterPreview } from './FilterPreview.tsx';
import { RuleSound } from './RuleSound.tsx';
import { useRuleForm } from './use-rule-form.ts';

const NAME_LENGTH = 100;

/** Name, filter with its preview, and what the rule does. */
export function RuleEditorForm({ open, rule }: { readonly open: OpenRule; readonly rule: Rule | null }) {
  const { t } = useTranslation('window');
  const state = useRuleForm(open, rule);
  const { form, isNew, isChanged, isSaving, problems, rejections, refusal, conflict } = state;
  const [isLeaving, setLeaving] = useState(false);
  const body = useRef<HTMLFormElement>(null);
  const first = useRef<HTMLInputElement>(null);
  const filterField = useRef<HTMLTextAreaElement>(null);
  const title = t(isNew ? 'rules.form.new' : 'rules.form.change');
  const nameId = `${open.key}-name`;
  const filterId = `${open.key}-filter`;

  const isBlank = form.name === '';
  useEffect(() => (isBlank ? first : filterField).current?.focus(), []);
  useEffect(() => {
    if (rejections > 0) body.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [rejections]);

  const leave = (): void => (isChanged ? setLeaving(true) : state.close());

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <PageHeader title={title} back={t('rules.title')} onBack={leave} />
      <form
        ref={body}
        aria-label={title}
        noValidate
        className="flex min-h-0 flex-1 flex-col"
        onInput={() => setLeaving(false)}
        onSubmit={(event) => {
          event.preventDefault();
          void state.save();
        }}
      >
        {conflict === null ? null : (
          <Banner
            tone="warn"
            icon={TriangleAlert}
            action={
              conflict === 'changed' ? (
                <Button onClick={state.takeTheirs}>{t('rules.conflict.theirs')}</Button>
              ) : null
            }
          >
            {t(`rules.conflict.${conflict}`)}
          </Banner>
        )}
        <div className="min-h-0 flex-1 overflow-y-auto bg-surface [scrollbar-gutter:stable]">
          <div className="mx-auto flex max-w-xl flex-col gap-4 px-4 py-4">
            <div className="flex flex-col gap-3 rounded-xl border border-line bg-canvas px-4 py-3.5">
              <div>
                <label htmlFor={nameId} className="mb-1 block text-[13px]">
                  {t('rules.form.name')}
                </label>
                <input
                  ref={first}
                  id={nameId}
                  dir="auto"
                  autoComplete="off"
                  maxLength={NAME_LENGTH}
                  aria-invalid={problems.name !== undefined}
                  aria-describedby={problems.name === undefined ? undefined : `${nameId}-about`}
                  className={INPUT}
                  value={form.name}
                  onChange={(event) => state.set({ name: event.target.value })}
                />
                <About id={nameId} problem={problems.name === undefined ? null : t('rules.problem.name')} />
              </div>
              <div>
                <label htmlFor={filterId} className="mb-1 block text-[13px]">
                  {t('rules.form.filter')}
                </label>
                <textarea
                  ref={filterField}
                  id={filterId}
                  dir="auto"
                  rows={2}
                  maxLength={FILTER_LENGTH}
                  spellCheck={false}
                  autoComplete="off"
                  aria-invalid={problems.filter !== undefined}
                  aria-describedby={`${filterId}-about`}
                  className={`${BOX} block resize-none py-1.5 font-mono leading-5`}
                  value={form.filter}
                  // A filter is one line, however long.
                  onChange={(event) => state.set({ filter: event.target.value.replace(/\s*\n\s*/g, ' ') })}
                  onKeyDown={(event) => {
                    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
                    event.preventDefault();
                    body.current?.requestSubmit();
                  }}
                />
                <About
                  id={filterId}
                  problem={
                    problems.filter === undefined ? null : t('rules.problem.terms', { count: FILTER_TERMS })
                  }
                  hint={t('rules.form.filterHint')}
                />
              </div>
              <FilterPreview filter={form.filter} />
            </div>
            <EffectField name={open.key} value={form.do} onChange={(effect) => state.set({ do: effect })} />
            {form.do === 'urgent' || form.do === 'save' ? (
              <RuleSound
                id={`${open.key}-sound`}
                sound={form.sound}
                onChange={(sound) => state.set({ sound })}
              />
            ) : null}
            {rule !== null && isApplicable(rule.do) ? <ApplyRule rule={rule} isChanged={isChanged} /> : null}
          </div>
        </div>
        <footer className="border-t border-line bg-canvas px-4 py-2.5">
          {refusal === null ? null : (
            <p role="alert" className="mb-2 text-xs text-bad wrap-anywhere">
              {t(`failure.${refusal.code}`)}
            </p>
          )}
          {isLeaving ? (
            <Discard onStay={() => setLeaving(false)} onDiscard={state.close} />
          ) : (
            <div className="flex items-center justify-end gap-2">
              <Button look="quiet" onClick={leave}>
                {t('rules.form.cancel')}
              </Button>
              <Button look="primary" type="submit" disabled={isSaving}>
                {t(isSaving ? 'rules.form.saving' : isNew ? 'rules.form.add' : 'rules.form.save')}
              </Button>
            </div>
          )}
        </footer>
      </form>
    </div>
  );
}
