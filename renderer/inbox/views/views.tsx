/** The views and saved searches: as tabs over the list, or as a side bar where there is room for one. */
import { Tabs } from 'radix-ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { SavedSearch } from './SavedSearch.tsx';
import type { Views } from './use-views.ts';
import { ViewsMenu } from './ViewsMenu.tsx';
import { ViewLine, ViewTab } from './ViewTab.tsx';

export { BinBar } from './BinBar.tsx';
export { useViews } from './use-views.ts';

/** Where the side bar leaves enough room for a list and a reading pane. */
export const WIDE = '(min-width: 1080px)';

/** These always have a tab. */
const FIRST: ReadonlySet<string> = new Set(['inbox', 'unread', 'done']);

interface ViewsProps {
  readonly views: Views;
  /** What narrows the list further. */
  readonly children: ReactNode;
}

/** A few views, the one that is shown, and a menu of all. */
export function ViewBar({ views, children }: ViewsProps) {
  const { t } = useTranslation('window');
  const { entries, current } = views;
  return (
    <div className="flex items-center gap-1 ps-2 pe-2.5">
      <Tabs.List aria-label={t('views.label')} className="flex min-w-0 gap-1">
        {entries
          .filter(({ key }) => FIRST.has(key) || key === current.key)
          .map((entry) => (
            <ViewTab key={entry.key} entry={entry} />
          ))}
      </Tabs.List>
      <ViewsMenu {...views} />
      <span className="flex-1" />
      <SavedSearch {...views} />
      {children}
    </div>
  );
}

/** All of them beside the list. */
export function ViewSide({ views, children }: ViewsProps) {
  const { t } = useTranslation('window');
  const { entries } = views;
  const saved = entries.filter(({ filter }) => filter !== null);
  return (
    <div className="flex w-52 shrink-0 flex-col gap-2 overflow-y-auto border-e border-line p-2">
      <Tabs.List aria-label={t('views.label')} className="flex flex-col gap-px">
        {entries
          .filter(({ filter }) => filter === null)
          .map((entry) => (
            <ViewLine key={entry.key} entry={entry} />
          ))}
        {saved.length === 0 ? null : (
          <p aria-hidden className="px-2.5 pt-3 pb-1 text-xs font-semibold text-muted">
            {t('views.searches')}
          </p>
        )}
        {saved.map((entry) => (
          <ViewLine key={entry.key} entry={entry} />
        ))}
      </Tabs.List>
      <div className="flex items-center justify-end gap-1">
        {children}
        <SavedSearch {...views} />
      </div>
    </div>
  );
}
