import { X } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeyHint } from '../commands/commands.ts';
import type { Notice } from '../state/state.tsx';
import { useStore, useWindowState } from '../state/state.tsx';
import { Button } from './Button.tsx';
import { IconButton } from './IconButton.tsx';
import { useNoticeWords } from './use-notice-words.ts';

/** How long a notice about something that worked stays, in milliseconds. */
const PASSES = 8_000;

const FRAME =
  'absolute inset-x-3 bottom-3 z-30 mx-auto flex animate-arrive items-center gap-1 rounded-lg border border-line bg-canvas py-2 ps-3.5 pe-2 text-[13px] shadow-float';

/** It passes, but not while somebody points at it or has the focus in it. */
function PassingBar({ notice, children }: { readonly notice: Notice; readonly children: ReactNode }) {
  const { actions } = useWindowState();
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const held = pointed || focused;
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(actions.dismissNotice, PASSES);
    return () => clearTimeout(timer);
  }, [notice, held, actions]);
  return (
    <fieldset
      className={`${FRAME} w-fit max-w-[calc(100%-1.5rem)]`}
      onPointerEnter={() => setPointed(true)}
      onPointerLeave={() => setPointed(false)}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
    >
      {children}
    </fieldset>
  );
}

/**
 * What was done, with the way back; or a failure that belongs to no row, which stays until its user dismisses it, tries again or does
 * something else.
 */
export function NoticeBar() {
  const { t } = useTranslation('window');
  const { actions } = useWindowState();
  const notice = useStore(actions.notice);
  const wordsOf = useNoticeWords();
  const keys = useKeyHint('inbox.undo');
  const words = notice === null ? null : wordsOf(notice);
  const passes = notice?.kind === 'did' || notice?.kind === 'undone' || notice?.kind === 'nothingToUndo';

  const bar = () => {
    if (notice === null || words === null) return null;
    if (passes) {
      return (
        <PassingBar notice={notice}>
          <p className="me-2 min-w-0 wrap-anywhere">{words.shown}</p>
          {notice.kind === 'did' && notice.batches.length > 0 ? (
            <Button
              className="text-accent!"
              aria-keyshortcuts={keys.aria}
              onClick={() => void actions.run('inbox.undo')}
            >
              {t('command.inbox.undo.title')}
              {keys.label === undefined ? null : (
                <kbd aria-hidden className="font-sans text-xs text-muted">
                  {keys.label}
                </kbd>
              )}
            </Button>
          ) : null}
          <IconButton icon={X} small label={t('common.dismiss')} onClick={actions.dismissNotice} />
        </PassingBar>
      );
    }
    return (
      <div role="alert" className={`${FRAME} max-w-md`}>
        <p className="flex-1">{words.shown}</p>
        {notice.kind === 'failed' ? (
          <Button look="quiet" className="text-accent" onClick={notice.again}>
            {t('common.retry')}
          </Button>
        ) : null}
        <Button look="quiet" onClick={actions.dismissNotice}>
          {t('common.dismiss')}
        </Button>
      </div>
    );
  };

  return (
    <>
      {/* It is there before its words: only then do screen readers say them. */}
      <p role="status" className="sr-only">
        {passes ? words?.spoken : null}
      </p>
      {bar()}
    </>
  );
}
