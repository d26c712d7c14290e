import { Archive, Inbox, Mail, MailOpen, Reply, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Notification } from '#server/notification';
import type { RowAction } from '../state/overlay.ts';
import { IconButton } from '../ui/IconButton.tsx';

interface RowActionsProps {
  readonly item: Notification;
  readonly tabIndex: number;
  readonly onAct: (action: RowAction, item: Notification) => void;
  readonly onReply: (item: Notification) => void;
}

/** The buttons of a row, there while it is pointed at or has the focus. */
export function RowActions({ item, tabIndex, onAct, onReply }: RowActionsProps) {
  const { t } = useTranslation('window');
  const unread = item.read_at === null;
  const archived = item.archived_at !== null;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: it only keeps clicks between the buttons from opening the row.
    // biome-ignore lint/a11y/noStaticElementInteractions: as above.
    <div
      className="absolute end-[calc(0.875rem-var(--scrollbar))] top-2 flex gap-px rounded-lg border border-line bg-canvas p-px opacity-0 shadow-sm group-hover:opacity-100 group-has-focus-visible:opacity-100 group-focus-visible:opacity-100"
      onClick={(event) => event.stopPropagation()}
    >
      {item.reply === null ? null : (
        <IconButton
          icon={Reply}
          label={t('talk.reply')}
          hint="R"
          small
          tabIndex={tabIndex}
          onClick={() => onReply(item)}
        />
      )}
      <IconButton
        icon={unread ? MailOpen : Mail}
        label={unread ? t('row.read') : t('row.markUnread')}
        hint="U"
        small
        tabIndex={tabIndex}
        onClick={() => onAct(unread ? 'read' : 'unread', item)}
      />
      <IconButton
        icon={archived ? Inbox : Archive}
        label={archived ? t('row.unarchive') : t('row.archive')}
        hint="E"
        small
        tabIndex={tabIndex}
        onClick={() => onAct(archived ? 'unarchive' : 'archive', item)}
      />
      <IconButton
        icon={Trash2}
        label={t('row.delete')}
        hint="#"
        small
        tabIndex={tabIndex}
        onClick={() => onAct('delete', item)}
      />
    </div>
  );
}
