import { useTranslation } from 'react-i18next';
import { GROUPS, type Group, keysIn } from '#app/rules/settings';
import type { AppStatus } from '#app/state';
import { useWindowState } from '../state/state.tsx';
import { Button } from '../ui/Button.tsx';
import { More } from '../ui/More.tsx';
import { PageHeader } from '../ui/PageHeader.tsx';
import { Section } from './Field.tsx';
import { PageLink } from './PageLink.tsx';
import { SettingField } from './SettingField.tsx';

export { Section } from './Field.tsx';
export { PageLink } from './PageLink.tsx';
export { SettingField } from './SettingField.tsx';

/** Those of `advanced` are under *More*. */
const SHOWN = GROUPS.filter((group) => group !== 'advanced');

/** The settings in the groups and order of their table, and the section about the app. Those of delivery have a page of their own. */
export function SettingsPage({ status }: { readonly status: AppStatus }) {
  const { t } = useTranslation('window');
  const { actions, navigation } = useWindowState();
  const { version } = status;
  const fields = (group: Group) =>
    keysIn(group).map((name) => <SettingField key={name} name={name} status={status} />);
  return (
    <>
      <PageHeader
        title={t('settings.title')}
        back={t('settings.back')}
        onBack={() => navigation.go('inbox')}
      />
      <div className="min-h-0 flex-1 overflow-y-auto bg-surface [scrollbar-gutter:stable]">
        <div className="mx-auto max-w-xl px-4 py-5">
          {SHOWN.map((group) => (
            <Section key={group} title={t(`settings.group.${group}`)}>
              {group === 'notifications' ? (
                <>
                  <PageLink
                    label={t('notifications.title')}
                    hint={t('notifications.hint')}
                    onClick={() => navigation.go('notifications')}
                  />
                  <PageLink
                    label={t('rules.title')}
                    hint={t('notifications.rulesHint')}
                    onClick={() => navigation.go('rules')}
                  />
                </>
              ) : group === 'keyboard' ? (
                <PageLink
                  label={t('keyboard.title')}
                  hint={t('keyboard.hint')}
                  onClick={() => navigation.go('keyboard')}
                />
              ) : (
                fields(group)
              )}
            </Section>
          ))}
          <Section title={t('settings.about')}>
            <p className="px-4 py-2.5 text-sm">
              {t('app.name')} <span className="text-muted">{t('settings.version', { version })}</span>
            </p>
          </Section>
          <More className="mb-1.5 px-1">
            <div className="divide-y divide-line rounded-xl border border-line bg-canvas">
              {fields('advanced')}
              <div className="flex flex-wrap items-center gap-2 px-4 py-2.5">
                <Button onClick={() => void actions.run('logs.open')}>{t('settings.openLogs')}</Button>
                <Button onClick={() => void actions.run('report.save')}>{t('settings.saveReport')}</Button>
                <p className="basis-full text-xs text-muted">{t('settings.reportHint')}</p>
              </div>
            </div>
          </More>
        </div>
      </div>
    </>
  );
}
