import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Notification } from '#server/notification';
import { shownWords } from '#server/rules/own-rows';
import { useRowWords } from '../../i18n/use-row-words.ts';
import { useStore, useWindowState } from '../../state/state.tsx';
import { useFormats } from '../../ui/use-formats.ts';

/** As many as one looks through. */
const MOST = 20;

/** The others of its thread, as far as the list has them: a press shows one. */
export function ThreadList({ item, tabIndex }: { readonly item: Notification; readonly tabIndex: number }) {
  const { t } = useTranslation('window');
  const { search, navigation, clock } = useWindowState();
  const { items } = useStore(search.shown);
  const now = useStore(clock);
  const formats = useFormats();
  const words = useRowWords();
  const { id, source, group_key: thread } = item;
  const others = useMemo(() => {
    if (thread === null) return [];
    const isOther = (one: Notification): boolean =>
      one.group_key === thread && one.source === source && one.id !== id;
    return (items ?? []).filter(isOther).slice(0, MOST);
  }, [items, thread, source, id]);
  if (others.length === 0) return null;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: it only keeps clicks inside from closing the row.
    <section
      aria-label={t('reading.more')}
      className="mt-4 border-t border-line pt-2.5"
      onClick={(event) => event.stopPropagation()}
    >
      <h3 className="mb-1 text-xs font-semibold text-muted">{t('reading.more')}</h3>
      <ul className="flex flex-col">
        {others.map((one) => (
          <li key={one.id}>
            <button
              type="button"
              tabIndex={tabIndex}
              className={`-mx-2 flex w-full items-baseline gap-2 rounded-md px-2 py-1 text-start text-[13px] hover:bg-hover ${one.read_at === null ? 'font-semibold' : 'text-soft'}`}
              onClick={() => navigation.find(one.id)}
            >
              <span dir="auto" className="min-w-0 flex-1 truncate">
                {shownWords(one, words).title}
              </span>
              <span className="shrink-0 text-xs font-normal text-muted tabular-nums">
                {formats.relative(Date.parse(one.created_at), now)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
