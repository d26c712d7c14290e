import { CircleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Notification } from '#server/notification';
import { replyState } from '../state/replies.ts';
import { useStore } from '../state/store.ts';
import { useWindowState } from '../state/window.tsx';
import { Button } from '../ui/Button.tsx';

interface ReplyRefusalProps {
  readonly item: Notification;
  readonly tabIndex: number;
  readonly onEdit: (item: Notification) => void;
  readonly onDismiss: () => void;
}

/** An answer that nobody wants: why, what it was, and what can be done with it. Not there while it is written anew. */
export function ReplyRefusal({ item, tabIndex, onEdit, onDismiss }: ReplyRefusalProps) {
  const { t } = useTranslation('window');
  const { replies } = useWindowState();
  const all = useStore(replies);
  const state = replyState(item, all);
  if (state.status !== 'refused' || all.open === item.id) return null;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: it only keeps clicks on it from opening the row.
    <div
      role="note"
      className="mt-1.5 rounded-md bg-bad-wash py-1 ps-2.5 pe-1 text-[13px] text-bad"
      onClick={(event) => event.stopPropagation()}
    >
      <p className="flex gap-2 pt-0.5 wrap-anywhere">
        <CircleAlert aria-hidden className="mt-px size-4 shrink-0" />
        <span>
          {t('upstream.refused.reply')} {state.reason}
        </span>
      </p>
      <p dir="auto" className="mt-1 line-clamp-3 ps-6 whitespace-pre-wrap text-ink wrap-anywhere select-text">
        {state.text}
      </p>
      <span className="flex justify-end">
        <Button
          look="quiet"
          className="h-7 px-2"
          tabIndex={tabIndex}
          onClick={() => void replies.send(item, state.text)}
        >
          {t('talk.again')}
        </Button>
        <Button look="quiet" className="h-7 px-2" tabIndex={tabIndex} onClick={() => onEdit(item)}>
          {t('talk.edit')}
        </Button>
        <Button look="quiet" className="h-7 px-2" tabIndex={tabIndex} onClick={onDismiss}>
          {t('common.dismiss')}
        </Button>
      </span>
    </div>
  );
}
