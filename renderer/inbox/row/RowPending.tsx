import { Clock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Notification } from '#server/notification';
import { useOrigin } from '../use-origin.ts';

/** What was done here waits for its source to be told; `open`: in words. */
export function RowPending({ item, open }: { readonly item: Notification; readonly open: boolean }) {
  const { t } = useTranslation('window');
  const name = useOrigin(item.source)?.name ?? t('source.unknown');
  if (item.upstream?.state !== 'pending') return null;
  const isReply = item.upstream.action === 'reply';
  // An open row shows it with its text.
  if (isReply && open) return null;
  const text = t(isReply ? 'upstream.replying' : 'upstream.pending', { name });
  return (
    <span title={text} className="flex min-w-0 items-center gap-1 text-xs text-muted">
      <Clock aria-hidden className="size-3.5 shrink-0" />
      <span className={open ? 'truncate' : 'sr-only'}>{text}</span>
    </span>
  );
}
