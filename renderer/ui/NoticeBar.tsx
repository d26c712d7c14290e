import { useTranslation } from 'react-i18next';
import { useStore, useWindowState } from '../state/state.tsx';
import { Button } from './Button.tsx';

/** A failure that belongs to no row. It stays until the user dismisses it, tries again or does something else. */
export function NoticeBar() {
  const { t } = useTranslation('window');
  const { actions } = useWindowState();
  const notice = useStore(actions.notice);
  if (notice === null) return null;
  const failed = notice.kind === 'failed' ? notice : null;
  const words = (): string => {
    switch (notice.kind) {
      case 'failed':
        return `${t(`command.${notice.command}.failed`)} ${t(`failure.${notice.error.code}`)}`;
      case 'refused':
        return t('lines.failed', { reason: t(`failure.${notice.error.code}`) });
      case 'gone':
        return t('list.gone');
      default:
        return notice satisfies never;
    }
  };
  return (
    <div
      role="alert"
      className="absolute inset-x-3 bottom-3 z-30 mx-auto flex max-w-md animate-arrive items-center gap-1 rounded-lg border border-line bg-canvas py-2 ps-3.5 pe-2 text-[13px] shadow-float"
    >
      <p className="flex-1">{words()}</p>
      {failed === null ? null : (
        <Button look="quiet" className="text-accent" onClick={failed.again}>
          {t('common.retry')}
        </Button>
      )}
      <Button look="quiet" onClick={actions.dismissNotice}>
        {t('common.dismiss')}
      </Button>
    </div>
  );
}
