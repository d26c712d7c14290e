import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Decision } from '#server/rules/decide/decision';
import { useFormats } from '../ui/use-formats.ts';

/** Decisions in the reader's language. */
export function useWhyWords() {
  const { t } = useTranslation('window');
  const formats = useFormats();
  return useMemo(() => {
    function shown(decision: Extract<Decision, { do: 'show' }>): string {
      if (decision.reason !== 'breaks_through') return t(`why.show.${decision.reason}`);
      const { by } = decision;
      const hold = t(`why.hold.${decision.through}`);
      const why =
        by.kind === 'rule'
          ? t('why.show.breaks_through_rule', { hold, name: by.name })
          : by.kind === 'priority'
            ? t('why.show.breaks_through_priority', { hold, priority: by.priority })
            : t('why.show.breaks_through', { hold });
      return `${why} ${t('why.show.desktop')}`;
    }

    function held({ reason, by, until }: Extract<Decision, { do: 'hold' }>): string {
      const why =
        reason === 'do_not_disturb' && by?.kind === 'desktop'
          ? t('why.wait.do_not_disturb_named', { name: by.name })
          : t(`why.wait.${reason}`);
      if (until === null) return why;
      return `${why} ${t('why.until', { time: formats.until(Date.parse(until), Date.now()) })}`;
    }

    function skipped({ reason, by }: Extract<Decision, { do: 'skip' }>): string {
      if (reason === 'silenced' && by?.kind === 'rule') return t('why.skip.silenced_rule', { name: by.name });
      if (reason === 'minimum_priority' && by?.kind === 'priority')
        return t('why.skip.minimum_priority_named', { priority: by.priority });
      return t(`why.skip.${reason}`);
    }

    function summarised({ reason, by }: Extract<Decision, { do: 'summarise' }>): string {
      if (reason !== 'held') return t(`why.summarise.${reason}`);
      return t('why.summarise.held', { hold: t(`why.hold.${by?.kind === 'hold' ? by.hold : 'paused'}`) });
    }

    return {
      decision(decision: Decision): string {
        switch (decision.do) {
          case 'show':
            return shown(decision);
          case 'summarise':
            return summarised(decision);
          case 'hold':
            return held(decision);
          case 'skip':
            return skipped(decision);
          default:
            return decision satisfies never;
        }
      },
    };
  }, [t, formats]);
}
