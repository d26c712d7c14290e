import { Monitor, Moon, Sun } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Settings } from '#app/settings';
import { useSetting } from './use-setting.ts';

const THEMES = [
  { theme: 'system', label: 'settings.themeSystem', icon: Monitor },
  { theme: 'light', label: 'settings.themeLight', icon: Sun },
  { theme: 'dark', label: 'settings.themeDark', icon: Moon },
] as const;

export function ThemeField({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation('window');
  const { value, error, save } = useSetting(settings, 'theme');
  return (
    <fieldset className="flex min-h-13 flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2.5">
      <legend className="sr-only">{t('settings.theme')}</legend>
      <span aria-hidden className="flex-1 text-sm">
        {t('settings.theme')}
      </span>
      <span className="flex rounded-lg bg-hover p-0.5">
        {THEMES.map(({ theme, label, icon: Icon }) => (
          <label
            key={theme}
            className="flex h-7 items-center gap-1.5 rounded-md px-2.5 text-[13px] text-soft has-checked:bg-raised has-checked:text-ink has-checked:shadow-sm has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name="theme"
              value={theme}
              checked={value === theme}
              className="sr-only"
              onChange={() => save(theme)}
            />
            <Icon aria-hidden className="size-3.5" />
            {t(label)}
          </label>
        ))}
      </span>
      {error === null ? null : (
        <p role="alert" className="basis-full text-xs text-bad">
          {t(`failure.${error.code}`)}
        </p>
      )}
    </fieldset>
  );
}
