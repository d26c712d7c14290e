import { Tabs } from 'radix-ui';
import type { ViewEntry } from './use-views.ts';

/** More than these are not told apart. */
const MOST = 999;

/** How many rows a view has. */
export function ViewCount({ count, isUnread }: Pick<ViewEntry, 'count' | 'isUnread'>) {
  if (count === 0) return null;
  return (
    <span
      title={count > MOST ? String(count) : undefined}
      className={`shrink-0 text-[11px] leading-[18px] tabular-nums ${isUnread ? 'rounded-full bg-accent-wash px-1.5 font-semibold text-accent' : 'font-medium text-muted'}`}
    >
      {count > MOST ? `${MOST}+` : count}
    </span>
  );
}

/** A view as a tab beside others. */
export function ViewTab({ entry }: { readonly entry: ViewEntry }) {
  return (
    <Tabs.Trigger
      value={entry.key}
      className="group relative flex h-9 min-w-0 items-center gap-1.5 rounded-md px-2 text-[13px] font-medium text-muted outline-offset-[-2px] hover:text-ink data-[state=active]:text-ink data-[state=active]:after:absolute data-[state=active]:after:inset-x-2 data-[state=active]:after:bottom-0 data-[state=active]:after:h-0.5 data-[state=active]:after:rounded-full data-[state=active]:after:bg-accent-fill forced-colors:data-[state=active]:after:bg-[Highlight]"
    >
      <span dir="auto" className="truncate">
        {entry.name}
      </span>
      <ViewCount {...entry} />
    </Tabs.Trigger>
  );
}

/** A view as a line of the side bar. */
export function ViewLine({ entry }: { readonly entry: ViewEntry }) {
  const { icon: Icon, name } = entry;
  return (
    <Tabs.Trigger
      value={entry.key}
      className="flex h-8 w-full shrink-0 items-center gap-2.5 rounded-md px-2.5 text-start text-[13px] text-soft outline-offset-[-2px] hover:bg-hover data-[state=active]:bg-hover data-[state=active]:font-medium data-[state=active]:text-ink forced-colors:data-[state=active]:bg-[Highlight] forced-colors:data-[state=active]:text-[HighlightText] forced-colors:data-[state=active]:forced-color-adjust-none"
    >
      <Icon aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />
      <span dir="auto" className="min-w-0 flex-1 truncate">
        {name}
      </span>
      <ViewCount {...entry} />
    </Tabs.Trigger>
  );
}
