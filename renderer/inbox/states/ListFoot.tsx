import { LoaderCircle } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Failure } from '#app/result';
import { Button } from '../../ui/Button.tsx';

interface ListFootProps {
  readonly loading: boolean;
  readonly error: Failure | null;
  readonly onRetry: () => void;
}

/** The end of the list: the next page is on its way, or could not come. */
export function ListFoot({ loading, error, onRetry }: ListFootProps) {
  const { t } = useTranslation('window');
  if (error !== null) {
    return (
      <div role="alert" className="flex items-center gap-3 px-4 py-3 text-[13px] text-bad">
        <p className="flex-1">{t('list.moreFailed', { reason: t(`failure.${error.code}`) })}</p>
        <Button onClick={onRetry}>{t('common.retry')}</Button>
      </div>
    );
  }
  if (!loading) return null;
  return (
    <p className="flex items-center justify-center gap-2 py-4 text-[13px] text-muted">
      <LoaderCircle aria-hidden className="size-4 animate-spin" />
      {t('list.loadingMore')}
    </p>
  );
}
