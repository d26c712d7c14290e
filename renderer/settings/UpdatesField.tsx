import { useTranslation } from 'react-i18next';
import type { Settings } from '#app/settings';
import type { UpdateState } from '#app/state';
import { useWindowState } from '../state/window.tsx';
import { Button } from '../ui/Button.tsx';
import { Segments } from '../ui/Segments.tsx';
import { useSetting } from './use-setting.ts';

/** Which releases the app updates itself to, and how far that is. */
export function UpdatesField(props: { readonly settings: Settings; readonly update: UpdateState }) {
  const { settings, update } = props;
  const { t } = useTranslation('window');
  const { actions } = useWindowState();
  const { value, error, save } = useSetting(settings, 'updates');
  const version = 'version' in update ? update.version : '';
  if (update.status === 'unsupported') {
    return <p className="px-4 py-3 text-[13px] text-muted">{t('update.unsupported')}</p>;
  }
  if (update.status === 'replaced') {
    return (
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2.5">
        <p className="min-w-36 flex-1 text-[13px]">{t('update.replaced')}</p>
        <Button look="primary" onClick={() => void actions.run('app.update')}>
          {t('banner.restart')}
        </Button>
      </div>
    );
  }
  return (
    <fieldset className="flex min-h-13 flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2.5">
      <legend className="sr-only">{t('settings.releases')}</legend>
      <div className="min-w-36 flex-1">
        <span aria-hidden className="text-sm">
          {t('settings.releases')}
        </span>
        <p role="status" className="text-xs text-muted">
          {t(`update.${update.status}`, { version })}
        </p>
      </div>
      {update.status === 'ready' ? (
        <Button look="primary" onClick={() => void actions.run('app.update')}>
          {t('update.restart')}
        </Button>
      ) : null}
      <Segments
        name="updates"
        value={value}
        choices={[
          { value: 'stable', label: t('settings.updatesStable') },
          { value: 'beta', label: t('settings.updatesBeta') },
          { value: 'off', label: t('settings.updatesOff') },
        ]}
        onChange={save}
      />
      {error === null ? null : (
        <p role="alert" className="basis-full text-xs text-bad">
          {t(`failure.${error.code}`)}
        </p>
      )}
    </fieldset>
  );
}
