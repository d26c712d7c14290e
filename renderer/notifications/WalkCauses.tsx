import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Result } from '#app/result';
import type { Walk } from '#app/rules/walk';
import { useWindowState } from '../state/state.tsx';
import { Button } from '../ui/Button.tsx';

/** What can keep a notification that went all the way from being seen or heard, in the order in which to look. */
export function WalkCauses({ walk }: { readonly walk: Walk }) {
  const { t } = useTranslation('window');
  const { actions } = useWindowState();
  const [refused, setRefused] = useState<string | null>(null);
  const { daemon, hasSettings, steps } = walk;
  const isThrough = steps.every(({ outcome }) => outcome === 'ok');
  const tell = (result: Result<null>): void =>
    setRefused(result.ok ? null : t(`failure.${result.error.code}`));

  const shows =
    daemon !== null
      ? t('walk.cause.daemon_named', { name: daemon })
      : t(isThrough ? 'walk.cause.system' : 'walk.cause.daemon');
  return (
    <section aria-label={t('walk.cause.title')} className="mt-3 pb-1 text-[13px]">
      <h3 className="text-xs font-semibold text-muted">{t('walk.cause.title')}</h3>
      <ol className="mt-1 mb-2.5 list-decimal space-y-0.5 ps-5">
        <li>{t('walk.cause.off')}</li>
        <li>{t('walk.cause.dnd')}</li>
        <li>{shows}</li>
        <li>{t('walk.cause.sound')}</li>
      </ol>
      <span className="flex flex-wrap gap-2">
        {hasSettings ? (
          <Button onClick={async () => tell(await actions.openDesktopSettings())}>
            {t('walk.settings')}
          </Button>
        ) : null}
        <Button onClick={async () => tell(await actions.playSound('bell'))}>{t('walk.sound')}</Button>
      </span>
      {refused === null ? null : (
        <p role="alert" className="mt-1 text-bad">
          {refused}
        </p>
      )}
    </section>
  );
}
