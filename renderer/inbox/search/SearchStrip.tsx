import { TriangleAlert, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { OPERATOR_NAMES, type Part, partsOf } from '#server/rules/filter/filter';
import { useStore, useWindowState } from '../../state/state.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { useTermWords } from './use-term-words.ts';

/** The text without one of its terms. */
const without = (text: string, { start, end }: Part): string =>
  `${text.slice(0, start).trimEnd()} ${text.slice(end).trimStart()}`.trim();

const CHIP = 'flex min-h-6 min-w-0 items-center gap-1 rounded-md ps-2 pe-0.5 text-xs';

function Chip(props: Readonly<{ label: string; remove: string; onRemove: () => void }>) {
  const { label, remove, onRemove } = props;
  return (
    <li className={`${CHIP} bg-accent-wash text-ink forced-colors:border`}>
      <span dir="auto" className="min-w-0 truncate">
        {label}
      </span>
      <button
        type="button"
        aria-label={remove}
        className="grid size-5 shrink-0 place-items-center rounded text-muted hover:bg-hover hover:text-ink"
        onClick={onRemove}
      >
        <X aria-hidden className="size-3.5" />
      </button>
    </li>
  );
}

/** Names of operators, for somebody who has typed nothing yet. */
function Hints({ onChoose }: { readonly onChoose: (text: string) => void }) {
  const { t } = useTranslation('window');
  return (
    <div className="flex flex-wrap items-center gap-1 text-xs text-muted">
      <span className="pe-1">{t('search.narrow')}</span>
      {OPERATOR_NAMES.map((name) => (
        <button
          key={name}
          type="button"
          title={t(`search.operator.${name}`)}
          className="h-6 rounded-md border border-line px-1.5 hover:bg-hover hover:text-ink"
          onClick={() => onChoose(`${name}:`)}
        >
          {name}:
        </button>
      ))}
    </div>
  );
}

/**
 * Below the toolbar while the search is open: how many it finds, what it has understood, and where it looks.
 * @param children what can be done with all of it
 */
export function SearchStrip({ children }: { readonly children?: ReactNode }) {
  const { t } = useTranslation('window');
  const { search, lists } = useWindowState();
  const { open, text, everywhere, busy } = useStore(search);
  const { query, found } = useStore(search.shown);
  const { view } = useStore(lists);
  const inWords = useTermWords();
  if (!open) return null;
  const isAsked = query !== null && query.q !== '';
  const said =
    isAsked && found !== null
      ? t(found.more ? 'search.foundMore' : 'search.found', { count: found.rows })
      : '';
  const write = (next: string): void => {
    search.type(next);
    // The field takes the focus.
    search.open();
  };

  if (text.trim() === '') {
    return (
      <div className="border-b border-line px-4 py-1.5">
        <Hints onChoose={write} />
      </div>
    );
  }
  const parts = partsOf(text);
  const chips = parts.flatMap((part) => {
    const label = inWords(part.term);
    return label === null || part.remarks.length > 0 ? [] : [{ part, label }];
  });
  const remarks = parts.flatMap((part) => part.remarks);
  return (
    <div className="flex flex-col gap-1.5 border-b border-line px-4 py-1.5">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1.5">
        <p role="status" className={`text-[13px] font-medium tabular-nums ${busy ? 'text-muted' : ''}`}>
          {said}
        </p>
        {chips.length === 0 ? null : (
          <ul aria-label={t('search.parts')} className="flex min-w-0 flex-wrap gap-1">
            {chips.map(({ part, label }) => (
              <Chip
                key={part.start}
                label={label}
                remove={t('search.remove', { part: label })}
                onRemove={() => write(without(text, part))}
              />
            ))}
          </ul>
        )}
        <span className="ms-auto flex flex-wrap items-center gap-2">
          {children}
          <fieldset>
            <legend className="sr-only">{t('search.where')}</legend>
            <Segments
              name="search-where"
              value={everywhere ? 'everywhere' : 'view'}
              choices={[
                { value: 'everywhere', label: t('search.everywhere') },
                { value: 'view', label: t(`toolbar.${view}`) },
              ]}
              onChange={(where) => search.look(where)}
            />
          </fieldset>
        </span>
      </div>
      {remarks.length === 0 ? null : (
        <ul>
          {remarks.map(({ code, text: term }) => (
            <li key={`${code} ${term}`} className="flex items-start gap-1.5 text-xs text-warn wrap-anywhere">
              <TriangleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
              {t(`search.remark.${code}`, { text: term })}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
