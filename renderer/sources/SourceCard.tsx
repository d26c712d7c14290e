import { RotateCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Failure } from '#app/result';
import type { SourceConnection, SourceView } from '#app/sources';
import { useStore } from '../state/store.ts';
import { useWindowState } from '../state/window.tsx';
import { Button } from '../ui/Button.tsx';
import { COLOURS } from '../ui/colours.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { Switch } from '../ui/Switch.tsx';
import { useFormats } from '../ui/use-formats.ts';

function State({ connection }: { readonly connection: SourceConnection }) {
  const { t } = useTranslation('window');
  const formats = useFormats();
  const now = useStore(useWindowState().clock);
  switch (connection.status) {
    case 'off':
    case 'connecting':
    case 'catching_up':
    case 'online':
      return <p className="text-xs text-muted">{t(`sources.state.${connection.status}`)}</p>;
    case 'waiting':
    case 'stopped': {
      const retry =
        connection.retryAt === null
          ? ''
          : ` ${t('sources.retryAt', { time: formats.until(Date.parse(connection.retryAt), now) })}`;
      const tone = connection.status === 'stopped' ? 'text-bad' : 'text-warn';
      return (
        <p className={`text-xs wrap-anywhere ${tone}`} title={connection.detail}>
          {t(`sources.trouble.${connection.trouble}`)}
          {retry}
        </p>
      );
    }
    default:
      return connection satisfies never;
  }
}

/** One source: how it stands, and what can be done with it. */
export function SourceCard({ source, unread }: { readonly source: SourceView; readonly unread: number }) {
  const { t } = useTranslation('window');
  const { sources } = useWindowState();
  const [sure, setSure] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const { definition, connection, pending, people } = source;
  const { id, name, kind, colour, enabled } = definition;
  const inTrouble = connection.status === 'waiting' || connection.status === 'stopped';
  const attempt = async (
    action: Promise<Readonly<{ ok: true }> | Readonly<{ ok: false; error: Failure }>>,
  ): Promise<void> => {
    const result = await action;
    setFailure(result.ok ? null : result.error);
  };

  return (
    <article
      aria-labelledby={`source-${id}`}
      className="mb-3 rounded-xl border border-line bg-canvas px-4 py-3"
    >
      <div className="flex items-center gap-3">
        <span aria-hidden className={`size-2.5 shrink-0 rounded-full ${COLOURS[colour]}`} />
        <div className="min-w-0 flex-1">
          <h2 id={`source-${id}`} className="truncate text-sm font-semibold" dir="auto">
            {name} <span className="font-normal text-muted">{t(`sources.kind.${kind}`)}</span>
          </h2>
          <State connection={connection} />
        </div>
        {inTrouble ? (
          <IconButton
            icon={RotateCw}
            label={t('sources.retry')}
            onClick={() => void attempt(sources.retry(id))}
          />
        ) : null}
        <IconButton icon={Trash2} label={t('sources.remove')} onClick={() => setSure(true)} />
        <Switch
          id={`enabled-${id}`}
          checked={enabled}
          describedBy={`source-${id}`}
          onChange={(on) => void attempt(sources.save({ ...definition, enabled: on }, {}))}
        />
      </div>
      <p className="mt-2 ps-5.5 text-xs text-muted tabular-nums">
        {[
          t('sources.unread', { count: unread }),
          ...(pending > 0 ? [t('sources.pending', { count: pending })] : []),
          ...(people === null ? [] : [t('sources.people', { count: people.length })]),
        ].join(' · ')}
      </p>
      {failure === null ? null : (
        <p role="alert" className="mt-2 ps-5.5 text-xs text-bad">
          {t(`failure.${failure.code}`)}
        </p>
      )}
      {sure ? (
        <div
          role="alertdialog"
          aria-label={t('sources.remove')}
          className="mt-3 flex flex-wrap items-center gap-2 ps-5.5"
        >
          <p className="min-w-40 flex-1 text-[13px]">{t('sources.removeSure', { name })}</p>
          <Button onClick={() => setSure(false)}>{t('sources.keep')}</Button>
          <Button look="primary" onClick={() => void attempt(sources.remove(id))}>
            {t('sources.removeNow')}
          </Button>
        </div>
      ) : null}
    </article>
  );
}
