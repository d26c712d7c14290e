import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PAUSES, type PauseUntil, pauseUntil } from '#app/rules/commands';
import type { AppStatus } from '#app/state';
import { useStore, useWindowState } from '../state/state.tsx';
import { Button } from '../ui/Button.tsx';
import { INPUT } from '../ui/inputs.tsx';
import { Switch } from '../ui/Switch.tsx';
import { useFormats } from '../ui/use-formats.ts';

export type PauseStatus = Pick<AppStatus, 'holds' | 'pausedUntil' | 'presentingUntil'>;

const MINUTE = 60_000;
const WEEK = 7 * 24 * 60 * MINUTE;

/** As a field for date and time has it, in this computer's time zone. */
function localTime(moment: number): string {
  const offset = new Date(moment).getTimezoneOffset() * MINUTE;
  return new Date(moment - offset).toISOString().slice(0, 'YYYY-MM-DDTHH:MM'.length);
}

interface PausePanelProps {
  readonly status: PauseStatus;
  /** Why toasts wait, in words; null: they do not. */
  readonly state: string | null;
  readonly onDone: () => void;
}

/** The lengths of a pause, or its end, and the switch for presenting. */
export function PausePanel({ status, state, onDone }: PausePanelProps) {
  const { t } = useTranslation('window');
  const { actions, clock } = useWindowState();
  const formats = useFormats();
  const now = useStore(clock);
  const id = useId();
  const [moment, setMoment] = useState('');
  const { pausedUntil, presentingUntil } = status;

  function pause(until: PauseUntil): void {
    void actions.pause(until);
    onDone();
  }
  function pauseToMoment(event: FormEvent): void {
    event.preventDefault();
    pause(pauseUntil(new Date(moment)));
  }

  return (
    <div className="divide-y divide-line text-[13px]">
      {state === null ? null : <p className="px-3 py-2.5 font-medium">{state}</p>}
      {pausedUntil === null ? (
        <div className="p-1">
          <h2 className="px-2 pt-1.5 pb-1 text-xs font-semibold text-muted">
            {t('command.pause.open.title')}
          </h2>
          {PAUSES.map((until) => (
            <button
              key={until}
              type="button"
              className="flex h-8 w-full items-center rounded-md px-2 text-start hover:bg-hover"
              onClick={() => pause(until)}
            >
              {t(`command.delivery.pause.until.${until}`)}
            </button>
          ))}
          <form className="flex items-end gap-2 px-2 pt-1 pb-1.5" onSubmit={pauseToMoment}>
            <label className="min-w-0 flex-1 text-xs text-muted">
              {t('pause.moment')}
              <input
                required
                type="datetime-local"
                value={moment}
                min={localTime(now + MINUTE)}
                max={localTime(now + WEEK)}
                className={`mt-1 ${INPUT} text-ink`}
                onChange={(event) => setMoment(event.target.value)}
              />
            </label>
            <Button type="submit">{t('pause.start')}</Button>
          </form>
        </div>
      ) : (
        <div className="p-2">
          <Button
            className="w-full"
            onClick={() => {
              void actions.run('delivery.resume');
              onDone();
            }}
          >
            {t('command.delivery.resume.title')}
          </Button>
        </div>
      )}
      <div className="flex items-center gap-3 px-3 py-2.5">
        <div className="min-w-0 flex-1">
          <label htmlFor={id}>{t('pause.presenting')}</label>
          <p id={`${id}-about`} className="text-xs text-muted">
            {presentingUntil === null
              ? t('pause.presentingHint')
              : t('pause.presentingUntil', { time: formats.until(Date.parse(presentingUntil), now) })}
          </p>
        </div>
        <Switch
          id={id}
          checked={presentingUntil !== null}
          describedBy={`${id}-about`}
          onChange={(is) => void actions.run(is ? 'delivery.present' : 'delivery.presentEnd')}
        />
      </div>
    </div>
  );
}
