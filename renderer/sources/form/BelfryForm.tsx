import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { type BelfryDraft, readBelfry, WAYS, wayOf } from './belfry-draft.ts';
import { hostOf } from './draft.ts';
import { FieldGroup, TextField } from './fields.tsx';
import type { KindFormProps } from './SourceForm.tsx';
import { SourceForm } from './SourceForm.tsx';
import { useSourceForm } from './use-source-form.ts';

type SignInProps = Readonly<{
  draft: BelfryDraft;
  isSignedOut: boolean;
  onChange: (change: Partial<BelfryDraft>) => void;
}>;

/** Sign-in with a code from the administrator, with e-mail and password, or with a token made on the server. */
function SignIn({ draft, isSignedOut, onChange }: SignInProps) {
  const { t } = useTranslation('window');
  const group = useId();
  const way = wayOf(draft);
  const text = (name: 'code' | 'email' | 'password' | 'token') => ({
    name,
    label: t(`sources.form.${name}`),
    value: draft[name],
    onChange: (value: string) => onChange({ [name]: value }),
  });

  function fields() {
    switch (way) {
      case null:
        return null;
      case 'code':
        return <TextField {...text('code')} />;
      case 'password':
        return (
          <>
            <TextField {...text('email')} type="email" autoComplete="username" />
            <TextField {...text('password')} type="password" autoComplete="current-password" />
          </>
        );
      case 'token':
        return <TextField {...text('token')} type="password" />;
      default:
        return way satisfies never;
    }
  }

  return (
    <FieldGroup title={t('sources.form.sections.signIn')}>
      {way === null ? (
        <div className="flex items-center gap-3">
          <p className="flex-1 text-[13px]">
            {t(isSignedOut ? 'sources.form.signedOut' : 'sources.form.signedIn')}
          </p>
          <Button onClick={() => onChange({ way: 'code' })}>{t('sources.form.signInAnew')}</Button>
        </div>
      ) : (
        <fieldset className="flex">
          <legend className="sr-only">{t('sources.form.way')}</legend>
          <Segments
            name={group}
            value={way}
            choices={WAYS.map((value) => ({ value, label: t(`sources.form.ways.${value}`) }))}
            onChange={(next) => onChange({ way: next })}
          />
        </fieldset>
      )}
      {fields()}
    </FieldGroup>
  );
}

type Props = KindFormProps<BelfryDraft> & Readonly<{ isSignedOut: boolean }>;

/** A Belfry server. After the sign-in it supplies the rest itself. */
export function BelfryForm({ initial, isNew, isSignedOut, onSaved, ...frame }: Props) {
  const { t } = useTranslation('window');
  const form = useSourceForm(initial, readBelfry, onSaved);
  const { draft, set } = form;
  const way = wayOf(draft);
  const again = !isNew && initial.way !== null;
  return (
    <SourceForm
      {...frame}
      form={form}
      guess={hostOf(draft.url)}
      startAt={again ? 'code' : 'url'}
      submit={
        way === null
          ? { label: t('sources.form.save'), busy: t('sources.form.saving') }
          : { label: t('sources.form.signIn'), busy: t('sources.form.signingIn') }
      }
    >
      <FieldGroup title={t('sources.form.sections.server')}>
        <TextField
          name="url"
          type="url"
          label={t('sources.form.url')}
          placeholder="https://belfry.example.com"
          value={draft.url}
          onChange={(url) => set({ url })}
        />
      </FieldGroup>
      <SignIn draft={draft} isSignedOut={isSignedOut} onChange={set} />
    </SourceForm>
  );
}
