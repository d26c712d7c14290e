import { AlarmClock } from 'lucide-react';
import { type KeyboardEvent, use, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readMoment, snoozeChoices } from '#server/rules/snooze/snooze';
import { type SnoozeTime, useStore, useWindowState, zoneHere } from '../../state/state.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { RegionContext, useFormats } from '../../ui/use-formats.ts';
import { useDayWords } from './use-day-words.ts';

export { useDayWords } from './use-day-words.ts';

type Offer = Readonly<{ key: string; title: string; until: number; time: SnoozeTime }>;

interface SnoozeDialogProps {
  /** How many notifications it is about. */
  readonly count: number;
  /** @param until ISO 8601 */
  readonly onChoose: (until: string) => void;
  readonly onClose: () => void;
}

/** Until when: some times to choose from, and a field for any other, in words. */
export function SnoozeDialog({ count, onChoose, onClose }: SnoozeDialogProps) {
  const { t } = useTranslation('window');
  const { snoozing, clock } = useWindowState();
  const now = useStore(clock);
  const { timeZone } = use(RegionContext);
  const formats = useFormats();
  const words = useDayWords();
  const id = useId();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const zone = zoneHere(timeZone);
  const written = text.trim() === '' ? null : readMoment(text, now, zone, words);

  const fixed = snoozeChoices(now, zone).map(
    ({ id: choice, until }): Offer => ({
      key: choice,
      title: t(`snooze.choice.${choice}`),
      until,
      time: { choice },
    }),
  );
  const typed = written !== null && 'until' in written ? written.until : null;
  const offers: readonly Offer[] =
    written === null
      ? fixed
      : typed === null
        ? []
        : [{ key: 'words', title: text.trim(), until: typed, time: { words: text } }];
  const active = offers[Math.min(at, offers.length - 1)];

  function choose({ until, time }: Offer): void {
    snoozing.chose(time);
    onChoose(new Date(until).toISOString());
  }
  function onKeyDown(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) setAt((before) => (before + step + offers.length) % Math.max(1, offers.length));
    else if (event.key === 'Enter' && active !== undefined) choose(active);
    else return;
    event.preventDefault();
  }

  return (
    <Dialog
      label={t('snooze.title', { count })}
      className="mx-auto mt-[min(12vh,6rem)] mb-auto w-[min(24rem,calc(100%-1.5rem))]"
      onClose={onClose}
    >
      <div className="flex items-center gap-2 border-b border-line px-3.5">
        <AlarmClock aria-hidden className="size-4 shrink-0 text-muted" />
        <input
          role="combobox"
          aria-label={t('snooze.field', { count })}
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={active === undefined ? undefined : `${id}-${active.key}`}
          placeholder={t('snooze.placeholder')}
          autoComplete="off"
          spellCheck={false}
          maxLength={60}
          value={text}
          className="h-11 min-w-0 flex-1 bg-transparent text-sm select-text outline-none placeholder:text-muted"
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div id={`${id}-list`} role="listbox" aria-label={t('snooze.title', { count })} className="p-1.5">
        {offers.map((offer) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys.
          <div
            key={offer.key}
            id={`${id}-${offer.key}`}
            role="option"
            tabIndex={-1}
            aria-selected={offer === active}
            className="flex min-h-9 items-center gap-3 rounded-md px-2.5 text-[13px] hover:bg-hover aria-selected:bg-hover forced-colors:aria-selected:bg-[Highlight] forced-colors:aria-selected:text-[HighlightText] forced-colors:forced-color-adjust-none"
            onClick={() => choose(offer)}
          >
            <span dir="auto" className="min-w-0 flex-1 truncate">
              {offer.title}
            </span>
            <span className="shrink-0 text-muted tabular-nums">{formats.until(offer.until, now)}</span>
          </div>
        ))}
      </div>
      <p
        role="status"
        className={written !== null && 'refused' in written ? 'px-4 pb-4 text-[13px] text-muted' : 'sr-only'}
      >
        {written !== null && 'refused' in written ? t(`snooze.refused.${written.refused}`) : null}
      </p>
    </Dialog>
  );
}
