import { useTranslation } from 'react-i18next';
import type { AppStatus } from '#app/state';
import { PageLink, Section, SettingField } from '../settings/settings.tsx';
import { useWindowState } from '../state/state.tsx';
import { PageHeader } from '../ui/PageHeader.tsx';

/** What interrupts the user, when, and how much it shows. */
export function NotificationsPage({ status }: { readonly status: AppStatus }) {
  const { t } = useTranslation('window');
  const { navigation } = useWindowState();
  return (
    <>
      <PageHeader
        title={t('notifications.title')}
        back={t('notifications.back')}
        onBack={() => navigation.go('settings')}
      />
      <div className="min-h-0 flex-1 overflow-y-auto bg-surface">
        <div className="mx-auto max-w-xl px-4 py-5">
          <Section title={t('notifications.group.when')}>
            <SettingField name="breakThrough" status={status} />
          </Section>
          <Section title={t('notifications.group.what')}>
            <SettingField name="privacy" status={status} />
            <SettingField name="privacyExposed" status={status} />
          </Section>
          <Section title={t('notifications.group.sound')}>
            <SettingField name="sound" status={status} />
            <SettingField name="soundForAll" status={status} />
            <SettingField name="soundForUrgent" status={status} />
            <SettingField name="volume" status={status} />
          </Section>
          <Section title={t('notifications.group.rules')}>
            <PageLink
              label={t('rules.title')}
              hint={t('notifications.rulesHint')}
              onClick={() => navigation.go('rules')}
            />
            <SettingField name="leastPriority" status={status} />
          </Section>
        </div>
      </div>
    </>
  );
}
