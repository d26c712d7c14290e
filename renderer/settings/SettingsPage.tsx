import { useTranslation } from 'react-i18next';
import type { AppStatus } from '#app/state';
import { useWindowState } from '../state/window.tsx';
import { Button } from '../ui/Button.tsx';
import { PageHeader } from '../ui/PageHeader.tsx';
import { Section } from './Field.tsx';
import { PortField } from './PortField.tsx';
import { ShortcutField } from './ShortcutField.tsx';
import { SwitchField } from './SwitchField.tsx';
import { ThemeField } from './ThemeField.tsx';
import { UpdatesField } from './UpdatesField.tsx';

export function SettingsPage({ status }: { readonly status: AppStatus }) {
  const { t } = useTranslation('window');
  const { actions, navigation } = useWindowState();
  const { settings, version } = status;
  return (
    <>
      <PageHeader
        title={t('settings.title')}
        back={t('settings.back')}
        onBack={() => navigation.go('inbox')}
      />
      <div className="min-h-0 flex-1 overflow-y-auto bg-surface">
        <div className="mx-auto max-w-xl px-4 py-5">
          <Section title={t('settings.appearance')}>
            <ThemeField settings={settings} />
          </Section>
          <Section title={t('settings.notifications')}>
            <SwitchField settings={settings} name="sound" />
          </Section>
          <Section title={t('settings.general')}>
            <ShortcutField settings={settings} shortcutTrouble={status.shortcutTrouble} />
            <SwitchField settings={settings} name="autostart" />
            <SwitchField settings={settings} name="closeToTray" />
          </Section>
          <Section title={t('settings.advanced')}>
            <PortField settings={settings} />
          </Section>
          <Section title={t('settings.updates')}>
            <UpdatesField settings={settings} update={status.update} />
          </Section>
          <Section title={t('settings.about')}>
            <div className="flex flex-wrap items-center gap-2 px-4 py-2.5">
              <p className="basis-full text-sm">
                {t('app.name')} <span className="text-muted">{t('settings.version', { version })}</span>
              </p>
              <Button onClick={() => void actions.run('logs.open')}>{t('settings.openLogs')}</Button>
              <Button onClick={() => void actions.run('report.save')}>{t('settings.saveReport')}</Button>
              <p className="basis-full text-xs text-muted">{t('settings.reportHint')}</p>
            </div>
          </Section>
        </div>
      </div>
    </>
  );
}
