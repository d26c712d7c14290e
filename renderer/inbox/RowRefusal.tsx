import { useTranslation } from 'react-i18next';
import type { Notification } from '#server/notification';
import type { RowDeedId } from '../commands/commands.ts';
import { useRefusal } from '../i18n/use-refusal.ts';
import { ReplyRefusal } from '../talk/ReplyRefusal.tsx';
import { RowProblem } from './RowProblem.tsx';
import { useOrigin } from './use-origin.ts';

interface RowRefusalProps {
  readonly item: Notification;
  readonly tabIndex: number;
  readonly onRun: (id: RowDeedId, item: Notification) => void;
}

/** Its source has refused what was done here, so that it is undone; said until it is dismissed or something else is done. */
export function RowRefusal({ item, tabIndex, onRun }: RowRefusalProps) {
  const { t } = useTranslation('window');
  const name = useOrigin(item.source)?.name ?? t('source.unknown');
  const why = useRefusal();
  if (item.upstream?.state !== 'refused') return null;
  const { action } = item.upstream;
  const dismiss = (): void => onRun('inbox.dismiss', item);
  if (action === 'reply') {
    return (
      <ReplyRefusal
        item={item}
        tabIndex={tabIndex}
        onEdit={() => onRun('reply.open', item)}
        onDismiss={dismiss}
      />
    );
  }
  return (
    <RowProblem tabIndex={tabIndex} onRetry={() => onRun(`inbox.${action}`, item)} onDismiss={dismiss}>
      {t(`command.inbox.${action}.refused`, { name })} {why(item.upstream)}
    </RowProblem>
  );
}
