import { useState } from 'react';
import type { Failure } from '#app/result';
import type { Rule } from '#server/decisions';
import { type OpenRule, useStore, useWindowState } from '../../state/state.tsx';
import { formOf, inputOf, isSame, problemsOf, type RuleForm, type RuleProblems } from './rule-form.ts';

export interface RuleFormState {
  readonly form: RuleForm;
  readonly isNew: boolean;
  readonly isChanged: boolean;
  readonly isSaving: boolean;
  /** Since the user has tried to save. */
  readonly problems: RuleProblems;
  /** Increases with each try that its own fields refuse. */
  readonly rejections: number;
  readonly refusal: Failure | null;
  /** What has happened elsewhere to the rule that is being edited. */
  readonly conflict: 'changed' | 'removed' | null;
  set(change: Partial<RuleForm>): void;
  /** Goes on from what the rule is now. */
  takeTheirs(): void;
  save(): Promise<void>;
  close(): void;
}

/** The life of an editor, from its first letter to the saved rule. */
export function useRuleForm({ key, task }: OpenRule, rule: Rule | null): RuleFormState {
  const { rules, ruleTasks, dirtyRules } = useWindowState();
  const isNew = 'draft' in task;
  const [form, setForm] = useState<RuleForm>(() =>
    rule === null
      ? { ...{ name: '', filter: '', do: 'silent', sound: null, on: true }, ...(isNew && task.draft) }
      : formOf(rule),
  );
  /** The rule that the form began with. */
  const [base, setBase] = useState(rule);
  const isChanged = useStore(dirtyRules).has(key);
  const [isSaving, setSaving] = useState(false);
  const [rejections, setRejections] = useState(0);
  const [refusal, setRefusal] = useState<Failure | null>(null);
  const problems = problemsOf(form);

  function conflictWith(now: Rule | null): RuleFormState['conflict'] {
    if (base === null) return null;
    if (now === null) return 'removed';
    return isSame(formOf(now), formOf(base)) || isSame(formOf(now), form) ? null : 'changed';
  }
  function close(): void {
    dirtyRules.ended(key);
    ruleTasks.close(key);
  }
  function start(from: Rule): void {
    setBase(from);
    setForm(formOf(from));
    dirtyRules.ended(key);
  }
  const conflict = conflictWith(rule);
  // Nothing is typed yet, so that nothing gets lost.
  if (conflict === 'changed' && !isChanged && rule !== null) start(rule);

  return {
    ...{ form, isNew, isChanged, isSaving, rejections, refusal, close },
    problems: rejections === 0 ? {} : problems,
    conflict: isChanged ? conflict : null,
    set(change) {
      setForm((now) => ({ ...now, ...change }));
      dirtyRules.begun(key);
      setRefusal(null);
    },
    takeTheirs() {
      if (rule !== null) start(rule);
    },
    async save() {
      if (isSaving) return;
      setRefusal(null);
      if (Object.keys(problems).length > 0) return setRejections(rejections + 1);
      setSaving(true);
      // Another device may have changed it a moment ago. Who has seen that saves over it.
      const known = (await rules.load())?.rules ?? null;
      const latest = known?.find(({ id }) => id === base?.id) ?? null;
      if (known !== null && conflict === null && conflictWith(latest) !== null) return setSaving(false);
      const result = await rules.save(
        latest?.id ?? (known === null ? (base?.id ?? null) : null),
        inputOf(form),
      );
      setSaving(false);
      if (result.ok) close();
      else setRefusal(result.error);
    },
  };
}
