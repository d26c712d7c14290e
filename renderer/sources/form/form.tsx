import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SourceKind } from '#app/rules/source-kinds';
import type { Colour } from '#app/source-definition';
import type { SourceView } from '#app/source-view';
import type { Enrolment } from '#app/state';
import { isSignedOut } from '../SourceState.tsx';
import { newBase } from './draft.ts';
import { formsOf } from './kind-forms.tsx';

/** The source of the form: a new one of a kind, or an existing one. */
export type Subject =
  | Readonly<{ kind: SourceKind; colour: Colour; enroll: Enrolment | null }>
  /** `again`: the source refuses its sign-in or token, so the user enters a new one. */
  | Readonly<{ source: SourceView; again: boolean }>;

interface KindFormProps {
  readonly subject: Subject;
  readonly onSaved: (id: string) => void;
  readonly onBack: () => void;
  readonly onCancel: () => void;
}

/** The form of a source, by its kind. */
export function KindForm({ subject, ...ways }: KindFormProps) {
  return 'kind' in subject ? (
    <NewForm {...ways} subject={subject} />
  ) : (
    <ChangeForm {...ways} subject={subject} />
  );
}

type Props<S extends Subject> = Omit<KindFormProps, 'subject'> & Readonly<{ subject: S }>;

function NewForm({ subject: { kind, colour, enroll }, ...ways }: Props<Extract<Subject, { kind: unknown }>>) {
  const { t } = useTranslation('window');
  const [base] = useState(() => newBase(colour));
  const frame = {
    ...ways,
    isNew: true,
    title: t(`sources.form.new.${kind}`),
    hint: t(enroll === null ? `sources.form.hint.${kind}` : 'sources.form.enrolHint'),
  };
  return formsOf(kind).add(frame, base, enroll);
}

function ChangeForm({ subject: { source, again }, ...ways }: Props<Extract<Subject, { again: unknown }>>) {
  const { t } = useTranslation('window');
  const { definition, connection, secrets: stored } = source;
  const { kind, name } = definition;
  const frame = {
    ...ways,
    isNew: false,
    title: t('sources.form.change', { name }),
    hint: t(`sources.form.hint.${kind}`),
  };
  return formsOf(kind).edit(frame, definition, { stored, isSignedOut: isSignedOut(connection), again });
}
