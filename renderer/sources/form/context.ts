import { createContext, use } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldName, Problems } from './draft.ts';

interface FormContext {
  /** Prefix for the ids of its fields. */
  readonly id: string;
  /** Only the problems that the user should see now. */
  readonly problems: Problems;
}

export const FormContext = createContext<FormContext | null>(null);

interface Field {
  readonly id: string;
  /** The problem, in words. */
  readonly problem: string | null;
  /** Attributes of the field's control. */
  readonly aria: Readonly<{ id: string; 'aria-invalid': boolean; 'aria-describedby': string | undefined }>;
}

export function useField(name: FieldName | 'name', isDescribed: boolean): Field {
  const { t } = useTranslation('window');
  const form = use(FormContext);
  if (form === null) throw new Error('outside of a form');
  const id = `${form.id}-${name}`;
  const problem = name === 'name' ? undefined : form.problems[name];
  const isInvalid = problem !== undefined;
  return {
    id,
    problem: isInvalid ? t(`sources.problem.${problem}`) : null,
    aria: {
      id,
      'aria-invalid': isInvalid,
      'aria-describedby': isDescribed || isInvalid ? `${id}-about` : undefined,
    },
  };
}
