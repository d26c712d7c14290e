import { useTranslation } from 'react-i18next';
import type { Did, Notice } from '../state/state.tsx';
import { useStore, useWindowState } from '../state/state.tsx';
import { useFormats } from './use-formats.ts';

const KNOWN = [
  ...(['read', 'unread', 'done', 'restore', 'save', 'unsave', 'snooze', 'unsnooze', 'delete'] as const),
  ...(['purge', 'mute', 'unmute'] as const),
] as const;

/** What was done to rows, in the past tense. A newer server may know more than this window. */
export function useDidWords(): (did: Pick<Did, 'action' | 'rows'>) => string {
  const { t } = useTranslation('window');
  const formats = useFormats();
  const now = useStore(useWindowState().clock);
  return ({ action, rows: count }) => {
    const kind = KNOWN.find((each) => each === action.kind) ?? 'other';
    const until = action.until ?? null;
    return t(`undo.did.${kind}`, {
      count,
      time: until === null ? '' : formats.until(Date.parse(until), now),
    });
  };
}

/** The notice in words; `spoken`: as a screen reader says it. */
export function useNoticeWords(): (notice: Notice) => Readonly<{ shown: string; spoken: string }> {
  const { t } = useTranslation('window');
  const did = useDidWords();
  const undone = (restored: number, left: number): string => {
    if (restored === 0 && left > 0) return t('undo.keptAll', { count: left });
    const words = t('undo.undone', { count: restored });
    return left === 0 ? words : t('undo.undoneBut', { undone: words, count: left });
  };
  const shown = (notice: Notice): string => {
    switch (notice.kind) {
      case 'failed':
        return `${t(`command.${notice.command}.failed`)} ${t(`failure.${notice.error.code}`)}`;
      case 'refused':
        return t('lines.failed', { reason: t(`failure.${notice.error.code}`) });
      case 'gone':
        return t('list.gone');
      case 'did':
        return did(notice);
      case 'undone':
        return undone(notice.restored, notice.left);
      case 'nothingToUndo':
        return t('undo.nothing');
      default:
        return notice satisfies never;
    }
  };
  return (notice) => {
    const words = shown(notice);
    const counted = notice.kind === 'did' && notice.left !== null;
    return {
      shown: words,
      spoken: counted ? t('undo.left', { did: words, count: notice.left ?? 0 }) : words,
    };
  };
}
