import { useState } from 'react';
import type { Failure } from '#app/result';
import type { Notification } from '#server/notification';
import { offered, type RowCommandId } from '#server/rules/commands';
import { writtenWords } from '#server/rules/own-rows';
import { isBlank } from '#server/rules/text/shown-text';
import type { Failed } from '../../../server/client/client.ts';
import { CommandButton, ROW_DEEDS, type RowDeedId, TABLE } from '../../commands/commands.ts';
import { useRowWords } from '../../i18n/use-row-words.ts';
import { useStore, useWindowState } from '../../state/state.tsx';
import { MessageText } from '../../ui/markdown/markdown.tsx';
import { RowAvatar } from '../../ui/RowAvatar.tsx';
import { useEscape } from '../../ui/use-escape.ts';
import { useFormats } from '../../ui/use-formats.ts';
import { RowVerdict } from '../row/RowVerdict.tsx';
import { RowSource, RowUpstream, useRowSource } from '../row/row-parts.tsx';
import { Marked } from '../search/search.tsx';
import { SenderRuns } from '../sender/sender.tsx';
import { RowParts } from './RowParts.tsx';

interface PaneArticleProps {
  readonly item: Notification;
  readonly failed: Failed<RowCommandId, Failure> | null;
  readonly why: boolean;
  readonly onRun: (id: RowDeedId, item: Notification) => void;
  readonly onDismiss: (id: string) => void;
}

/** Focuses the row of the list. */
const toList = (): void => document.querySelector<HTMLElement>('[role="feed"] [tabindex="0"]')?.focus();

/** When it was sent: shortly, in full when it is pressed. */
function SentAt({ iso }: { readonly iso: string }) {
  const formats = useFormats();
  const now = useStore(useWindowState().clock);
  const [full, setFull] = useState(false);
  const then = Date.parse(iso);
  return (
    <button
      type="button"
      title={formats.absolute(then)}
      className="rounded text-muted tabular-nums hover:text-ink"
      onClick={() => setFull(!full)}
    >
      <time dateTime={iso}>{full ? formats.absolute(then) : formats.relative(then, now)}</time>
    </button>
  );
}

/** A whole notification beside the list. */
export function PaneArticle(props: PaneArticleProps) {
  const { item, failed, why, onRun, onDismiss } = props;
  const origin = useRowSource(item.source);
  const { title, message } = writtenWords(item, useRowWords());
  const [reading, setReading] = useState(false);
  const owner = useEscape(toList, reading);
  const deeds = offered(ROW_DEEDS, 'row', item).filter((id) => id !== 'row.menu');
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it scrolls by the keys; in it, they act on the row that it shows.
    <div
      {...owner}
      data-reading=""
      // biome-ignore lint/a11y/noNoninteractiveTabindex: as above.
      tabIndex={0}
      className="min-h-0 flex-1 overflow-y-auto px-6 py-5 outline-offset-[-3px]"
      onFocus={() => setReading(true)}
      onBlur={({ currentTarget, relatedTarget }) =>
        setReading(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))
      }
    >
      <div className="mx-auto max-w-[72ch]">
        <div className="mb-4 flex items-center gap-1">
          {deeds.map((id) => (
            <CommandButton key={TABLE[id].keys[0]} id={id} onClick={() => onRun(id, item)} />
          ))}
        </div>
        <header className="flex gap-3">
          <RowAvatar icon={item.icon} type={item.type} />
          <div className="min-w-0 flex-1">
            <h2
              dir="auto"
              className="text-start text-lg leading-snug font-semibold wrap-anywhere select-text"
            >
              <Marked text={title} />
            </h2>
            <div className="mt-0.5 flex flex-wrap items-center gap-x-2.5 gap-y-1 text-xs text-muted">
              {item.sender === null || item.sender === undefined ? null : (
                <span dir="auto" className="font-medium text-soft select-text">
                  {item.sender}
                </span>
              )}
              {origin === null ? null : <RowSource origin={origin} />}
              <SentAt iso={item.created_at} />
              <RowUpstream item={item} open />
              {item.runs === undefined ? null : <SenderRuns item={item} open />}
              <RowVerdict item={item} tabIndex={0} />
            </div>
          </div>
        </header>
        {isBlank(message) ? null : (
          <div className="mt-4 max-w-[70ch] text-[15px] leading-relaxed text-ink select-text wrap-anywhere">
            <MessageText text={message} format={item.format} tabIndex={0} />
          </div>
        )}
        <RowParts {...{ item, failed, why, onRun, onDismiss }} open unread={false} tabIndex={0} />
      </div>
    </div>
  );
}
