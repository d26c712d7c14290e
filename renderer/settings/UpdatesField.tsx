import { useTranslation } from 'react-i18next';
import type { AppStatus } from '#app/state';
import { useWindowState } from '../state/state.tsx';
import { Button } from '../ui/Button.tsx';
import { ChoiceField } from './ChoiceField.tsx';

/** Which releases the app updates to, and the progress of an update. */
export function UpdatesField({ status }: { readonly status: AppStatus }) {
  const { update } = status;
  const { t } = useTranslation('window');
  const { actions } = useWindowState();
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
    <ChoiceField
      name="updates"
      status={status}
      hint={<p role="status">{t(`update.${update.status}`, { version })}</p>}
    >
      {update.status === 'ready' ? (
        <Button look="primary" onClick={() => void actions.run('app.update')}>
          {t('update.restart')}
        </Button>
      ) : null}
    </ChoiceField>
  );
}
