import { useTranslation } from 'react-i18next';
import type { Connection, Health } from '#app/state';
import { useWindowState } from '../state/state.tsx';
import { troubledSources, useSourceWords } from './source-words.ts';

const DOTS: Readonly<Record<Health['level'], string>> = {
  ok: 'bg-good-bar',
  connecting: 'bg-warn-bar animate-breathe',
  offline: 'bg-bad-bar',
};

interface ConnectionMarkProps {
  readonly connection: Connection;
  readonly health: Health;
  /** Only for screen readers: it takes no focus while it is invisible. */
  readonly hidden: boolean;
}

/** The state of the backend and the sources, the worst of them: a dot, and the same in words. */
export function ConnectionMark({ connection, health, hidden }: ConnectionMarkProps) {
  const { t } = useTranslation('window');
  const { navigation } = useWindowState();
  const inWords = useSourceWords();
  const { level, cause, sources } = health;
  const [worst, ...others] = troubledSources(health);
  const dot = (
    <span
      aria-hidden
      className={`me-0.5 size-1.5 shrink-0 rounded-full forced-colors:bg-[CanvasText] ${DOTS[level]}`}
    />
  );
  return (
    <div
      role="status"
      className={`flex min-w-0 text-xs ${level === 'offline' ? 'font-medium text-bad' : 'text-muted'}`}
    >
      {cause === 'source' ? (
        <button
          type="button"
          title={inWords(sources)}
          tabIndex={hidden ? -1 : 0}
          className="flex min-w-0 items-center gap-1 overflow-hidden rounded hover:underline"
          onClick={() => navigation.go('sources')}
        >
          {dot}
          {worst === undefined ? (
            t('connection.connecting')
          ) : (
            <>
              {/* The name gives way to what is wrong: a long one in part, in a narrow window as a whole. */}
              <bdi className="min-w-0 truncate max-[440px]:sr-only">{worst.name}:</bdi>
              <span className="shrink-0 max-[280px]:sr-only">{t(`health.${worst.problem}`)}</span>
              {others.length === 0 ? null : (
                <span className="shrink-0">
                  <span aria-hidden>{t('health.more', { count: others.length })}</span>
                  <span className="sr-only">{t('health.moreLabel', { count: others.length })}</span>
                </span>
              )}
            </>
          )}
        </button>
      ) : (
        // That all is well needs no room; a screen reader hears when it is again. Words that do not fit wrap out of sight.
        <span
          className={
            level === 'ok' ? 'sr-only' : 'flex h-4 min-w-0 flex-wrap items-center gap-x-1 overflow-hidden'
          }
        >
          <span className="grid h-4 place-items-center">{dot}</span>
          <span className="max-w-full truncate">{t(`connection.${connection.status}`)}</span>
        </span>
      )}
    </div>
  );
}
