import { useTranslation } from 'react-i18next';
import { LARAVEL_PATHS } from '#app/rules/source-bounds';
import { TemplatesField } from '../templates/templates.tsx';
import { Advanced } from './Advanced.tsx';
import { userChannel } from './channel-names.ts';
import { hostOf, type Stored } from './draft.ts';
import { EndpointFields, PathField } from './EndpointFields.tsx';
import { guessFrom } from './endpoint.ts';
import { FieldGroup, RepliesField, TextField } from './fields.tsx';
import { type LaravelDraft, laravelStored, readLaravel } from './laravel-draft.ts';
import { HeadersField, TokenField } from './SecretFields.tsx';
import { type KindFormProps, SourceForm, useAddOrSave } from './SourceForm.tsx';
import { isLeft } from './secrets.ts';
import { useSourceForm } from './use-source-form.ts';

type Props = KindFormProps<LaravelDraft> & Readonly<{ stored: Stored; startAt: 'url' | 'token' }>;

/** A Laravel app: where it is, where its sockets are, and who its user is there. */
export function LaravelForm({ initial, isNew, stored, onSaved, ...frame }: Props) {
  const { t } = useTranslation('window');
  const form = useSourceForm(initial, (draft: LaravelDraft) => readLaravel(draft, stored), onSaved);
  const submit = useAddOrSave(isNew);
  const { draft, set } = form;
  const storedNow = laravelStored(draft, stored);
  const text = (name: 'url' | 'key' | 'user' | 'auth' | 'prefix' | 'people') => ({
    name,
    label: t(`sources.form.${name}`),
    value: draft[name],
    onChange: (value: string) => set({ [name]: value }),
  });
  const channel = userChannel(draft.user.trim() === '' ? '7' : draft.user);
  return (
    <SourceForm
      {...frame}
      form={form}
      guess={hostOf(draft.url)}
      submit={submit}
      advanced={
        <Advanced>
          <TextField
            {...text('auth')}
            placeholder={LARAVEL_PATHS.tokenAuth}
            hint={t('sources.form.authDefault', {
              path: LARAVEL_PATHS.tokenAuth,
              session: LARAVEL_PATHS.auth,
            })}
          />
          <TextField {...text('prefix')} placeholder={LARAVEL_PATHS.prefix} />
          <TextField {...text('people')} placeholder="presence-online" hint={t('sources.form.peopleHint')} />
          <RepliesField value={draft.replies} onChange={(replies) => set({ replies })} />
          <PathField endpoint={draft.endpoint} onChange={(endpoint) => set({ endpoint })} />
          <HeadersField
            rows={draft.headers}
            stored={storedNow.headers}
            onChange={(headers) => set({ headers })}
          />
        </Advanced>
      }
    >
      <FieldGroup title={t('sources.form.sections.app')}>
        <TextField {...text('url')} type="url" placeholder="https://shop.example.com" />
        <TextField {...text('key')} hint={t('sources.form.keyHint')} />
      </FieldGroup>
      <FieldGroup title={t('sources.form.sections.user')}>
        <TextField {...text('user')} placeholder="7" hint={t('sources.form.userHint', { channel })} />
        <TokenField
          draft={draft}
          stored={storedNow.token}
          left={isLeft(stored, storedNow) ? stored.origins : []}
          hint={t('sources.form.tokenHint.laravel')}
          onChange={set}
        />
      </FieldGroup>
      <EndpointFields
        endpoint={draft.endpoint}
        guess={guessFrom(draft.url.trim())}
        onChange={(endpoint) => set({ endpoint })}
      />
      <TemplatesField
        kind="laravel"
        templates={draft.templates}
        sourceId={isNew ? null : draft.id}
        url={draft.url.trim()}
        onChange={(templates) => set({ templates })}
      />
    </SourceForm>
  );
}
