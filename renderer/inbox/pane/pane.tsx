import { type ReactNode, useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { failureOn } from '../../../server/client/client.ts';
import { useKeyHint } from '../../commands/commands.ts';
import { useStore, useWindowState } from '../../state/state.tsx';
import type { Rows } from '../use-rows.ts';
import { PaneArticle } from './PaneArticle.tsx';

const PANE = '[data-reading]';

/** Whether that is in the reading pane. */
export const isReading = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest(PANE) !== null;

/** Moves the focus into the reading pane, where there is one. */
export const focusReading = (): void =>
  document.querySelector<HTMLElement>(PANE)?.focus({ preventScroll: true });

/** What stands in the pane until the user has gone to a row. */
function Nothing() {
  const { t } = useTranslation('window');
  const next = useKeyHint('list.next').label;
  const previous = useKeyHint('list.previous').label;
  const open = useKeyHint('row.toggle').label;
  return (
    <div className="m-auto max-w-72 p-8 text-center text-[13px] text-muted">
      <p>{t('reading.empty')}</p>
      {next === undefined || previous === undefined || open === undefined ? null : (
        <p className="mt-1">{t('reading.emptyKeys', { next, previous, open })}</p>
      )}
    </div>
  );
}

/** The list, and in a wide window the whole text of the row that the user has gone to. */
export function ListAndPane({ rows, children }: { readonly rows: Rows; readonly children: ReactNode }) {
  const { t } = useTranslation('window');
  const cursor = useStore(useWindowState().cursor);
  const { wide, shown, openId } = rows;
  const leave = useEffectEvent(() => {
    if (wide && openId !== null && cursor !== null && cursor !== openId) rows.close();
  });
  useEffect(() => leave(), [cursor]);
  return (
    <div className="flex min-h-0 flex-1">
      <div
        className={`flex min-h-0 flex-col ${wide ? 'w-[clamp(280px,38%,400px)] shrink-0 border-e border-line' : 'flex-1'}`}
      >
        {children}
      </div>
      {wide ? (
        <section aria-label={t('reading.label')} className="flex min-h-0 min-w-0 flex-1 flex-col">
          {shown === null ? (
            <Nothing />
          ) : (
            <PaneArticle
              key={shown.id}
              item={shown}
              failed={failureOn(rows.pendings, shown.id)}
              why={rows.whyId === shown.id}
              onRun={rows.run}
              onDismiss={rows.dismiss}
            />
          )}
        </section>
      ) : null}
    </div>
  );
}
