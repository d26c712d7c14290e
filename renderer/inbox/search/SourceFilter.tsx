import { ChevronDown, ListFilter } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import type { Counts } from '#server/inbox';
import { useStore, useWindowState } from '../../state/state.tsx';
import { MenuChoice, MenuContent } from '../../ui/menu.tsx';
import { useOrigins } from '../use-origin.ts';

/** Value of “All sources”; no source has this id. */
const ALL = '';

function Choice(props: Readonly<{ value: string; name: string; dot: string | null; unread: number }>) {
  const { t } = useTranslation('window');
  const { value, name, dot, unread } = props;
  return (
    <MenuChoice
      value={value}
      name={name}
      mark={
        dot === null ? (
          <ListFilter aria-hidden className="size-3.5 shrink-0 text-muted" />
        ) : (
          <span aria-hidden className={`mx-0.5 size-2.5 shrink-0 rounded-full ${dot}`} />
        )
      }
      count={
        unread === 0 ? null : (
          <span className="text-xs text-muted tabular-nums">
            <span aria-hidden>{unread}</span>
            <span className="sr-only">{t('sources.unread', { count: unread })}</span>
          </span>
        )
      }
    />
  );
}

/** Chooses the source whose rows are shown. Absent while there is only this computer. */
export function SourceFilter({ counts }: { readonly counts: Counts }) {
  const { t } = useTranslation('window');
  const { search } = useWindowState();
  const { source } = useStore(search);
  const origins = useOrigins();
  if (origins.length === 0) return null;
  const chosen = origins.find(({ id }) => id === source) ?? null;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        aria-label={t('source.filter', { name: chosen?.name ?? t('source.all') })}
        className={`flex h-7 min-w-0 items-center gap-1.5 rounded-md ps-2 pe-1.5 text-[13px] hover:bg-hover data-[state=open]:bg-hover ${chosen === null ? 'text-muted hover:text-ink' : 'bg-accent-wash font-medium text-ink'}`}
      >
        {chosen === null ? null : (
          <span aria-hidden className={`size-2 shrink-0 rounded-full ${chosen.dot}`} />
        )}
        <span dir="auto" className="truncate">
          {chosen?.name ?? t('source.all')}
        </span>
        <ChevronDown aria-hidden className="size-3.5 shrink-0" />
      </DropdownMenu.Trigger>
      {/* In its place and not in a portal: there it would be outside of every landmark. */}
      <MenuContent align="end">
        <DropdownMenu.RadioGroup
          value={source ?? ALL}
          onValueChange={(value) => search.choose(value === ALL ? null : value)}
        >
          <Choice value={ALL} name={t('source.all')} dot={null} unread={counts.unread} />
          <DropdownMenu.Separator className="mx-2 my-1 h-px bg-line" />
          {origins.map(({ id, name, dot }) => (
            <Choice key={id} value={id} name={name} dot={dot} unread={counts.by_source[id] ?? 0} />
          ))}
        </DropdownMenu.RadioGroup>
      </MenuContent>
    </DropdownMenu.Root>
  );
}
