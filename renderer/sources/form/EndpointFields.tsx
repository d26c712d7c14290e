import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Segments } from '../../ui/Segments.tsx';
import { type EndpointDraft, type Guess, guessPort } from './endpoint.ts';
import { CheckField, FieldGroup, TextField } from './fields.tsx';

interface EndpointFieldsProps {
  readonly endpoint: EndpointDraft;
  readonly guess: Guess;
  readonly onChange: (endpoint: EndpointDraft) => void;
}

/** Where the sockets are: at Pusher, or on the user's own server. */
export function EndpointFields({ endpoint, guess, onChange }: EndpointFieldsProps) {
  const { t } = useTranslation('window');
  const group = useId();
  const set = (change: Partial<EndpointDraft>): void => onChange({ ...endpoint, ...change });
  const tls = endpoint.tls ?? guess.tls;
  return (
    <FieldGroup title={t('sources.form.sections.sockets')}>
      <fieldset className="flex">
        <legend className="sr-only">{t('sources.form.where')}</legend>
        <Segments
          name={group}
          value={endpoint.where}
          choices={[
            { value: 'own', label: t('sources.form.own') },
            { value: 'pusher', label: t('sources.form.pusher') },
          ]}
          onChange={(where) => set({ where })}
        />
      </fieldset>
      {endpoint.where === 'pusher' ? (
        <TextField
          name="cluster"
          label={t('sources.form.cluster')}
          hint={t('sources.form.clusterHint')}
          placeholder="eu"
          value={endpoint.cluster}
          onChange={(cluster) => set({ cluster })}
        />
      ) : (
        <>
          <div className="flex items-start gap-3">
            <TextField
              name="host"
              label={t('sources.form.host')}
              className="min-w-0 flex-1"
              placeholder={guess.host}
              value={endpoint.host}
              onChange={(host) => set({ host })}
            />
            <TextField
              name="port"
              label={t('sources.form.port')}
              className="w-24"
              inputMode="numeric"
              placeholder={String(guessPort(tls))}
              value={endpoint.port}
              onChange={(port) => set({ port })}
            />
          </div>
          <CheckField label={t('sources.form.tls')} checked={tls} onChange={(on) => set({ tls: on })} />
        </>
      )}
    </FieldGroup>
  );
}

/** Before `/app/{key}`; rarely needed. */
export function PathField({ endpoint, onChange }: Omit<EndpointFieldsProps, 'guess'>) {
  const { t } = useTranslation('window');
  if (endpoint.where === 'pusher') return null;
  return (
    <TextField
      name="path"
      label={t('sources.form.path')}
      hint={t('sources.form.pathHint')}
      placeholder="/"
      value={endpoint.path}
      onChange={(path) => onChange({ ...endpoint, path })}
    />
  );
}
