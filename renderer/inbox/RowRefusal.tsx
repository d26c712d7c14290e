import { useTranslation } from 'react-i18next';
import type { Notification } from '#server/notification';
import type { RowAction } from '../state/overlay.ts';
import { RowProblem } from './RowProblem.tsx';
import { useOrigin } from './use-origin.ts';

interface RowRefusalProps {
  readonly item: Notification;
  readonly tabIndex: number;
  readonly onAct: (action: RowAction, item: Notification) => void;
}

/** Its source has refused what was done here, so that it is undone; said until it is dismissed or something else is done. */
export function RowRefusal({ item, tabIndex, onAct }: RowRefusalProps) {
  const { t } = useTranslation('window');
  const name = useOrigin(item.source)?.name ?? t('source.unknown');
  if (item.upstream?.state !== 'refused') return null;
  const { action, reason } = item.upstream;
  return (
    <RowProblem
      tabIndex={tabIndex}
      // The text of an answer is not kept here.
      onRetry={action === 'reply' ? null : () => onAct(action, item)}
      onDismiss={() => onAct('dismiss', item)}
    >
      {t(`upstream.refused.${action}`, { name })} {reason}
    </RowProblem>
  );
}
