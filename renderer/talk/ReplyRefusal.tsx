import { CircleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Notification } from '#server/notification';
import { useRefusal } from '../i18n/use-refusal.ts';
import { replyState } from '../state/replies.ts';
import { useStore } from '../state/store.ts';
import { useWindowState } from '../state/window.tsx';
import { Refusal, RefusalButton } from '../ui/Refusal.tsx';

interface ReplyRefusalProps {
  readonly item: Notification;
  readonly tabIndex: number;
  readonly onEdit: () => void;
  readonly onDismiss: () => void;
}

/** An answer that nobody wants: why, what it was, and what can be done with it. Not there while it is written anew. */
export function ReplyRefusal({ item, tabIndex, onEdit, onDismiss }: ReplyRefusalProps) {
  const { t } = useTranslation('window');
  const { replies } = useWindowState();
  const why = useRefusal();
  const all = useStore(replies);
  const state = replyState(item, all);
  if (state.status !== 'refused' || all.open === item.id) return null;
  return (
    <Refusal role="note">
      <p className="flex gap-2 pt-0.5 wrap-anywhere">
        <CircleAlert aria-hidden className="mt-px size-4 shrink-0" />
        <span>
          {t('upstream.replyRefused')} {why(state)}
        </span>
      </p>
      <p dir="auto" className="mt-1 line-clamp-3 ps-6 whitespace-pre-wrap text-ink wrap-anywhere select-text">
        {state.text}
      </p>
      <span className="flex justify-end">
        <RefusalButton tabIndex={tabIndex} onClick={() => void replies.send(item, state.text)}>
          {t('talk.again')}
        </RefusalButton>
        <RefusalButton tabIndex={tabIndex} onClick={onEdit}>
          {t('talk.edit')}
        </RefusalButton>
        <RefusalButton tabIndex={tabIndex} onClick={onDismiss}>
          {t('common.dismiss')}
        </RefusalButton>
      </span>
    </Refusal>
  );
}
