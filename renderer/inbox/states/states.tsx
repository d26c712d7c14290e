import {
  AlarmClock,
  Bookmark,
  Check,
  CheckCheck,
  CloudOff,
  Inbox,
  LoaderCircle,
  type LucideIcon,
  RotateCw,
  SearchX,
  Trash2,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Failure } from '#app/result';
import type { View } from '#server/inbox';
import { isOfBin, parseFilter } from '#server/rules/filter/filter';
import type { ListFilter } from '#server/rules/list-filter';
import { useCommandTitle, useKeyHint, type WindowCommandId } from '../../commands/commands.ts';
import { useWindowState } from '../../state/state.tsx';
import { Button } from '../../ui/Button.tsx';
import { useOrigin } from '../use-origin.ts';

export { FirstRun } from './FirstRun.tsx';
export { FirstSteps } from './FirstSteps.tsx';

const WIDTHS = ['w-2/5', 'w-3/5', 'w-1/2', 'w-2/3', 'w-1/3', 'w-3/5', 'w-2/5', 'w-1/2'] as const;

/** Eight placeholder rows. */
export function Skeleton() {
  const { t } = useTranslation('window');
  return (
    <div className="min-h-0 flex-1 overflow-hidden pt-4">
      <p role="status" className="sr-only">
        {t('list.loading')}
      </p>
      <div aria-hidden className="animate-breathe">
        {WIDTHS.map((width, row) => (
          <div key={row} className="flex gap-3 px-4 py-3">
            <span className="size-9 shrink-0 rounded-lg bg-hover" />
            <span className="flex flex-1 flex-col gap-2 pt-1">
              <span className={`h-3 rounded bg-hover ${width}`} />
              <span className="h-2.5 w-11/12 rounded bg-surface" />
            </span>
          </div>
        ))}
      </div>
    </div>
  );
}

const ICONS: Readonly<Record<View, LucideIcon>> = {
  inbox: Inbox,
  unread: CheckCheck,
  saved: Bookmark,
  snoozed: AlarmClock,
  done: Check,
  bin: Trash2,
};

/** The key that an empty view teaches. */
const TAUGHT = {
  inbox: 'search.open',
  unread: 'view.inbox',
  saved: 'view.inbox',
  snoozed: 'view.inbox',
  done: 'inbox.done',
  bin: 'inbox.undo',
} as const satisfies Readonly<Record<View, WindowCommandId>>;

export function EmptyState({ view }: { readonly view: View }) {
  const { t } = useTranslation('window');
  const Icon = ICONS[view];
  const title = useCommandTitle();
  const { label } = useKeyHint(TAUGHT[view]);
  return (
    <div className="flex flex-1 flex-col items-center justify-center gap-1 px-8 pb-16 text-center">
      <span className="mb-3 grid size-14 place-items-center rounded-2xl bg-surface text-muted">
        <Icon aria-hidden className="size-7" strokeWidth={1.5} />
      </span>
      <h2 className="text-[15px] font-semibold">{t(`empty.${view}Title`)}</h2>
      <p className="text-[13px] text-muted">{t(`empty.${view}`)}</p>
      {label === undefined ? null : (
        <p className="mt-4 text-xs text-muted">
          <kbd className="me-1.5 rounded border border-control px-1.5 py-0.5 font-sans">{label}</kbd>
          {title(TAUGHT[view])}
        </p>
      )}
    </div>
  );
}

/** The search finds no row in this view, but perhaps in another one. */
export function NothingFound({ query }: { readonly query: ListFilter }) {
  const { t } = useTranslation('window');
  const { lists, search } = useWindowState();
  const { q: words, view, source } = query;
  const origin = useOrigin(source ?? '');
  const isInBin = isOfBin(parseFilter(words).filter);
  const other = view === 'inbox' ? 'done' : 'inbox';
  const said = (): string => {
    if (view === null) return t('search.noMatchAnywhere', { words });
    if (words === '') return t('search.noneOf', { name: origin?.name ?? '', view: t(`toolbar.${view}`) });
    return t('search.noMatch', { words, view: t(`toolbar.${view}`) });
  };
  return (
    <div className="flex flex-1 flex-col items-center justify-center gap-1 px-8 pb-16 text-center">
      <span className="mb-3 grid size-14 place-items-center rounded-2xl bg-surface text-muted">
        <SearchX aria-hidden className="size-7" strokeWidth={1.5} />
      </span>
      <h2 className="text-[15px] font-semibold">{t('search.nothing')}</h2>
      <p className="max-w-full text-[13px] wrap-anywhere text-muted">{said()}</p>
      <div className="mt-4 flex flex-wrap justify-center gap-2">
        {words === '' ? (
          <Button onClick={() => lists.show(other)}>{t(`search.lookIn.${other}`)}</Button>
        ) : view !== null ? (
          <Button onClick={() => search.look('everywhere')}>{t('search.lookEverywhere')}</Button>
        ) : isInBin ? null : (
          <Button onClick={() => search.type(`${words} is:deleted`)}>{t('search.lookInBin')}</Button>
        )}
        {source === null ? null : (
          <Button onClick={() => search.choose(null)}>{t('search.allSources')}</Button>
        )}
      </div>
    </div>
  );
}

interface FailedStateProps {
  readonly error: Failure;
  /** A retry is running. */
  readonly busy: boolean;
  readonly onRetry: () => void;
}

export function FailedState({ error, busy, onRetry }: FailedStateProps) {
  const { t } = useTranslation('window');
  return (
    <div
      role="alert"
      className="flex flex-1 flex-col items-center justify-center gap-1 px-8 pb-16 text-center"
    >
      <span className="mb-3 grid size-14 place-items-center rounded-2xl bg-bad-wash text-bad">
        <CloudOff aria-hidden className="size-7" strokeWidth={1.5} />
      </span>
      <h2 className="text-[15px] font-semibold">{t('list.failedTitle')}</h2>
      <p className="text-[13px] text-muted">{t(`failure.${error.code}`)}</p>
      <Button className="mt-4" disabled={busy} onClick={onRetry}>
        <RotateCw aria-hidden className={`size-4 ${busy ? 'animate-spin' : ''}`} />
        {t('common.retry')}
      </Button>
    </div>
  );
}

interface ListFootProps {
  readonly loading: boolean;
  readonly error: Failure | null;
  readonly onRetry: () => void;
}

/** The end of the list: the next page is loading, or could not be loaded. */
export function ListFoot({ loading, error, onRetry }: ListFootProps) {
  const { t } = useTranslation('window');
  if (error !== null) {
    return (
      <div role="alert" className="flex items-center gap-3 px-4 py-3 text-[13px] text-bad">
        <p className="flex-1">{t('list.moreFailed', { reason: t(`failure.${error.code}`) })}</p>
        <Button onClick={onRetry}>{t('common.retry')}</Button>
      </div>
    );
  }
  if (!loading) return null;
  return (
    <p className="flex items-center justify-center gap-2 py-4 text-[13px] text-muted">
      <LoaderCircle aria-hidden className="size-4 animate-spin" />
      {t('list.loadingMore')}
    </p>
  );
}
