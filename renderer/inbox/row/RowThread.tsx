import { ChevronDown, ChevronUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Listed } from '#server/inbox';
import type { RowDeedId } from '../../commands/commands.ts';
import { useWindowState } from '../../state/state.tsx';
import type { Place } from '../list/unfold.ts';

interface RowThreadProps {
  readonly item: Listed;
  readonly place: Place;
  readonly tabIndex: number;
  readonly onRun: (id: RowDeedId, item: Listed) => void;
}

const BUTTON =
  'mt-1 flex h-6 w-fit items-center gap-1 rounded-md bg-hover px-2 text-xs font-medium text-soft hover:text-ink forced-colors:border';

/** How many earlier rows an entry stands for, to show or hide them; below the last one that is loaded: to load more. */
export function RowThread({ item, place, tabIndex, onRun }: RowThreadProps) {
  const { t } = useTranslation('window');
  const { threads } = useWindowState();
  if (place.kind === 'part') {
    if (!place.isLast) return null;
    return (
      <button
        type="button"
        tabIndex={tabIndex}
        className={BUTTON}
        onClick={(event) => {
          event.stopPropagation();
          threads.more(place.key);
        }}
      >
        <ChevronDown aria-hidden className="size-3.5" />
        {t('thread.more')}
      </button>
    );
  }
  const { earlier, unread, isExpanded } = place;
  const Icon = isExpanded ? ChevronUp : ChevronDown;
  return (
    <button
      type="button"
      tabIndex={tabIndex}
      aria-expanded={isExpanded}
      className={BUTTON}
      onClick={(event) => {
        event.stopPropagation();
        onRun(isExpanded ? 'thread.collapse' : 'thread.expand', item);
      }}
    >
      <span id={`thread-${item.id}`}>{t('thread.earlier', { count: earlier })}</span>
      {unread === 0 ? null : <span className="text-accent">· {t('thread.unread', { count: unread })}</span>}
      <Icon aria-hidden className="size-3.5" />
    </button>
  );
}
