import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Failure } from '#app/result';
import { useWindowState } from '../state/state.tsx';
import { Button } from '../ui/Button.tsx';
import { useFailure } from './use-detail.ts';

interface MayRequestProps {
  readonly source: string;
  /** Origins that its user has allowed. */
  readonly origins: readonly string[];
}

/** Where the buttons of a source's notifications may send requests, and a way to take that back. */
export function MayRequest({ source, origins }: MayRequestProps) {
  const { t } = useTranslation('window');
  const { sources } = useWindowState();
  const inWords = useFailure();
  const [failure, setFailure] = useState<Failure | null>(null);
  if (origins.length === 0) return null;

  async function revoke(origin: string): Promise<void> {
    const result = await sources.revoke(source, origin);
    setFailure(result.ok ? null : result.error);
  }

  return (
    <div className="mt-2.5 border-t border-line pt-2 text-xs">
      <p className="text-muted">{t('sources.mayRequest.lead')}</p>
      <ul>
        {origins.map((origin) => (
          <li key={origin} className="flex items-center gap-2">
            <span dir="ltr" className="min-w-0 flex-1 truncate">
              {origin}
            </span>
            <Button
              look="quiet"
              aria-label={t('sources.mayRequest.revokeOne', { origin })}
              onClick={() => void revoke(origin)}
            >
              {t('sources.mayRequest.revoke')}
            </Button>
          </li>
        ))}
      </ul>
      {failure === null ? null : (
        <p role="alert" className="text-bad wrap-anywhere">
          {inWords(failure)}
        </p>
      )}
    </div>
  );
}
