import { useTranslation } from 'react-i18next';
import type { CallArgs } from '#app/ipc';
import type { SeenEvent } from '#app/source-view';
import type { UsualTemplate } from '#server/rules/laravel/laravel-types';
import type { Part } from './template-draft.ts';
import { usePreview } from './use-preview.ts';

/** Parts that come from a Laravel app, or from its notification's type, if the template leaves them empty. */
const PARTS = ['title', 'message', 'url', 'icon'] as const satisfies readonly Part[];

/**
 * What applies to each part that is left empty: for the newest event, the result of an empty template; without an event,
 * the default of the type. Bare channels have no defaults.
 */
export function useDefaults(asked: {
  /** The newest event of this template. */
  readonly event: SeenEvent | null;
  readonly usual: UsualTemplate | null;
  readonly app: CallArgs['sources.preview']['app'];
}): (part: Part) => string {
  const { t } = useTranslation('window');
  const { event, usual, app } = asked;
  const request =
    event === null || app === null ? null : { template: { event: event.event }, data: event.data, app };
  const made = usePreview(request);
  return (part) => {
    const known = PARTS.find((each) => each === part);
    if (app === null || known === undefined) return '';
    if (event !== null) return made === null ? '' : made[known] || t('templates.nothing');
    return (known === 'icon' ? undefined : usual?.[known]) ?? t('templates.ownWords');
  };
}
