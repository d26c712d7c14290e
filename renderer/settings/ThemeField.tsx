import { Monitor, Moon, Sun } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Settings } from '#app/settings';
import { Segments } from '../ui/Segments.tsx';
import { useSetting } from './use-setting.ts';

export function ThemeField({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation('window');
  const { value, error, save } = useSetting(settings, 'theme');
  return (
    <fieldset className="flex min-h-13 flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2.5">
      <legend className="sr-only">{t('settings.theme')}</legend>
      <span aria-hidden className="flex-1 text-sm">
        {t('settings.theme')}
      </span>
      <Segments
        name="theme"
        value={value}
        choices={[
          { value: 'system', label: t('settings.themeSystem'), icon: Monitor },
          { value: 'light', label: t('settings.themeLight'), icon: Sun },
          { value: 'dark', label: t('settings.themeDark'), icon: Moon },
        ]}
        onChange={save}
      />
      {error === null ? null : (
        <p role="alert" className="basis-full text-xs text-bad">
          {t(`failure.${error.code}`)}
        </p>
      )}
    </fieldset>
  );
}
