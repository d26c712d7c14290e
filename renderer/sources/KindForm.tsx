import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SourceKind } from '#app/rules/source-kinds';
import type { Colour } from '#app/source-definition';
import type { SourceView } from '#app/source-view';
import type { Enrolment } from '#app/state';
import { newBase } from './draft/draft.ts';
import { viewOf } from './kinds.tsx';
import { isSignedOut } from './SourceState.tsx';

/** What is to be filled in: a new source of a kind, or one that there is. */
export type Subject =
  | Readonly<{ kind: SourceKind; colour: Colour; enroll: Enrolment | null }>
  /** `again`: to open it anew, as what opened it is refused. */
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
  return viewOf(kind).add(frame, base, enroll);
}

function ChangeForm({ subject: { source, again }, ...ways }: Props<Extract<Subject, { again: unknown }>>) {
  const { t } = useTranslation('window');
  const { definition, connection, secrets: kept } = source;
  const { kind, name } = definition;
  const frame = {
    ...ways,
    isNew: false,
    title: t('sources.form.change', { name }),
    hint: t(`sources.form.hint.${kind}`),
  };
  return viewOf(kind).edit(frame, definition, { kept, isSignedOut: isSignedOut(connection), again });
}
