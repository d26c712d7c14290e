import { Users } from 'lucide-react';
import { Popover } from 'radix-ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { othersIn, type Presence, useStore, useWindowState } from '../state/state.tsx';
import { PeopleList } from './PeopleList.tsx';

const countOf = (presence: Presence): number => presence.reduce((total, room) => total + othersIn(room), 0);

/** Opens the list of people online, at the given button. */
function PeoplePopover({
  presence,
  children,
}: {
  readonly presence: Presence;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation('window');
  return (
    <Popover.Root>
      <Popover.Trigger asChild>{children}</Popover.Trigger>
      {/* In its place and not in a portal: there it would be outside of every landmark. */}
      <Popover.Content
        data-owns-escape
        aria-label={t('people.title')}
        align="end"
        sideOffset={4}
        collisionPadding={8}
        className="z-40 flex max-h-[min(26rem,var(--radix-popover-content-available-height))] w-72 flex-col overflow-hidden rounded-xl border border-line bg-canvas shadow-float outline-none"
      >
        <PeopleList presence={presence} />
      </Popover.Content>
    </Popover.Root>
  );
}

/** In the toolbar, while a source says who is online. */
export function PeopleButton() {
  const { t } = useTranslation('window');
  const presence = useStore(useWindowState().presence);
  if (presence.length === 0) return null;
  const count = countOf(presence);
  const label = t('people.online', { count });
  return (
    <PeoplePopover presence={presence}>
      <button
        type="button"
        aria-label={label}
        title={label}
        className="flex h-8 shrink-0 items-center gap-1 rounded-md px-2 text-xs font-medium text-muted tabular-nums hover:bg-hover hover:text-ink data-[state=open]:bg-hover data-[state=open]:text-ink"
      >
        <Users aria-hidden className="size-[18px]" strokeWidth={1.75} />
        {count === 0 ? null : count}
      </button>
    </PeoplePopover>
  );
}

/** On the card of a source that says who is online. */
export function PeopleOfSource({ id }: { readonly id: string }) {
  const { t } = useTranslation('window');
  const presence = useStore(useWindowState().presence).filter(({ source }) => source === id);
  if (presence.length === 0) return null;
  return (
    <>
      <span aria-hidden>·</span>
      <PeoplePopover presence={presence}>
        <button type="button" className="rounded underline decoration-line underline-offset-2 hover:text-ink">
          {t('people.online', { count: countOf(presence) })}
        </button>
      </PeoplePopover>
    </>
  );
}
