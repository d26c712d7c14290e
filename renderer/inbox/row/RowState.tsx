import { AlarmClock, Bookmark } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Notification } from '#server/notification';
import { useStore, useWindowState } from '../../state/state.tsx';
import { useFormats } from '../../ui/use-formats.ts';

/** Until when a row is snoozed, and that it is saved. */
export function RowState({ item }: { readonly item: Pick<Notification, 'snoozed_until' | 'saved_at'> }) {
  const { t } = useTranslation('window');
  const now = useStore(useWindowState().clock);
  const formats = useFormats();
  const { snoozed_until: until, saved_at: saved } = item;
  return (
    <>
      {until === undefined ? null : (
        <span className="flex min-w-0 items-center gap-1 text-xs text-muted">
          <AlarmClock aria-hidden className="size-3.5 shrink-0" />
          <span className="truncate">
            {t('snooze.until', { time: formats.until(Date.parse(until), now) })}
          </span>
        </span>
      )}
      {saved === undefined ? null : (
        <span className="flex items-center text-xs text-accent" title={t('snooze.saved')}>
          <Bookmark aria-hidden className="size-3.5 shrink-0 fill-current" />
          <span className="sr-only">{t('snooze.saved')}</span>
        </span>
      )}
    </>
  );
}
