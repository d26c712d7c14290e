import { use } from 'react';
import { useTranslation } from 'react-i18next';
import { INPUT } from '../../ui/inputs.tsx';
import { RegionContext } from '../../ui/use-formats.ts';

interface ZoneFieldProps {
  readonly id: string;
  /** An IANA name; empty: this computer's. */
  readonly zone: string;
  readonly locked: boolean;
  readonly onChange: (zone: string) => void;
}

/** The time zone in which quiet hours are meant. */
export function ZoneField({ id, zone, locked, onChange }: ZoneFieldProps) {
  const { t } = useTranslation('window');
  const { timeZone } = use(RegionContext);
  const known = Intl.supportedValuesOf('timeZone');
  const zones = zone === '' || known.includes(zone) ? known : [zone, ...known];
  return (
    <div className="flex w-full items-center gap-2">
      <label htmlFor={id} className="shrink-0 text-[13px]">
        {t('settings.quiet.zone')}
      </label>
      <select
        id={id}
        value={zone}
        disabled={locked}
        className={`${INPUT} min-w-0 flex-1`}
        onChange={(event) => onChange(event.target.value)}
      >
        <option value="">
          {timeZone === undefined
            ? t('settings.quiet.here')
            : t('settings.quiet.hereNamed', { zone: timeZone })}
        </option>
        {zones.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
