import { useTranslation } from 'react-i18next';
import type { FilterDate, Term } from '#server/rules/filter/filter';
import { useSourceName } from '../../i18n/use-source-name.ts';

const UNITS = { h: 'hours', d: 'days', w: 'weeks' } as const;

/** A term of a filter in words, such as “Not from Ada”; null: plain words, which say it themselves. */
export function useTermWords(): (term: Term) => string | null {
  const { t } = useTranslation('window');
  const nameOf = useSourceName();
  const date = (when: FilterDate): string =>
    'day' in when ? when.day : t(`search.ago.${UNITS[when.unit]}`, { count: when.ago });
  const plain = (term: Term): string | null => {
    switch (term.kind) {
      case 'words':
        return term.not ? `“${term.text}”` : null;
      case 'type':
      case 'from':
      case 'tag':
        return t(`search.term.${term.kind}`, { text: term.text });
      case 'source':
        return t('search.term.source', { text: nameOf(term.id) });
      case 'is':
        return t(`search.is.${term.is}`);
      case 'has':
        return t(`search.has.${term.has}`);
      case 'priority': {
        const { least, most } = term;
        return t('search.term.priority', { text: least === most ? `${least}` : `${least}–${most}` });
      }
      case 'before':
      case 'after':
        return t(`search.term.${term.kind}${'day' in term.date ? '' : 'Ago'}`, { text: date(term.date) });
      default:
        return term satisfies never;
    }
  };
  return (term) => {
    const words = plain(term);
    return words === null || !term.not ? words : t('search.term.not', { text: words });
  };
}
