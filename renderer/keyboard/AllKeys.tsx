import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Failure, Result } from '#app/result';
import type { AppStatus } from '#app/state';
import { KEY_PLACES } from '#server/rules/commands';
import { chosenKeys, keyedIn, type WindowCommandId } from '../commands/commands.ts';
import { Section } from '../settings/settings.tsx';
import { useWindowState } from '../state/state.tsx';
import { Button } from '../ui/Button.tsx';
import { Question } from '../ui/Question.tsx';
import { CommandKeys } from './CommandKeys.tsx';

/** The keys of every command, and what is done to all of them. */
export function AllKeys({ status }: { readonly status: Pick<AppStatus, 'settings'> }) {
  const { t } = useTranslation('window');
  const { settings, actions } = useWindowState();
  const [asking, setAsking] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const { keys } = status.settings;
  const keysOf = chosenKeys({ keys, singleKeys: true });
  const reason = ({ code }: Failure): string => t(`failure.${code}`);

  async function change(id: WindowCommandId, next: readonly string[] | null): Promise<string | null> {
    const result = await settings.change('keys', (now) => {
      const { [id]: _, ...others } = now;
      return next === null ? others : { ...others, [id]: next };
    });
    return result.ok ? null : reason(result.error);
  }
  async function say<T>(answer: Promise<Result<T>>, done: string): Promise<void> {
    setSaid(null);
    const result = await answer;
    if (!result.ok) setSaid(reason(result.error));
    // Its user has chosen no file.
    else if (result.value) setSaid(done);
  }

  return (
    <>
      {KEY_PLACES.map((place) => (
        <Section key={place} title={t(`keyboard.place.${place}`)}>
          {keyedIn(place).map((id) => (
            <CommandKeys key={id} id={id} keysOf={keysOf} onChange={(next) => change(id, next)} />
          ))}
        </Section>
      ))}
      {asking ? (
        <Question
          label={t('keyboard.edit.resetAll')}
          text={t('keyboard.edit.resetAllSure')}
          stay={t('keyboard.edit.stay')}
          go={t('keyboard.edit.resetAll')}
          onStay={() => setAsking(false)}
          onGo={() => {
            setAsking(false);
            void settings.change('keys', () => ({}));
          }}
        />
      ) : (
        <div className="flex flex-wrap items-center gap-2">
          <Button disabled={Object.keys(keys).length === 0} onClick={() => setAsking(true)}>
            {t('keyboard.edit.resetAll')}
          </Button>
          <Button onClick={() => void say(actions.exportKeys(), t('keyboard.edit.exported'))}>
            {t('keyboard.edit.export')}
          </Button>
          <Button onClick={() => void say(actions.importKeys(), t('keyboard.edit.imported'))}>
            {t('keyboard.edit.import')}
          </Button>
          <p role="status" className="text-xs text-muted">
            {said}
          </p>
        </div>
      )}
    </>
  );
}
