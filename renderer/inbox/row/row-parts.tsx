import { CircleAlert, Clock, MailCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Notification } from '#server/notification';
import { LOCAL } from '#server/rules/content';
import type { RowDeedId } from '../../commands/commands.ts';
import { useRefusal } from '../../i18n/use-refusal.ts';
import { ReplyRefusal } from '../../replies/replies.tsx';
import { useStore, useWindowState } from '../../state/state.tsx';
import { Refusal, RefusalButton } from '../../ui/Refusal.tsx';
import { useCopied } from '../../ui/use-copied.ts';
import { type Origin, useOrigin } from '../use-origin.ts';

/** Where a row comes from; null where that says nothing: it was sent here, or all rows shown come from there. */
export function useRowSource(source: string): Origin | null {
  const origin = useOrigin(source);
  const chosen = useStore(useWindowState().search).source;
  return source === LOCAL || chosen !== null ? null : origin;
}

/** The colour and name of where a row comes from. Its description says the same. */
export function RowSource({ origin }: { readonly origin: Origin }) {
  return (
    <span aria-hidden className="flex max-w-[min(8rem,30cqw)] items-center gap-1.5 text-xs text-muted">
      <span className={`size-2 shrink-0 rounded-full ${origin.dot}`} />
      <span dir="auto" className="truncate">
        {origin.name}
      </span>
    </span>
  );
}

/** How its source differs: it has not heard of the user's action yet, or cannot take one back; `open`: in words. */
export function RowUpstream({ item, open }: { readonly item: Notification; readonly open: boolean }) {
  const { t } = useTranslation('window');
  const name = useOrigin(item.source)?.name ?? t('source.unknown');
  const { state, action } = item.upstream ?? { state: 'refused' };
  if (state === 'refused') return null;
  const isKept = state === 'kept';
  const isReply = action === 'reply';
  // An open row shows it with its text.
  if (isReply && open) return null;
  const words = isKept ? (action === 'read' ? 'upstream.keptRead' : 'upstream.kept') : 'upstream.pending';
  const text = t(isReply ? 'upstream.replying' : words, { name });
  const Icon = isKept ? MailCheck : Clock;
  return (
    <span title={text} className="flex min-w-0 items-center gap-1 text-xs text-muted">
      <Icon aria-hidden className="size-3.5 shrink-0" />
      <span className={open ? 'truncate' : 'sr-only'}>{text}</span>
    </span>
  );
}

interface RowProblemProps {
  readonly children: ReactNode;
  /** It has just failed, so a screen reader says it at once. */
  readonly alert?: boolean;
  readonly tabIndex: number;
  /** Further buttons. */
  readonly more?: ReactNode;
  /** Missing: it cannot be tried again from here. */
  readonly onRetry?: (() => void) | undefined;
  readonly onDismiss: () => void;
}

/** An action on a row that failed or was refused. */
export function RowProblem({ children, alert = false, tabIndex, more, onRetry, onDismiss }: RowProblemProps) {
  const { t } = useTranslation('window');
  return (
    <Refusal role={alert ? 'alert' : 'note'} className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <CircleAlert aria-hidden className="size-4 shrink-0" />
      <span className="min-w-52 flex-1 wrap-anywhere">{children}</span>
      <span className="ms-auto flex">
        {more}
        {onRetry === undefined ? null : (
          <RefusalButton tabIndex={tabIndex} onClick={onRetry}>
            {t('common.retry')}
          </RefusalButton>
        )}
        <RefusalButton tabIndex={tabIndex} onClick={onDismiss}>
          {t('common.dismiss')}
        </RefusalButton>
      </span>
    </Refusal>
  );
}

/** Copies a link that could not be opened here. */
export function CopyLink({ id, tabIndex }: { readonly id: string; readonly tabIndex: number }) {
  const { t } = useTranslation('window');
  const { actions } = useWindowState();
  const [copied, setCopied] = useCopied();
  return (
    <RefusalButton tabIndex={tabIndex} onClick={async () => setCopied(await actions.copyLink(id))}>
      {t(copied ? 'row.linkCopied' : 'command.inbox.copyLink.title')}
    </RefusalButton>
  );
}

interface RowRefusalProps {
  readonly item: Notification;
  readonly tabIndex: number;
  readonly onRun: (id: RowDeedId, item: Notification) => void;
}

/** What the window can ask for once more. */
const RETRIED = [
  ...(['inbox.read', 'inbox.unread', 'inbox.done', 'inbox.restore', 'inbox.delete'] as const),
  'inbox.acknowledge',
] as const;

/** The source refused the user's action, so it was reverted. Shown until it is dismissed or something else is done. */
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
  const command = RETRIED.find((id) => id === `inbox.${action}`);
  return (
    <RowProblem
      tabIndex={tabIndex}
      onRetry={command === undefined ? undefined : () => onRun(command, item)}
      onDismiss={dismiss}
    >
      {command === undefined ? t('upstream.refused', { name }) : t(`command.${command}.refused`, { name })}{' '}
      {why(item.upstream)}
    </RowProblem>
  );
}
