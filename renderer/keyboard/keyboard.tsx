import { useTranslation } from 'react-i18next';
import { isOfType, keysIn } from '#app/rules/settings';
import type { AppStatus } from '#app/state';
import { CommandButton } from '../commands/commands.ts';
import { Section, SettingField } from '../settings/settings.tsx';
import { useWindowState } from '../state/state.tsx';
import { PageHeader } from '../ui/PageHeader.tsx';
import { isLinux } from '../ui/platform.ts';
import { AllKeys } from './AllKeys.tsx';

/** All keys: those of every program, and those of the window's commands. */
export function KeyboardPage({ status }: { readonly status: AppStatus }) {
  const { t } = useTranslation('window');
  const { navigation, panel } = useWindowState();
  const fields = keysIn('keyboard');
  return (
    <>
      <PageHeader
        title={t('keyboard.title')}
        back={t('keyboard.back')}
        onBack={() => navigation.go('settings')}
      >
        <CommandButton id="keys.show" onClick={() => panel.set('keys')} />
      </PageHeader>
      <div className="min-h-0 flex-1 overflow-y-auto bg-surface">
        <div className="mx-auto max-w-xl px-4 py-5">
          <Section title={t('keyboard.global')}>
            {fields
              .filter((name) => isOfType(name, 'shortcut'))
              .map((name) => (
                <SettingField key={name} name={name} status={status} />
              ))}
            {isLinux() ? (
              <p className="px-4 py-2.5 text-xs text-muted select-text">
                {t('keyboard.wayland', { command: 'belfry --toggle' })}
              </p>
            ) : null}
          </Section>
          <Section title={t('keyboard.inWindow')}>
            <SettingField name="singleKeys" status={status} />
          </Section>
          <AllKeys status={status} />
        </div>
      </div>
    </>
  );
}
