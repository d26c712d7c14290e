import { useTranslation } from 'react-i18next';
import { useOrigin } from '../use-origin.ts';

/** The colour and name of where a row comes from, once there are several places. */
export function RowSource({ source }: { readonly source: string }) {
  const { t } = useTranslation('window');
  const origin = useOrigin(source);
  if (origin === null) return null;
  return (
    <span className="flex min-w-0 items-center gap-1.5 text-xs text-muted">
      <span aria-hidden className={`size-2 shrink-0 rounded-full ${origin.dot}`} />
      <span className="sr-only">{t('source.from')} </span>
      <span dir="auto" className="truncate">
        {origin.name}
      </span>
    </span>
  );
}
