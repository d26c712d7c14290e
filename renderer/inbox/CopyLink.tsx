import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWindowState } from '../state/window.tsx';
import { RefusalButton } from '../ui/Refusal.tsx';

/** How long it says that it has copied, in milliseconds. */
const SAID = 2_000;

/** A link that could not be opened here can be taken elsewhere. */
export function CopyLink({ id, tabIndex }: { readonly id: string; readonly tabIndex: number }) {
  const { t } = useTranslation('window');
  const { actions } = useWindowState();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAID);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <RefusalButton tabIndex={tabIndex} onClick={async () => setCopied(await actions.copyLink(id))}>
      {t(copied ? 'row.linkCopied' : 'row.copyLink')}
    </RefusalButton>
  );
}
