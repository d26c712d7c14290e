import { CloudOff, RotateCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Failure } from '#app/result';
import { Button } from '../../ui/Button.tsx';

interface FailedStateProps {
  readonly error: Failure;
  /** It is being tried again. */
  readonly busy: boolean;
  readonly onRetry: () => void;
}

export function FailedState({ error, busy, onRetry }: FailedStateProps) {
  const { t } = useTranslation('window');
  return (
    <div
      role="alert"
      className="flex flex-1 flex-col items-center justify-center gap-1 px-8 pb-16 text-center"
    >
      <span className="mb-3 grid size-14 place-items-center rounded-2xl bg-bad-wash text-bad">
        <CloudOff aria-hidden className="size-7" strokeWidth={1.5} />
      </span>
      <h2 className="text-[15px] font-semibold">{t('list.failedTitle')}</h2>
      <p className="text-[13px] text-muted">{t(`failure.${error.code}`)}</p>
      <Button className="mt-4" disabled={busy} onClick={onRetry}>
        <RotateCw aria-hidden className={`size-4 ${busy ? 'animate-spin' : ''}`} />
        {t('common.retry')}
      </Button>
    </div>
  );
}
