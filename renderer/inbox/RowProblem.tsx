import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/Button.tsx';

interface RowProblemProps {
  readonly children: ReactNode;
  /** It has just gone wrong, and is to be said at once. */
  readonly alert?: boolean;
  readonly tabIndex: number;
  readonly onRetry: () => void;
  readonly onDismiss: () => void;
}

/** What was done to a row and is not so. */
export function RowProblem({ children, alert = false, tabIndex, onRetry, onDismiss }: RowProblemProps) {
  const { t } = useTranslation('window');
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: it only keeps clicks on the message from opening the row.
    // biome-ignore lint/a11y/noStaticElementInteractions: as above.
    <div
      role={alert ? 'alert' : 'note'}
      className="mt-1.5 flex flex-wrap items-center gap-x-2 gap-y-1 rounded-md bg-bad-wash py-1 ps-2.5 pe-1 text-[13px] text-bad"
      onClick={(event) => event.stopPropagation()}
    >
      <CircleAlert aria-hidden className="size-4 shrink-0" />
      <span className="min-w-52 flex-1 wrap-anywhere">{children}</span>
      <span className="ms-auto flex">
        <Button look="quiet" className="h-7 px-2" tabIndex={tabIndex} onClick={onRetry}>
          {t('common.retry')}
        </Button>
        <Button look="quiet" className="h-7 px-2" tabIndex={tabIndex} onClick={onDismiss}>
          {t('common.dismiss')}
        </Button>
      </span>
    </div>
  );
}
