import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldGroup } from './fields.tsx';

/** Fields that few people need, folded away. */
export function Advanced({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation('window');
  return (
    <details className="group mb-4">
      <summary className="mb-1.5 flex w-fit list-none items-center gap-1 rounded-md px-1 text-xs font-semibold text-muted hover:text-ink">
        <ChevronRight aria-hidden className="size-3.5 group-open:rotate-90 rtl:-scale-x-100" />
        {t('sources.form.advanced')}
      </summary>
      <FieldGroup>{children}</FieldGroup>
    </details>
  );
}
