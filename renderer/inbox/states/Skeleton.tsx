import { useTranslation } from 'react-i18next';

const WIDTHS = ['w-2/5', 'w-3/5', 'w-1/2', 'w-2/3', 'w-1/3', 'w-3/5', 'w-2/5', 'w-1/2'] as const;

/** Eight rows to come. */
export function Skeleton() {
  const { t } = useTranslation('window');
  return (
    <div className="min-h-0 flex-1 overflow-hidden pt-4">
      <p role="status" className="sr-only">
        {t('list.loading')}
      </p>
      <div aria-hidden className="animate-breathe">
        {WIDTHS.map((width, row) => (
          <div key={row} className="flex gap-3 px-4 py-3">
            <span className="size-9 shrink-0 rounded-lg bg-hover" />
            <span className="flex flex-1 flex-col gap-2 pt-1">
              <span className={`h-3 rounded bg-hover ${width}`} />
              <span className="h-2.5 w-11/12 rounded bg-surface" />
            </span>
          </div>
        ))}
      </div>
    </div>
  );
}
