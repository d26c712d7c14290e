import { ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/IconButton.tsx';
import { MenuChoice, MenuContent } from '../../ui/menu.tsx';
import type { ViewEntry, Views } from './use-views.ts';
import { ViewCount } from './ViewTab.tsx';

function Item({ entry }: { readonly entry: ViewEntry }) {
  const { icon: Icon, name } = entry;
  return (
    <MenuChoice
      value={entry.key}
      name={name}
      mark={<Icon aria-hidden className="size-4 shrink-0 text-muted" strokeWidth={1.75} />}
      count={<ViewCount {...entry} />}
    />
  );
}

/** All views, where there is no room for their tabs. */
export function ViewsMenu({ entries, current }: Pick<Views, 'entries' | 'current'>) {
  const { t } = useTranslation('window');
  const saved = entries.filter(({ filter }) => filter !== null);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <IconButton icon={ChevronDown} small label={t('views.all')} onClick={() => {}} />
      </DropdownMenu.Trigger>
      {/* In its place and not in a portal: there it would be outside of every landmark. */}
      <MenuContent align="start">
        <DropdownMenu.RadioGroup
          value={current.key}
          onValueChange={(key) => entries.find((entry) => entry.key === key)?.open()}
        >
          {entries.map((entry) => (entry.filter === null ? <Item key={entry.key} entry={entry} /> : null))}
          {saved.length === 0 ? null : (
            <>
              <DropdownMenu.Separator className="mx-2 my-1 h-px bg-line" />
              <DropdownMenu.Label className="px-2 pt-1 pb-0.5 text-xs text-muted">
                {t('views.searches')}
              </DropdownMenu.Label>
              {saved.map((entry) => (
                <Item key={entry.key} entry={entry} />
              ))}
            </>
          )}
        </DropdownMenu.RadioGroup>
      </MenuContent>
    </DropdownMenu.Root>
  );
}
