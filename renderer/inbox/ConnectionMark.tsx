import { useTranslation } from 'react-i18next';
import type { Connection } from '#app/state';

const DOTS: Readonly<Record<Connection['status'], string>> = {
  starting: 'bg-warn-bar animate-breathe',
  connecting: 'bg-warn-bar animate-breathe',
  online: 'bg-good-bar',
  offline: 'bg-bad-bar',
};

/** How the app stands to its backend: a dot, and the same in words. */
export function ConnectionMark({ connection }: { readonly connection: Connection }) {
  const { t } = useTranslation('window');
  return (
    <span role="status" className="flex items-center gap-1.5 text-xs text-muted">
      <span aria-hidden className={`size-1.5 rounded-full ${DOTS[connection.status]}`} />
      {t(`connection.${connection.status}`)}
    </span>
  );
}
