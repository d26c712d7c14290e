import { useTranslation } from 'react-i18next';
import { TemplatesField } from '../templates/templates.tsx';
import { Advanced } from './Advanced.tsx';
import { channelsIn, shownKind } from './channel-names.ts';
import {
  type ChannelsDraft,
  channelsStored,
  guessName,
  NO_HOST,
  needsAuth,
  readChannels,
} from './channels-draft.ts';
import type { Stored } from './draft.ts';
import { EndpointFields, PathField } from './EndpointFields.tsx';
import { FieldGroup, LinesField, RepliesField, TextField } from './fields.tsx';
import { HeadersField, TokenField } from './SecretFields.tsx';
import { type KindFormProps, SourceForm, useAddOrSave } from './SourceForm.tsx';
import { isLeft } from './secrets.ts';
import { useSourceForm } from './use-source-form.ts';

/** The kind of each channel, by its name. */
function ChannelKinds({ channels }: { readonly channels: readonly string[] }) {
  const { t } = useTranslation('window');
  if (channels.length === 0) return null;
  return (
    <ul aria-label={t('sources.form.channelsHeard')} className="flex flex-col gap-0.5 text-xs">
      {channels.map((name) => {
        const kind = shownKind(name);
        return (
          <li key={name} className="wrap-anywhere">
            {name}{' '}
            <span className={kind === 'invalid' ? 'text-bad' : 'text-muted'}>
              {t(`sources.form.channelKind.${kind}`)}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

type Props = KindFormProps<ChannelsDraft> & Readonly<{ stored: Stored; startAt: 'key' | 'token' }>;

/** The channels of any Pusher app. */
export function ChannelsForm({ initial, isNew, stored, onSaved, ...frame }: Props) {
  const { t } = useTranslation('window');
  const form = useSourceForm(initial, (draft: ChannelsDraft) => readChannels(draft, stored), onSaved);
  const submit = useAddOrSave(isNew);
  const { draft, set } = form;
  const storedNow = channelsStored(draft, stored);
  const channels = channelsIn(draft.channels);
  const isSigned = needsAuth(channels);
  return (
    <SourceForm
      {...frame}
      form={form}
      guess={guessName(draft)}
      submit={submit}
      advanced={
        <Advanced>
          <PathField endpoint={draft.endpoint} onChange={(endpoint) => set({ endpoint })} />
          <TextField
            name="origin"
            type="url"
            label={t('sources.form.origin')}
            hint={t('sources.form.originHint')}
            placeholder="https://app.example.com"
            value={draft.origin}
            onChange={(origin) => set({ origin })}
          />
          <RepliesField value={draft.replies} onChange={(replies) => set({ replies })} />
          <HeadersField
            rows={draft.headers}
            stored={storedNow.headers}
            onChange={(headers) => set({ headers })}
          />
        </Advanced>
      }
    >
      <FieldGroup title={t('sources.form.sections.app')}>
        <TextField
          name="key"
          label={t('sources.form.key')}
          hint={t('sources.form.keyHint')}
          value={draft.key}
          onChange={(key) => set({ key })}
        />
      </FieldGroup>
      <EndpointFields endpoint={draft.endpoint} guess={NO_HOST} onChange={(endpoint) => set({ endpoint })} />
      <FieldGroup title={t('sources.form.sections.channels')}>
        <LinesField
          name="channels"
          label={t('sources.form.channels')}
          hint={t('sources.form.channelsHint')}
          placeholder={'orders\nprivate-team.4'}
          value={draft.channels}
          onChange={(value) => set({ channels: value })}
        />
        <ChannelKinds channels={channels} />
        <TextField
          name="auth"
          type="url"
          label={t('sources.form.auth')}
          hint={t(isSigned ? 'sources.form.authHint' : 'sources.form.authUnneeded')}
          placeholder="https://app.example.com/broadcasting/auth"
          value={draft.auth}
          onChange={(auth) => set({ auth })}
        />
        <TokenField
          draft={draft}
          stored={storedNow.token}
          left={isLeft(stored, storedNow) ? stored.origins : []}
          hint={t('sources.form.tokenHint.channels')}
          onChange={set}
        />
      </FieldGroup>
      <TemplatesField
        kind="channels"
        auth={draft.auth}
        templates={draft.templates}
        sourceId={isNew ? null : draft.id}
        onChange={(templates) => set({ templates })}
      />
    </SourceForm>
  );
}
