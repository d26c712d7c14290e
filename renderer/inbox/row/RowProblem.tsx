import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal, RefusalButton } from '../../ui/Refusal.tsx';

interface RowProblemProps {
  readonly children: ReactNode;
  /** It has just gone wrong, and is to be said at once. */
  readonly alert?: boolean;
  readonly tabIndex: number;
  /** What else can be done about it. */
  readonly more?: ReactNode;
  readonly onRetry: () => void;
  readonly onDismiss: () => void;
}

/** What was done to a row and is not so. */
export function RowProblem({ children, alert = false, tabIndex, more, onRetry, onDismiss }: RowProblemProps) {
  const { t } = useTranslation('window');
  return (
    <Refusal role={alert ? 'alert' : 'note'} className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <CircleAlert aria-hidden className="size-4 shrink-0" />
      <span className="min-w-52 flex-1 wrap-anywhere">{children}</span>
      <span className="ms-auto flex">
        {more}
        <RefusalButton tabIndex={tabIndex} onClick={onRetry}>
          {t('common.retry')}
        </RefusalButton>
        <RefusalButton tabIndex={tabIndex} onClick={onDismiss}>
          {t('common.dismiss')}
        </RefusalButton>
      </span>
    </Refusal>
  );
}
