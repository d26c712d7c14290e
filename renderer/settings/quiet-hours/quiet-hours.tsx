import { Plus } from 'lucide-react';
import { use } from 'react';
import { useTranslation } from 'react-i18next';
import { type QuietHours, type QuietWindow, quietTimes } from '#server/rules/quiet-hours/quiet-hours';
import { useStore, useWindowState } from '../../state/state.tsx';
import { Button } from '../../ui/Button.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { RegionContext, useFormats } from '../../ui/use-formats.ts';
import { Field } from '../Field.tsx';
import { type SettingsStatus, useSetting } from '../use-setting.ts';
import { WindowFields } from './WindowFields.tsx';
import { ZoneField } from './ZoneField.tsx';

const NAME = 'quietHours';
/** As many as the setting takes. */
const WINDOWS_LIMIT = 20;
const NEW: QuietWindow = { days: [6, 7], from: '22:00', to: '09:00' };

/** Says when it is quiet, or will be next. */
function useQuietWords(value: QuietHours): string {
  const { t } = useTranslation('window');
  const formats = useFormats();
  const { timeZone = 'UTC' } = use(RegionContext);
  const now = useStore(useWindowState().clock);
  if (!value.on) return '';
  const times = quietTimes(value, timeZone);
  const time = times.nextChange(now);
  if (time === null) return t(times.isQuiet(now) ? 'settings.quiet.always' : 'settings.quiet.never');
  const said = { time: formats.until(time, now) };
  return times.isQuiet(now) ? t('settings.quiet.now', said) : t('settings.quiet.next', said);
}

/** Weekly times at which notifications wait. */
export function QuietHoursField({ status }: { readonly status: SettingsStatus }) {
  const { t } = useTranslation('window');
  const { value, locked, error, save } = useSetting(status, NAME);
  const words = useQuietWords(value);
  const { windows } = value;
  return (
    <div>
      <Field
        id={NAME}
        label={t(`settings.field.${NAME}.label`)}
        hint={
          <>
            {t(`settings.field.${NAME}.hint`)}
            <span role="status" className="mt-0.5 block font-medium text-soft empty:hidden">
              {words}
            </span>
          </>
        }
        error={error}
        locked={locked}
      >
        <Switch
          id={NAME}
          checked={value.on}
          disabled={locked}
          describedBy={`${NAME}-about`}
          onChange={(on) => save({ ...value, on })}
        />
      </Field>
      {value.on ? (
        <div className="px-4 pb-3.5">
          <ul className="flex flex-col gap-3">
            {windows.map((window, index) => (
              <li key={index} className="rounded-lg border border-line p-2.5">
                <WindowFields
                  id={`${NAME}-${index}`}
                  number={index + 1}
                  window={window}
                  locked={locked}
                  onChange={(changed) => save({ ...value, windows: windows.with(index, changed) })}
                  onRemove={
                    windows.length === 1
                      ? null
                      : () => save({ ...value, windows: windows.toSpliced(index, 1) })
                  }
                />
              </li>
            ))}
          </ul>
          <div className="mt-2.5 flex flex-col items-start gap-2.5">
            {windows.length >= WINDOWS_LIMIT ? null : (
              <Button disabled={locked} onClick={() => save({ ...value, windows: [...windows, NEW] })}>
                <Plus aria-hidden className="size-4" />
                {t('settings.quiet.add')}
              </Button>
            )}
            <ZoneField
              id={`${NAME}-zone`}
              zone={value.zone}
              locked={locked}
              onChange={(zone) => save({ ...value, zone })}
            />
          </div>
        </div>
      ) : null}
    </div>
  );
}
