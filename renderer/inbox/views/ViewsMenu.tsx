import { Check, ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/IconButton.tsx';
import type { ViewEntry, Views } from './use-views.ts';
import { ViewCount } from './ViewTab.tsx';

function Item({ entry }: { readonly entry: ViewEntry }) {
  const { icon: Icon, name } = entry;
  return (
    <DropdownMenu.RadioItem
      value={entry.key}
      textValue={name}
      className="flex h-8 items-center gap-2.5 rounded-md px-2 text-[13px] outline-none data-highlighted:bg-hover data-[state=checked]:font-medium"
    >
      <Icon aria-hidden className="size-4 shrink-0 text-muted" strokeWidth={1.75} />
      <span dir="auto" className="min-w-0 flex-1 truncate text-start">
        {name}
      </span>
      <ViewCount {...entry} />
      <span className="w-4 shrink-0">
        <DropdownMenu.ItemIndicator>
          <Check aria-hidden className="size-4 text-accent" />
        </DropdownMenu.ItemIndicator>
      </span>
    </DropdownMenu.RadioItem>
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
      <DropdownMenu.Content
        data-owns-escape=""
        align="start"
        sideOffset={4}
        collisionPadding={8}
        className="z-50 max-h-(--radix-dropdown-menu-content-available-height) w-60 overflow-y-auto rounded-lg border border-line bg-canvas p-1 shadow-float outline-none"
      >
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
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}
