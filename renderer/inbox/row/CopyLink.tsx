import { useTranslation } from 'react-i18next';
import { useWindowState } from '../../state/state.tsx';
import { RefusalButton } from '../../ui/Refusal.tsx';
import { useCopied } from '../../ui/use-copied.ts';

/** A link that could not be opened here can be taken elsewhere. */
export function CopyLink({ id, tabIndex }: { readonly id: string; readonly tabIndex: number }) {
  const { t } = useTranslation('window');
  const { actions } = useWindowState();
  const [copied, setCopied] = useCopied();
  return (
    <RefusalButton tabIndex={tabIndex} onClick={async () => setCopied(await actions.copyLink(id))}>
      {t(copied ? 'row.linkCopied' : 'command.inbox.copyLink.title')}
    </RefusalButton>
  );
}
