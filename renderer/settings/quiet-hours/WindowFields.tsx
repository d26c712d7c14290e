import { CircleAlert, Trash2 } from 'lucide-react';
import { use } from 'react';
import { useTranslation } from 'react-i18next';
import { dateOf } from '#app/rules/region';
import type { QuietWindow } from '#server/rules/quiet-hours/quiet-hours';
import { IconButton } from '../../ui/IconButton.tsx';
import { FRAME } from '../../ui/inputs.tsx';
import { RegionContext } from '../../ui/use-formats.ts';

/** A Monday, as days since 1970. */
const MONDAY = 4;
const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;

function useDayNames(): readonly Readonly<{ day: number; short: string; long: string }>[] {
  const { locale } = use(RegionContext);
  const named = (weekday: 'short' | 'long') => new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' });
  const [short, long] = [named('short'), named('long')];
  return DAYS.map((day) => {
    const date = dateOf(MONDAY + day - 1);
    return { day, short: short.format(date), long: long.format(date) };
  });
}

interface WindowFieldsProps {
  readonly id: string;
  readonly number: number;
  readonly window: QuietWindow;
  readonly locked: boolean;
  readonly onChange: (window: QuietWindow) => void;
  /** null: it is the only one. */
  readonly onRemove: (() => void) | null;
}

/** The days and the times of one window. */
export function WindowFields({ id, number, window, locked, onChange, onRemove }: WindowFieldsProps) {
  const { t } = useTranslation('window');
  const names = useDayNames();
  const { days, from, to } = window;
  const isOvernight = to <= from;
  const time = (part: 'from' | 'to') => (
    <label className="flex items-center gap-1.5 text-[13px]">
      {t(`settings.quiet.${part}`)}
      <input
        type="time"
        required
        disabled={locked}
        value={window[part]}
        className={`h-8 ${FRAME} px-1.5 text-[13px] tabular-nums [&::-webkit-calendar-picker-indicator]:hidden`}
        onChange={({ target }) => {
          // While a part of it is missing, it is no time.
          if (target.value !== '') onChange({ ...window, [part]: target.value });
        }}
      />
    </label>
  );
  return (
    <fieldset aria-describedby={days.length === 0 ? `${id}-about` : undefined}>
      <legend className="sr-only">{t('settings.quiet.window', { number })}</legend>
      <div className="flex items-center gap-1">
        {names.map(({ day, short, long }) => (
          <label
            key={day}
            className="flex h-7 min-w-0 flex-1 items-center justify-center overflow-hidden rounded-md bg-hover text-xs text-soft has-checked:bg-accent-fill has-checked:font-medium has-checked:text-white has-disabled:opacity-75 has-focus-visible:outline-2 has-focus-visible:outline-accent forced-colors:border forced-colors:has-checked:bg-[Highlight] forced-colors:has-checked:text-[HighlightText] forced-colors:has-checked:forced-color-adjust-none"
          >
            <input
              type="checkbox"
              aria-label={long}
              className="sr-only"
              checked={days.includes(day)}
              disabled={locked}
              onChange={(event) =>
                onChange({
                  ...window,
                  days: DAYS.filter((each) => (each === day ? event.target.checked : days.includes(each))),
                })
              }
            />
            <span aria-hidden>{short}</span>
          </label>
        ))}
        {onRemove === null || locked ? null : (
          <IconButton icon={Trash2} small label={t('settings.quiet.remove', { number })} onClick={onRemove} />
        )}
      </div>
      <div className="mt-2 flex flex-wrap items-center gap-x-2.5 gap-y-1.5">
        {time('from')}
        {time('to')}
        {isOvernight ? <span className="text-xs text-muted">{t('settings.quiet.nextDay')}</span> : null}
      </div>
      {days.length > 0 ? null : (
        <p id={`${id}-about`} className="mt-1.5 flex items-start gap-1.5 text-xs text-bad">
          <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
          {t('settings.quiet.noDay')}
        </p>
      )}
    </fieldset>
  );
}
