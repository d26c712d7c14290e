import { CheckCheck } from 'lucide-react';
import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { DayLabel } from '../../ui/times.ts';
import { useFormats } from '../../ui/use-formats.ts';
import { HEADING_HEIGHT } from './use-virtual-entries.ts';

interface DayHeadingProps {
  readonly label: DayLabel;
  /** Where it is drawn; null: it sticks to the top. */
  readonly place: CSSProperties | null;
  /** undefined: nothing of the day is unread. */
  readonly onRead: (() => void) | undefined;
}

/**
 * The day of the rows below. Each row says its own day, and a feed may contain only articles: so it is for the eyes and the pointer, and
 * the keyboard has a command of the row.
 */
export function DayHeading({ label, place, onRead }: DayHeadingProps) {
  const { t } = useTranslation('window');
  const formats = useFormats();
  return (
    <div
      aria-hidden
      style={{ ...place, height: HEADING_HEIGHT }}
      className={`group/day flex items-center justify-between bg-canvas ps-4 pe-[calc(1rem-var(--scrollbar))] text-xs font-semibold text-muted ${place === null ? 'sticky top-0 z-10' : 'absolute inset-x-0 top-0'}`}
    >
      {formats.day(label)}
      {onRead === undefined ? null : (
        <button
          type="button"
          tabIndex={-1}
          className="flex h-6 items-center gap-1 rounded-md px-1.5 font-medium opacity-0 group-hover/day:opacity-100 hover:bg-hover hover:text-ink"
          onClick={onRead}
        >
          <CheckCheck className="size-3.5" />
          {t('command.day.read.title')}
        </button>
      )}
    </div>
  );
}
