import { useTranslation } from 'react-i18next';
import type { Notification } from '#server/notification';
import type { RowAction } from '../state/overlay.ts';
import { ReplyRefusal } from '../talk/ReplyRefusal.tsx';
import { RowProblem } from './RowProblem.tsx';
import { useOrigin } from './use-origin.ts';

interface RowRefusalProps {
  readonly item: Notification;
  readonly tabIndex: number;
  readonly onAct: (action: RowAction, item: Notification) => void;
  readonly onReply: (item: Notification) => void;
}

/** Its source has refused what was done here, so that it is undone; said until it is dismissed or something else is done. */
export function RowRefusal({ item, tabIndex, onAct, onReply }: RowRefusalProps) {
  const { t } = useTranslation('window');
  const name = useOrigin(item.source)?.name ?? t('source.unknown');
  if (item.upstream?.state !== 'refused') return null;
  const { action, reason } = item.upstream;
  const dismiss = (): void => onAct('dismiss', item);
  if (action === 'reply') {
    return <ReplyRefusal item={item} tabIndex={tabIndex} onEdit={onReply} onDismiss={dismiss} />;
  }
  return (
    <RowProblem tabIndex={tabIndex} onRetry={() => onAct(action, item)} onDismiss={dismiss}>
      {t(`upstream.refused.${action}`, { name })} {reason}
    </RowProblem>
  );
}
