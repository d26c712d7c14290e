import { useTranslation } from 'react-i18next';
import { type OpenRule, useStore, useWindowState } from '../../state/state.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { RuleEditorForm } from './RuleEditorForm.tsx';

/** The editor of one rule, once the rules are known. */
export function RuleEditor({ open }: { readonly open: OpenRule }) {
  const { t } = useTranslation('window');
  const { rules, ruleTasks, dirtyRules } = useWindowState();
  const { state, error } = useStore(rules);
  const { key, task } = open;
  const isDirty = useStore(dirtyRules).has(key);
  if ('draft' in task) return <RuleEditorForm open={open} rule={null} />;
  const rule = state?.rules.find(({ id }) => id === task.id) ?? null;
  // What is typed is kept, even if the rule is gone.
  if (rule !== null || isDirty) return <RuleEditorForm open={open} rule={rule} />;
  return (
    <>
      <PageHeader
        title={t('rules.form.change')}
        back={t('rules.title')}
        onBack={() => ruleTasks.close(key)}
      />
      <p role="status" className="px-5 py-6 text-[13px] text-muted">
        {error !== null
          ? `${t('rules.failed')} ${t(`failure.${error.code}`)}`
          : state === null
            ? ''
            : t('rules.gone')}
      </p>
    </>
  );
}
