import { Archive, CheckCheck, Inbox, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { View } from '#server/inbox';

const ICONS: Readonly<Record<View, LucideIcon>> = { inbox: Inbox, unread: CheckCheck, archived: Archive };

export function EmptyState({ view }: { readonly view: View }) {
  const { t } = useTranslation('window');
  const Icon = ICONS[view];
  return (
    <div className="flex flex-1 flex-col items-center justify-center gap-1 px-8 pb-16 text-center">
      <span className="mb-3 grid size-14 place-items-center rounded-2xl bg-surface text-muted">
        <Icon aria-hidden className="size-7" strokeWidth={1.5} />
      </span>
      <h2 className="text-[15px] font-semibold">{t(`empty.${view}Title`)}</h2>
      <p className="text-[13px] text-muted">{t(`empty.${view}`)}</p>
    </div>
  );
}
