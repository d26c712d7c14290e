import { Check, CircleAlert, Clock, type LucideIcon } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Notification } from '#server/notification';
import { CommandIcon, useKeyHint } from '../commands/commands.ts';
import { useRefusal } from '../i18n/use-refusal.ts';
import { type ReplyState, replyState, useStore, useWindowState } from '../state/state.tsx';
import { Button } from '../ui/Button.tsx';
import { Refusal, RefusalButton } from '../ui/Refusal.tsx';
import { Composer } from './Composer.tsx';

interface ReplyAreaProps {
  readonly item: Notification;
  readonly tabIndex: number;
  readonly onReply: () => void;
}

function Line({ icon: Icon, children }: { readonly icon: LucideIcon; readonly children: ReactNode }) {
  return (
    <p className="flex items-center gap-1.5 text-xs text-muted">
      <Icon aria-hidden className="size-3.5 shrink-0" />
      <span className="min-w-0 truncate">{children}</span>
    </p>
  );
}

/** How the last reply went. A refusal has its own part, which a closed row shows too. */
function Fate({ state }: { readonly state: ReplyState }) {
  const { t } = useTranslation('window');
  switch (state.status) {
    case 'sending':
      return <Line icon={Clock}>{t('replies.sending')}</Line>;
    case 'pending':
      return (
        <Line icon={Clock}>
          {t('replies.pending')}: <q>{state.text}</q>
        </Line>
      );
    case 'sent':
      return <Line icon={Check}>{t('replies.sent')}</Line>;
    case 'none':
    case 'refused':
      return null;
    default:
      return state satisfies never;
  }
}

/** Lets the user reply to an open row, and shows how that went. */
export function ReplyArea({ item, tabIndex, onReply }: ReplyAreaProps) {
  const { t } = useTranslation('window');
  const { replies } = useWindowState();
  const keys = useKeyHint('reply.open');
  const all = useStore(replies);
  const draft = all.open === item.id ? all.drafts.get(item.id) : undefined;
  const state = replyState(item, all);
  const { id, reply: to } = item;
  // The row is closed, or gone.
  useEffect(() => () => replies.close(id), [replies, id]);

  // A refusal has its own button for that.
  if (draft === undefined && state.status === 'refused') return null;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: it only keeps clicks on it from closing the row.
    // biome-ignore lint/a11y/noStaticElementInteractions: as above.
    <div onClick={(event) => event.stopPropagation()}>
      {draft !== undefined && to !== null ? (
        <Composer item={item} to={to} draft={draft} />
      ) : (
        <div className="mt-2 flex min-w-0 items-center gap-2.5">
          <Button tabIndex={tabIndex} aria-keyshortcuts={keys.aria} onClick={onReply}>
            <CommandIcon id="reply.open" className="size-3.5" />
            {t('command.reply.open.title')}
          </Button>
          <div role="status" className="min-w-0">
            <Fate state={state} />
          </div>
        </div>
      )}
    </div>
  );
}

interface ReplyRefusalProps {
  readonly item: Notification;
  readonly tabIndex: number;
  readonly onEdit: () => void;
  readonly onDismiss: () => void;
}

/** A refused reply: why, its text, and what the user can do with it. Hidden while the user rewrites it. */
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
          {t('replies.again')}
        </RefusalButton>
        <RefusalButton tabIndex={tabIndex} onClick={onEdit}>
          {t('replies.edit')}
        </RefusalButton>
        <RefusalButton tabIndex={tabIndex} onClick={onDismiss}>
          {t('common.dismiss')}
        </RefusalButton>
      </span>
    </Refusal>
  );
}
