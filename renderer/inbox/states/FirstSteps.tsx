import { Info } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { AppStatus } from '#app/state';
import { SettingField } from '../../settings/settings.tsx';
import { useWindowState } from '../../state/state.tsx';
import { Button } from '../../ui/Button.tsx';

/** Starting with the system and the shortcut, and what this desktop cannot do. */
function Startup({ status }: { readonly status: AppStatus }) {
  const { t } = useTranslation('window');
  const { actions, navigation } = useWindowState();
  return (
    <>
      <div className="divide-y divide-line rounded-xl border border-line bg-canvas">
        <SettingField name="autostart" status={status} />
        <SettingField name="shortcut" status={status} />
      </div>
      <ul className="mt-2 flex flex-col gap-1.5 text-xs text-muted empty:hidden">
        {status.desktopNotes.map((note) => (
          <li key={note} className="flex gap-1.5">
            <Info aria-hidden className="mt-0.5 size-3.5 shrink-0" />
            {t(`firstRun.note.${note}`)}
          </li>
        ))}
      </ul>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button look="primary" onClick={() => void actions.run('firstRun.next')}>
          {t('firstRun.go')}
        </Button>
        <Button look="quiet" onClick={() => navigation.go('notifications')}>
          {t('firstRun.notSeen')}
        </Button>
      </div>
    </>
  );
}

/** The first source. Both ways end the first steps. */
function Source() {
  const { t } = useTranslation('window');
  const { actions, navigation } = useWindowState();
  return (
    <div className="mt-3 flex flex-wrap gap-2">
      <Button
        look="primary"
        onClick={() => {
          navigation.go('sources');
          void actions.run('firstRun.next');
        }}
      >
        {t('firstRun.toSources')}
      </Button>
      <Button look="quiet" onClick={() => void actions.run('firstRun.next')}>
        {t('firstRun.skip')}
      </Button>
    </div>
  );
}

/** The second and the third step, after the first notification or in its place. */
export function FirstSteps({ status }: { readonly status: AppStatus }) {
  const { t } = useTranslation('window');
  const { firstRun } = status;
  if (firstRun !== 'startup' && firstRun !== 'source') return null;
  return (
    <section
      aria-labelledby="first-steps"
      className="max-h-[60%] shrink-0 overflow-y-auto border-b border-line bg-surface px-4 py-4"
    >
      <div className="mx-auto max-w-xl">
        <p className="text-xs text-muted">{t('firstRun.step', { step: firstRun === 'startup' ? 2 : 3 })}</p>
        <h2 id="first-steps" className="text-[15px] font-semibold">
          {t(`firstRun.${firstRun}.title`)}
        </h2>
        <p className="mb-3 text-[13px] text-muted">{t(`firstRun.${firstRun}.lead`)}</p>
        {firstRun === 'startup' ? <Startup status={status} /> : <Source />}
      </div>
    </section>
  );
}
