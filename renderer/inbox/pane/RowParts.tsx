import { ArrowUpRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Failure } from '#app/result';
import type { Notification } from '#server/notification';
import type { RowCommandId } from '#server/rules/commands';
import type { Failed } from '../../../server/client/client.ts';
import type { RowDeedId } from '../../commands/commands.ts';
import { ReplyArea } from '../../replies/replies.tsx';
import { Button } from '../../ui/Button.tsx';
import { linkTarget, safeLink } from '../../ui/markdown/links.ts';
import { RowEmergency } from '../row/RowEmergency.tsx';
import { CopyLink, RowProblem, RowRefusal } from '../row/row-parts.tsx';
import { SenderButtons, SenderProblem } from '../sender/sender.tsx';
import { WhyPanel } from '../why/why.tsx';
import { Attachments, Details, Tags } from './Extras.tsx';
import { ThreadList } from './ThreadList.tsx';

interface RowPartsProps {
  readonly item: Notification;
  readonly failed: Failed<RowCommandId, Failure> | null;
  /** The whole text is above, in the row or in the pane. */
  readonly open: boolean;
  readonly unread: boolean;
  readonly why: boolean;
  readonly tabIndex: number;
  readonly onRun: (id: RowDeedId, item: Notification) => void;
  readonly onDismiss: (id: string) => void;
}

/** What stands below the text of a notification: in its row, and if it is `open`, in the row or in the reading pane. */
export function RowParts({ item, failed, open, unread, why, tabIndex, onRun, onDismiss }: RowPartsProps) {
  const { t } = useTranslation('window');
  const { url } = item;
  const link = url === null ? null : safeLink(url);
  return (
    <>
      {open && item.trimmed === true ? <p className="mt-1 text-xs text-muted">{t('row.trimmed')}</p> : null}
      {open ? <Tags item={item} /> : null}
      {open ? <Attachments item={item} tabIndex={tabIndex} /> : null}
      {open && url !== null ? (
        <Button
          className="mt-2 max-w-full"
          tabIndex={tabIndex}
          onClick={(event) => {
            event.stopPropagation();
            onRun('row.link', item);
          }}
        >
          <span className="truncate">
            {t('row.openLink', { host: link === null ? url : linkTarget(link) })}
          </span>
          <ArrowUpRight aria-hidden className="size-3.5 shrink-0" />
        </Button>
      ) : null}
      <RowEmergency item={item} tabIndex={tabIndex} onRun={onRun} />
      {item.actions !== undefined && (open || unread) ? (
        <SenderButtons item={item} tabIndex={tabIndex} />
      ) : null}
      {item.actions === undefined ? null : <SenderProblem item={item} tabIndex={tabIndex} open={open} />}
      {open && why ? (
        <WhyPanel item={item} tabIndex={tabIndex} onClose={() => onRun('row.why', item)} />
      ) : null}
      <RowRefusal item={item} tabIndex={tabIndex} onRun={onRun} />
      {open && item.reply !== null ? (
        <ReplyArea item={item} tabIndex={tabIndex} onReply={() => onRun('reply.open', item)} />
      ) : null}
      {open ? <ThreadList item={item} tabIndex={tabIndex} /> : null}
      {open ? <Details item={item} tabIndex={tabIndex} onWhy={() => onRun('row.why', item)} /> : null}
      {failed === null ? null : (
        <RowProblem
          alert
          tabIndex={tabIndex}
          more={
            failed.command === 'inbox.open' && url !== null && <CopyLink id={item.id} tabIndex={tabIndex} />
          }
          onRetry={() => onRun(failed.command, item)}
          onDismiss={() => onDismiss(item.id)}
        >
          {t(`command.${failed.command}.failed`)} {t(`failure.${failed.error.code}`)}
        </RowProblem>
      )}
    </>
  );
}
