import { useTranslation } from 'react-i18next';
import { type FormKey, keysIn } from '#app/rules/settings';
import type { AppStatus } from '#app/state';
import { PageLink, Section, SettingField } from '../settings/settings.tsx';
import { useWindowState } from '../state/state.tsx';
import { More } from '../ui/More.tsx';
import { PageHeader } from '../ui/PageHeader.tsx';
import { WalkSection } from './WalkSection.tsx';

/** What most people look for; all other settings of the group are under *More*. */
const SECTIONS = {
  when: ['breakThrough', 'quietHours'],
  how: ['privacy', 'privacyExposed', 'sound'],
} as const;
const NAMES = Object.keys(SECTIONS) as readonly (keyof typeof SECTIONS)[];

const isIn = (section: keyof typeof SECTIONS, key: FormKey): boolean =>
  (SECTIONS[section] as readonly string[]).includes(key);

/** What interrupts the user, when, and how much it shows. */
export function NotificationsPage({ status }: { readonly status: AppStatus }) {
  const { t } = useTranslation('window');
  const { navigation } = useWindowState();
  const keys = keysIn('notifications');
  const fields = (chosen: readonly FormKey[]) =>
    chosen.map((name) => <SettingField key={name} name={name} status={status} />);
  return (
    <>
      <PageHeader
        title={t('notifications.title')}
        back={t('notifications.back')}
        onBack={() => navigation.go('settings')}
      />
      <div className="min-h-0 flex-1 overflow-y-auto bg-surface [scrollbar-gutter:stable]">
        <div className="mx-auto max-w-xl px-4 py-5">
          {NAMES.map((section) => (
            <Section key={section} title={t(`notifications.group.${section}`)}>
              {fields(keys.filter((key) => isIn(section, key)))}
            </Section>
          ))}
          <Section title={t('notifications.group.which')}>
            <PageLink
              label={t('sources.title')}
              hint={t('notifications.sourcesHint')}
              onClick={() => navigation.go('sources')}
            />
            <PageLink
              label={t('rules.title')}
              hint={t('notifications.rulesHint')}
              onClick={() => navigation.go('rules')}
            />
          </Section>
          <Section title={t('walk.title')}>
            <WalkSection />
          </Section>
          <More className="mb-1.5 px-1">
            <div className="divide-y divide-line rounded-xl border border-line bg-canvas">
              {fields(keys.filter((key) => !NAMES.some((section) => isIn(section, key))))}
            </div>
          </More>
        </div>
      </div>
    </>
  );
}
