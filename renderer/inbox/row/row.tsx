import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Failure } from '#app/result';
import type { Listed } from '#server/inbox';
import type { Notification } from '#server/notification';
import type { RowCommandId } from '#server/rules/commands';
import { shownWords, writtenWords } from '#server/rules/own-rows';
import { isBlank } from '#server/rules/text/shown-text';
import type { Failed } from '../../../server/client/client.ts';
import type { RowDeedId } from '../../commands/commands.ts';
import { useRowWords } from '../../i18n/use-row-words.ts';
import { useStore, useWindowState } from '../../state/state.tsx';
import { MessageText } from '../../ui/markdown/markdown.tsx';
import { RowAvatar } from '../../ui/RowAvatar.tsx';
import { isGap } from '../../ui/type-icon.ts';
import { useFormats } from '../../ui/use-formats.ts';
import type { Place } from '../list/unfold.ts';
import { RowParts } from '../pane/RowParts.tsx';
import { Marked, RowWhere } from '../search/search.tsx';
import { SelectMark } from '../selection/selection.tsx';
import { SenderRuns } from '../sender/sender.tsx';
import type { Origin } from '../use-origin.ts';
import { RowActions } from './RowActions.tsx';
import { RowState } from './RowState.tsx';
import { RowThread } from './RowThread.tsx';
import { RowVerdict } from './RowVerdict.tsx';
import { RowSource, RowUpstream, useRowSource } from './row-parts.tsx';

interface RowProps {
  readonly item: Listed;
  /** How it stands in its thread; undefined: for itself. */
  readonly thread: Place | undefined;
  readonly failed: Failed<RowCommandId, Failure> | null;
  /** The whole text is shown. */
  readonly open: boolean;
  /** This row has the tab stop of the list. */
  readonly active: boolean;
  /** It says why it was shown or not. */
  readonly why: boolean;
  readonly menuOpen: boolean;
  readonly onRun: (id: RowDeedId, item: Notification) => void;
  readonly onDismiss: (id: string) => void;
}

/** A muted row looks as it counts. */
export const looksUnread = ({ read_at, muted_at }: Pick<Notification, 'read_at' | 'muted_at'>): boolean =>
  read_at === null && muted_at === undefined;

function RowTime({ iso }: { readonly iso: string }) {
  const now = useStore(useWindowState().clock);
  const formats = useFormats();
  const then = Date.parse(iso);
  return (
    <time dateTime={iso} title={formats.absolute(then)} className="text-xs text-muted tabular-nums">
      {formats.relative(then, now)}
    </time>
  );
}

/** What a row says at its title's side, in words after its message. */
function RowFacts({ item, origin }: { readonly item: Notification; readonly origin: Origin | null }) {
  const { t } = useTranslation('window');
  const now = useStore(useWindowState().clock);
  const facts = [
    useFormats().relative(Date.parse(item.created_at), now),
    ...(origin === null ? [] : [t('source.from', { name: origin.name })]),
    ...(item.occurrences === 1 ? [] : [t('row.occurrencesLabel', { count: item.occurrences })]),
  ];
  return <span className="sr-only">{`. ${facts.join('. ')}.`}</span>;
}

/** The contents of one notification. The list owns its frame, focus and position. */
export const Row = memo(function Row(props: RowProps) {
  const { item, thread, failed, open, active, why, menuOpen, onRun, onDismiss } = props;
  const { t } = useTranslation('window');
  const origin = useRowSource(item.source);
  const words = useRowWords();
  const { title, message } = (open ? writtenWords : shownWords)(item, words);
  const unread = looksUnread(item);
  const loud = item.priority >= 4 ? (item.priority === 5 ? 'critical' : 'high') : null;
  const stop = active ? 0 : -1;

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter is handled by the list, on the row that has the focus.
    // biome-ignore lint/a11y/noStaticElementInteractions: the article around it is the control; a click is its Enter.
    <div
      className={`@container relative flex gap-3 py-3 pe-[calc(1rem-var(--scrollbar))] compact:py-1.5 ${thread?.kind === 'part' ? 'ps-12 compact:ps-10' : 'ps-4'}`}
      onClick={() => {
        if (getSelection()?.isCollapsed !== false) onRun('row.toggle', item);
      }}
    >
      {loud === null ? null : (
        <span
          aria-hidden
          className={`absolute inset-y-1.5 start-0 w-[3px] rounded-e forced-colors:bg-[CanvasText] ${loud === 'critical' ? 'bg-bad-bar' : 'bg-warn-bar'}`}
        />
      )}
      <div className="relative shrink-0 self-start">
        <RowAvatar icon={item.icon} type={item.type} />
        <SelectMark id={item.id} />
      </div>
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline gap-x-2 @max-[17rem]:flex-col @max-[17rem]:items-stretch">
          <div dir="auto" className="flex min-w-0 flex-1 items-baseline gap-2">
            <h2
              id={`title-${item.id}`}
              className={`min-w-0 wrap-anywhere ${isGap(item.type) ? 'text-[13px]' : 'text-sm'} ${open ? 'select-text' : 'line-clamp-2 compact:line-clamp-1'} ${unread ? 'font-semibold text-ink' : 'font-normal text-soft'}`}
            >
              <Marked text={title} />
            </h2>
            {item.occurrences === 1 ? null : (
              <span aria-hidden dir="ltr" className="shrink-0 text-xs font-medium text-muted tabular-nums">
                {t('row.occurrences', { count: item.occurrences })}
              </span>
            )}
          </div>
          <span className="relative flex shrink-0 items-center gap-1.5">
            <RowActions item={item} tabIndex={stop} menuOpen={menuOpen} onRun={onRun} />
            {origin === null ? null : <RowSource origin={origin} />}
            <RowTime iso={item.created_at} />
            <span
              className={`size-2 rounded-full ${unread ? 'bg-accent-fill forced-colors:bg-[Highlight]' : 'bg-transparent'}`}
              data-dot={unread}
              aria-hidden
            />
          </span>
        </div>
        <div id={`about-${item.id}`}>
          {unread ? <span className="sr-only">{t('row.unread')}. </span> : null}
          {isBlank(message) ? null : open ? (
            <div className="mt-0.5 max-w-[70ch] text-[13px] text-ink select-text wrap-anywhere">
              <MessageText text={message} format={item.format} tabIndex={stop} />
            </div>
          ) : (
            <p
              dir="auto"
              className="mt-0.5 line-clamp-2 text-start text-[13px] text-muted wrap-anywhere compact:line-clamp-1"
            >
              <Marked text={message} excerpt />
            </p>
          )}
          <RowFacts item={item} origin={origin} />
          <div className="mt-1 flex flex-wrap items-center gap-x-2.5 gap-y-1 empty:hidden">
            {loud === null ? null : (
              <p
                className={`rounded px-1.5 text-[11px] leading-[18px] font-semibold ${loud === 'critical' ? 'bg-bad-wash text-bad' : 'bg-warn-wash text-warn'}`}
              >
                {t(`row.${loud}`)}
              </p>
            )}
            <RowState item={item} />
            <RowWhere item={item} />
            <RowUpstream item={item} open={open} />
            {item.runs === undefined ? null : <SenderRuns item={item} open={open} />}
            <RowVerdict item={item} tabIndex={stop} />
          </div>
        </div>
        {thread === undefined ? null : <RowThread item={item} place={thread} tabIndex={stop} onRun={onRun} />}
        <RowParts {...{ item, failed, open, unread, why, onRun, onDismiss }} tabIndex={stop} />
      </div>
    </div>
  );
});
