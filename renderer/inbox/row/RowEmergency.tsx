import { ShieldCheck, Siren } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Notification } from '#server/notification';
import { isInsistent } from '#server/rules/state';
import type { RowDeedId } from '../../commands/commands.ts';
import { useStore, useWindowState } from '../../state/state.tsx';
import { Button } from '../../ui/Button.tsx';
import { useFormats } from '../../ui/use-formats.ts';

interface RowEmergencyProps {
  readonly item: Notification;
  readonly tabIndex: number;
  readonly onRun: (id: RowDeedId, item: Notification) => void;
}

/** How an emergency stands; one that insists has its button at hand, also while nobody points at the row. */
export function RowEmergency({ item, tabIndex, onRun }: RowEmergencyProps) {
  const { t } = useTranslation('window');
  const now = useStore(useWindowState().clock);
  const formats = useFormats();
  const { emergency, acknowledged_at: at, acknowledged_by: name, source } = item;
  if (emergency === undefined || emergency === null) return null;
  if (!isInsistent(item)) {
    const time = at === undefined ? '' : formats.until(Date.parse(at), now);
    // Of what was sent to this computer itself, its user knows who it was.
    const isNamed = name !== undefined && source !== 'local';
    const done = isNamed
      ? t('emergency.acknowledgedBy', { name, time })
      : t('emergency.acknowledged', { time });
    return (
      <p className="mt-1 flex items-center gap-1 text-xs text-muted">
        <ShieldCheck aria-hidden className="size-3.5 shrink-0" />
        <span className="wrap-anywhere">{at === undefined ? t('emergency.expired') : done}</span>
      </p>
    );
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: it only keeps clicks on it from opening the row.
    // biome-ignore lint/a11y/noStaticElementInteractions: as above.
    <div
      className="mt-1.5 flex flex-wrap items-center gap-x-2 gap-y-1 rounded-md border border-transparent bg-bad-wash py-1 ps-2.5 pe-1 text-[13px] text-bad"
      onClick={(event) => event.stopPropagation()}
    >
      <Siren aria-hidden className="size-4 shrink-0" />
      <span className="min-w-40 flex-1 wrap-anywhere">{t('emergency.open')}</span>
      <Button className="h-7" tabIndex={tabIndex} onClick={() => onRun('inbox.acknowledge', item)}>
        {t('command.inbox.acknowledge.title')}
      </Button>
    </div>
  );
}
