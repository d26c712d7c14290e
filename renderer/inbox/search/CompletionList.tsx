import { useTranslation } from 'react-i18next';
import type { Completion } from './completions.ts';

interface CompletionListProps {
  readonly id: string;
  readonly options: readonly Completion[];
  readonly marked: number;
  readonly onChoose: (option: Completion) => void;
}

/** What may go on in the search field. The field keeps the focus. */
export function CompletionList({ id, options, marked, onChoose }: CompletionListProps) {
  const { t } = useTranslation('window');
  return (
    <div
      id={id}
      role="listbox"
      aria-label={t('search.completions')}
      className="absolute inset-x-0 top-full z-50 mt-1 max-h-72 overflow-y-auto rounded-lg border border-line bg-canvas p-1 shadow-float"
    >
      {options.map((option, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and its keys.
        <div
          key={option.insert}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === marked}
          className="flex h-8 items-center gap-2.5 rounded-md px-2 text-[13px] hover:bg-hover aria-selected:bg-hover forced-colors:aria-selected:bg-[Highlight] forced-colors:aria-selected:text-[HighlightText] forced-colors:aria-selected:forced-color-adjust-none"
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(option)}
        >
          <span dir="auto" className="min-w-0 truncate font-medium">
            {option.name}
          </span>
          {option.isWhole ? null : (
            <span className="min-w-0 truncate text-xs text-muted">
              {t(`search.operator.${option.operator}`)}
            </span>
          )}
        </div>
      ))}
    </div>
  );
}
