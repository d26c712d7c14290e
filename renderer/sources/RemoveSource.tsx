import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/Button.tsx';
import { useEscape } from '../ui/use-escape.ts';

/** Asks whether to remove a source with all its notifications. */
export function RemoveSource(props: {
  readonly name: string;
  readonly onKeep: () => void;
  readonly onRemove: () => void;
}) {
  const { t } = useTranslation('window');
  const keep = useRef<HTMLButtonElement>(null);
  const owner = useEscape(props.onKeep);
  useEffect(() => keep.current?.focus(), []);
  return (
    <div
      {...owner}
      role="alertdialog"
      aria-label={t('sources.remove')}
      className="mt-3 flex flex-wrap items-center gap-2"
    >
      <p className="min-w-40 flex-1 text-[13px] wrap-anywhere">
        {t('sources.removeSure', { name: props.name })}
      </p>
      <Button ref={keep} onClick={props.onKeep}>
        {t('sources.keep')}
      </Button>
      <Button look="primary" onClick={props.onRemove}>
        {t('sources.removeNow')}
      </Button>
    </div>
  );
}
