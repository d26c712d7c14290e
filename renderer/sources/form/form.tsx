import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SourceView } from '#app/source-view';
import type { Colour, SourceDefinition } from '#app/sources';
import type { Enrolment } from '#app/state';
import { isSignedOut } from '../SourceState.tsx';
import { BelfryForm } from './BelfryForm.tsx';
import { belfryDraft, newBelfry } from './belfry-draft.ts';
import { ChannelsForm } from './ChannelsForm.tsx';
import { channelsDraft, newChannels } from './channels-draft.ts';
import { NOTHING_STORED, newBase } from './draft.ts';
import { LaravelForm } from './LaravelForm.tsx';
import { laravelDraft, newLaravel } from './laravel-draft.ts';

/** The source of the form: a new one of a kind, or an existing one. */
export type Subject =
  | Readonly<{ kind: SourceDefinition['kind']; colour: Colour; enroll: Enrolment | null }>
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
  const { t } = useTranslation('window');
  const isNew = 'kind' in subject;
  const [drafts] = useState(() => draftsOf(subject));
  const { kind } = drafts;
  const common = {
    ...ways,
    isNew,
    title: isNew
      ? t(`sources.form.new.${kind}`)
      : t('sources.form.change', { name: subject.source.definition.name }),
    hint: t(isNew && subject.enroll !== null ? 'sources.form.enrolHint' : `sources.form.hint.${kind}`),
  };
  const stored = isNew ? NOTHING_STORED : subject.source.secrets;
  const again = !isNew && subject.again;
  switch (drafts.kind) {
    case 'belfry':
      return (
        <BelfryForm
          {...common}
          initial={drafts.draft}
          // If the keyring cannot be opened, the token may be gone.
          isSignedOut={!isNew && (isSignedOut(subject.source.connection) || !stored.token)}
        />
      );
    case 'laravel':
      return (
        <LaravelForm {...common} initial={drafts.draft} stored={stored} startAt={again ? 'token' : 'url'} />
      );
    case 'channels':
      return (
        <ChannelsForm {...common} initial={drafts.draft} stored={stored} startAt={again ? 'token' : 'key'} />
      );
    default:
      return drafts satisfies never;
  }
}

function draftsOf(subject: Subject) {
  if ('kind' in subject) {
    const base = newBase(subject.colour);
    const { kind } = subject;
    switch (kind) {
      case 'belfry':
        return { kind, draft: newBelfry(base, subject.enroll) };
      case 'laravel':
        return { kind, draft: newLaravel(base) };
      case 'channels':
        return { kind, draft: newChannels(base) };
      default:
        return kind satisfies never;
    }
  }
  const { definition, secrets } = subject.source;
  const { kind } = definition;
  switch (kind) {
    case 'belfry':
      return { kind, draft: belfryDraft(definition, subject.again) };
    case 'laravel':
      return { kind, draft: laravelDraft(definition, secrets) };
    case 'channels':
      return { kind, draft: channelsDraft(definition, secrets) };
    default:
      return kind satisfies never;
  }
}
