import { Bell, BellOff } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Hold } from '#server/rules/decide/situation';
import { useCommands, useKeyHint } from '../commands/commands.ts';
import { useStore, useWindowState } from '../state/state.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { useFormats } from '../ui/use-formats.ts';
import { PausePanel, type PauseStatus } from './PausePanel.tsx';

/** Why toasts wait, in a sentence. */
function useHoldWords(): (hold: Hold) => string {
  const { t } = useTranslation('window');
  const formats = useFormats();
  const now = useStore(useWindowState().clock);
  return ({ reason, by, until }) => {
    const time = until === null ? null : formats.until(Date.parse(until), now);
    switch (reason) {
      case 'paused':
        return t('banner.paused', { time: time ?? '' });
      case 'quiet_hours':
        return time === null ? t('pause.quiet') : t('pause.quietUntil', { time });
      case 'do_not_disturb':
        return t('pause.doNotDisturb', { by: by ?? '' });
      case 'locked':
        return t('pause.locked');
      default:
        return reason satisfies never;
    }
  };
}

/** In the toolbar: says whether toasts wait, and opens the lengths of a pause. */
export function PauseButton({ status }: { readonly status: PauseStatus }) {
  const { t } = useTranslation('window');
  const [open, setOpen] = useState(false);
  const keys = useKeyHint('pause.open');
  const wordsOf = useHoldWords();
  const [hold] = status.holds;
  const state = hold === undefined ? null : wordsOf(hold);

  useCommands({ 'pause.open': () => setOpen(true) });

  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <IconButton
          icon={hold === undefined ? Bell : BellOff}
          label={state ?? t('command.pause.open.title')}
          keys={keys}
          dot={hold === undefined ? undefined : 'accent'}
          onClick={() => {}}
        />
      </Popover.Trigger>
      {/* In its place and not in a portal: there it would be outside of every landmark. */}
      <Popover.Content
        data-owns-escape
        aria-label={t('command.pause.open.title')}
        align="end"
        sideOffset={4}
        collisionPadding={8}
        className="z-40 max-h-(--radix-popover-content-available-height) w-72 overflow-y-auto rounded-xl border border-line bg-canvas shadow-float outline-none"
      >
        <PausePanel status={status} state={state} onDone={() => setOpen(false)} />
      </Popover.Content>
    </Popover.Root>
  );
}
