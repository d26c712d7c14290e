import { AlarmClock, Bookmark, Check, type LucideIcon, Trash2 } from 'lucide-react';
import { createContext, type ReactNode, use } from 'react';
import { useTranslation } from 'react-i18next';
import type { Notification } from '#server/notification';
import { belongs } from '#server/rules/state';

const ICONS = {
  snoozed: AlarmClock,
  done: Check,
  bin: Trash2,
} as const satisfies Readonly<Record<string, LucideIcon>>;
/** A row that is in none of these is in the inbox, where one expects it. */
const PLACES = ['snoozed', 'done', 'bin'] as const;

const Everywhere = createContext(false);

/** Whether rows of all views are together, so that each says where it lies. */
export function FromEverywhere(props: { readonly is: boolean; readonly children: ReactNode }) {
  return <Everywhere value={props.is}>{props.children}</Everywhere>;
}

function Mark({ icon: Icon, children }: { readonly icon: LucideIcon; readonly children: ReactNode }) {
  return (
    <span className="flex items-center gap-1 text-xs text-muted">
      <Icon aria-hidden className="size-3.5 shrink-0" />
      {children}
    </span>
  );
}

/** In which view a hit of a search lies, and whether it is saved. */
export function RowWhere({ item }: { readonly item: Notification }) {
  const { t } = useTranslation('window');
  const place = PLACES.find((view) => belongs(view, item));
  if (!use(Everywhere)) return null;
  return (
    <>
      {place === undefined ? null : <Mark icon={ICONS[place]}>{t(`toolbar.${place}`)}</Mark>}
      {belongs('saved', item) ? <Mark icon={Bookmark}>{t('toolbar.saved')}</Mark> : null}
    </>
  );
}
