import { useTranslation } from 'react-i18next';
import type { Failure } from '#app/result';
import { useSourceName } from '../i18n/use-source-name.ts';
import { useStore, useWindowState } from '../state/state.tsx';
import { Button } from '../ui/Button.tsx';
import { useFormats } from '../ui/use-formats.ts';
import { useMutes } from './use-mutes.ts';

interface MutesListProps {
  readonly onFailure: (failure: Failure | null) => void;
}

/** What is muted, and the way back. */
export function MutesList({ onFailure }: MutesListProps) {
  const { t } = useTranslation('window');
  const { clock } = useWindowState();
  const mutes = useMutes();
  const formats = useFormats();
  const now = useStore(clock);
  const nameOf = useSourceName();
  return (
    <section className="mt-6">
      <h2 className="mb-1.5 px-1 text-xs font-semibold text-muted">{t('rules.mutes.title')}</h2>
      {mutes.all.length === 0 ? (
        <p className="px-1 text-[13px] text-muted">{t('rules.mutes.none')}</p>
      ) : (
        <ul className="divide-y divide-line rounded-xl border border-line bg-canvas">
          {mutes.all.map(({ id, what, source, key, until }) => (
            <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2 ps-4 pe-2.5">
              <p id={`mute-${id}`} className="min-w-32 flex-1 text-sm wrap-anywhere">
                <span dir="auto">{t(`rules.mutes.${what}`, { key })}</span>{' '}
                <span className="text-muted">
                  {t('rules.mutes.of', { name: nameOf(source) })}
                  {until === null
                    ? ''
                    : `, ${t('rules.mutes.until', { time: formats.until(Date.parse(until), now) })}`}
                </span>
              </p>
              <Button
                aria-describedby={`mute-${id}`}
                onClick={async () => onFailure(await mutes.unmute({ id, source }))}
              >
                {t('rules.mutes.unmute')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
