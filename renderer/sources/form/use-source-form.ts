import { useId, useState } from 'react';
import type { Failure } from '#app/result';
import { useStore, useWindowState } from '../../state/state.tsx';
import { type Tester, useConnectionTest } from '../use-connection-test.ts';
import type { Problems, Reading } from './draft.ts';

export interface SourceFormState<D> {
  readonly draft: D;
  readonly isChanged: boolean;
  readonly isSaving: boolean;
  /** True once the user has tried to submit the form. */
  readonly problems: Problems;
  /** Increases each time the user submits an invalid form. */
  readonly rejections: number;
  /** Why the main process refused the form. */
  readonly refusal: Failure | null;
  readonly test: Tester;
  set(change: Partial<D>): void;
  /** Discards what was typed. */
  discard(): void;
  save(): Promise<void>;
  runTest(): Promise<void>;
}

/** The life of a form from the first letter to the saved source. Nothing that is typed gets lost. */
export function useSourceForm<D>(
  initial: D,
  read: (draft: D) => Reading,
  onSaved: (id: string) => void,
): SourceFormState<D> {
  const { sources, dirtyForms } = useWindowState();
  const id = useId();
  const [draft, setDraft] = useState(initial);
  const isChanged = useStore(dirtyForms).has(id);
  const [isSaving, setSaving] = useState(false);
  const [rejections, setRejections] = useState(0);
  const [refusal, setRefusal] = useState<Failure | null>(null);
  const test = useConnectionTest();
  const reading = read(draft);

  return {
    draft,
    isChanged,
    isSaving,
    problems: reading.ok || rejections === 0 ? {} : reading.problems,
    rejections,
    refusal,
    test,
    set(change) {
      setDraft((now) => ({ ...now, ...change }));
      dirtyForms.begun(id);
      setRefusal(null);
      test.forget();
    },
    discard: () => dirtyForms.ended(id),
    async save() {
      if (isSaving) return;
      setRefusal(null);
      if (!reading.ok) return setRejections(rejections + 1);
      setSaving(true);
      const result = await sources.save(reading.definition, reading.secrets);
      setSaving(false);
      if (!result.ok) return setRefusal(result.error);
      dirtyForms.ended(id);
      onSaved(reading.definition.id);
    },
    async runTest() {
      if (!reading.ok) return setRejections(rejections + 1);
      await test.run(reading.definition, reading.secrets);
    },
  };
}
