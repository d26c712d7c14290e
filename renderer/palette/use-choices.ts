import { useTranslation } from 'react-i18next';
import { PAUSES } from '#app/rules/commands';
import { SETTINGS } from '#app/rules/settings';
import type { AppStatus } from '#app/state';
import type { WindowCommandId } from '../commands/commands.ts';
import { useSourceName } from '../i18n/use-source-name.ts';
import { useStore, useWindowState } from '../state/state.tsx';

/** One way to do a command. */
export type Choice = Readonly<{ key: string; label: string; run: () => void }>;
export type Choices = { readonly [Id in WindowCommandId]?: readonly Choice[] };

/** The commands that need an argument, each with all that it can be now. */
export function useChoices(status: Pick<AppStatus, 'pausedUntil'>): Choices {
  const { t } = useTranslation('window');
  const { actions, settings, search, sources } = useWindowState();
  const nameOf = useSourceName();
  const isPaused = status.pausedUntil !== null;
  const ids = (useStore(sources)?.sources ?? []).map(({ definition }) => definition.id);
  const ofSources = (all: readonly string[], run: (id: string) => void): readonly Choice[] =>
    all.map((id) => ({ key: id, label: nameOf(id), run: () => run(id) }));
  return {
    'pause.open': (isPaused ? [] : PAUSES).map((length) => ({
      key: length,
      label: t(`command.delivery.pause.until.${length}`),
      run: () => void actions.pause(length),
    })),
    'theme.choose': SETTINGS.theme.choices.map((theme) => ({
      key: theme,
      label: t(`settings.field.theme.choice.${theme}`),
      run: () =>
        void settings.patch({ theme }).then((result) => {
          if (!result.ok) actions.tellRefused(result.error);
        }),
    })),
    'source.show': ofSources(ids, search.choose),
    'sources.retry': ofSources(ids, (id) => actions.onSource('sources.retry', id)),
    'sources.muteHour': ofSources(ids, (id) => actions.onSource('sources.muteHour', id)),
  };
}
