import { Check, CircleAlert, Clock, type LucideIcon, Reply } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Notification } from '#server/notification';
import { type ReplyState, replyState } from '../state/replies.ts';
import { useStore } from '../state/store.ts';
import { useWindowState } from '../state/window.tsx';
import { Button } from '../ui/Button.tsx';
import { Composer } from './Composer.tsx';

interface ReplyAreaProps {
  readonly item: Notification;
  readonly tabIndex: number;
  readonly onReply: (item: Notification) => void;
}

function Line({ icon: Icon, children }: { readonly icon: LucideIcon; readonly children: ReactNode }) {
  return (
    <p className="flex items-center gap-1.5 text-xs text-muted">
      <Icon aria-hidden className="size-3.5 shrink-0" />
      <span className="min-w-0 truncate">{children}</span>
    </p>
  );
}

/** How the last answer fares; a refusal, with what can be done, is shown below it. */
function Fate({ state }: { readonly state: ReplyState }) {
  const { t } = useTranslation('window');
  switch (state.status) {
    case 'sending':
      return <Line icon={Clock}>{t('talk.sending')}</Line>;
    case 'pending':
      return (
        <Line icon={Clock}>
          {t('talk.pending')}: <q>{state.text}</q>
        </Line>
      );
    case 'sent':
      return <Line icon={Check}>{t('talk.sent')}</Line>;
    case 'none':
    case 'refused':
      return null;
    default:
      return state satisfies never;
  }
}

/** Of an open row that can be answered: the way to answer it, and how that went. */
export function ReplyArea({ item, tabIndex, onReply }: ReplyAreaProps) {
  const { t } = useTranslation('window');
  const { replies } = useWindowState();
  const all = useStore(replies);
  const draft = all.open === item.id ? all.drafts.get(item.id) : undefined;
  const state = replyState(item, all);
  const { id, reply: to } = item;
  // The row is closed, or gone.
  useEffect(() => () => replies.close(id), [replies, id]);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: it only keeps clicks on it from closing the row.
    // biome-ignore lint/a11y/noStaticElementInteractions: as above.
    <div onClick={(event) => event.stopPropagation()}>
      {state.status === 'refused' && draft === undefined ? (
        <div role="alert" className="mt-2 rounded-md bg-bad-wash py-1.5 ps-2.5 pe-1 text-[13px] text-bad">
          <p className="flex gap-2 wrap-anywhere">
            <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
            <span>
              {t('talk.refused')} {state.reason}
            </span>
          </p>
          <p
            className="mt-1 line-clamp-3 ps-6 whitespace-pre-wrap text-ink wrap-anywhere select-text"
            dir="auto"
          >
            {state.text}
          </p>
          <span className="mt-0.5 flex justify-end">
            <Button
              look="quiet"
              className="h-7 px-2"
              tabIndex={tabIndex}
              onClick={() => void replies.send(item, state.text)}
            >
              {t('talk.again')}
            </Button>
            <Button look="quiet" className="h-7 px-2" tabIndex={tabIndex} onClick={() => onReply(item)}>
              {t('talk.edit')}
            </Button>
          </span>
        </div>
      ) : null}
      {draft !== undefined && to !== null ? (
        <Composer item={item} to={to} draft={draft} />
      ) : (
        <div className="mt-2 flex min-w-0 items-center gap-2.5">
          {state.status === 'refused' ? null : (
            <Button tabIndex={tabIndex} aria-keyshortcuts="R" onClick={() => onReply(item)}>
              <Reply aria-hidden className="size-3.5" />
              {t('talk.reply')}
            </Button>
          )}
          <div role="status" className="min-w-0">
            <Fate state={state} />
          </div>
        </div>
      )}
    </div>
  );
}
