import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface MoreProps {
  /** Of its button. */
  readonly className?: string;
  readonly children: ReactNode;
}

/** What few people need, closed at first. */
export function More({ className = '', children }: MoreProps) {
  const { t } = useTranslation('window');
  return (
    <details className="group">
      <summary
        className={`flex w-fit items-center gap-1 rounded text-[13px] text-muted marker:content-none hover:text-ink ${className}`}
      >
        {t('common.more')}
        <ChevronDown aria-hidden className="size-4 group-open:rotate-180" />
      </summary>
      {children}
    </details>
  );
}
