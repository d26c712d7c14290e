import { SearchX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Filter } from '#server/rules/filter';
import { useWindowState } from '../../state/state.tsx';
import { Button } from '../../ui/Button.tsx';
import { useOrigin } from '../use-origin.ts';

/** No row of the view is what was searched for; perhaps one elsewhere is. */
export function NothingFound({ query }: { readonly query: Filter }) {
  const { t } = useTranslation('window');
  const { lists, search } = useWindowState();
  const { q: words, view, source } = query;
  const origin = useOrigin(source ?? '');
  const other = view === 'inbox' ? 'archived' : 'inbox';
  return (
    <div className="flex flex-1 flex-col items-center justify-center gap-1 px-8 pb-16 text-center">
      <span className="mb-3 grid size-14 place-items-center rounded-2xl bg-surface text-muted">
        <SearchX aria-hidden className="size-7" strokeWidth={1.5} />
      </span>
      <h2 className="text-[15px] font-semibold">{t('search.nothing')}</h2>
      <p className="max-w-full text-[13px] wrap-anywhere text-muted">
        {words === ''
          ? t('search.noneOf', { name: origin?.name ?? '', view: t(`toolbar.${view}`) })
          : t('search.noMatch', { words, view: t(`toolbar.${view}`) })}
      </p>
      <div className="mt-4 flex flex-wrap justify-center gap-2">
        <Button onClick={() => lists.show(other)}>{t(`search.lookIn.${other}`)}</Button>
        {source === null ? null : (
          <Button onClick={() => search.choose(null)}>{t('search.allSources')}</Button>
        )}
      </div>
    </div>
  );
}
