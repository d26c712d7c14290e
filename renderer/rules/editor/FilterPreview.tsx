import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Previewed } from '#server/decisions';
import { shownWords } from '#server/rules/own-rows';
import { useRowWords } from '../../i18n/use-row-words.ts';
import { useSourceName } from '../../i18n/use-source-name.ts';
import { useStore, useWindowState } from '../../state/state.tsx';
import { useFormats } from '../../ui/use-formats.ts';
import { useFilterPreview } from './use-filter-preview.ts';

function Match({ item }: { readonly item: Previewed }) {
  const words = useRowWords();
  const formats = useFormats();
  const nameOf = useSourceName();
  const now = useStore(useWindowState().clock);
  const { source, type, data = {}, sender, created_at } = item;
  const { title } = shownWords({ ...item, message: '', data }, words);
  return (
    <li className="flex items-baseline gap-2 px-2.5 py-1">
      <span dir="auto" className="min-w-0 flex-1 truncate text-[13px]">
        {title}
      </span>
      <span dir="auto" className="max-w-2/5 shrink-0 truncate text-xs text-muted">
        <code className="text-[11px]">{type}</code> · {sender ?? nameOf(source)}
      </span>
      <span className="shrink-0 text-end text-xs whitespace-nowrap text-muted tabular-nums">
        {formats.relative(Date.parse(created_at), now)}
      </span>
    </li>
  );
}

/** Which of the newest notifications the filter matches, and what of it is not understood. */
export function FilterPreview({ filter }: { readonly filter: string }) {
  const { t } = useTranslation('window');
  const answer = useFilterPreview(filter);

  const summary = (): string => {
    if (answer === null) return t('rules.preview.looking');
    if (!answer.ok) return `${t('rules.preview.failed')} ${t(`failure.${answer.error.code}`)}`;
    const { ids, of } = answer.value;
    return of === 0 ? t('rules.preview.empty') : t('rules.preview.matches', { count: ids.length, of });
  };
  const { ids = [], items = [], remarks = [] } = answer?.ok ? answer.value : {};
  const more = ids.length - items.length;
  return (
    <section aria-label={t('rules.preview.title')} className="rounded-lg border border-line bg-surface">
      <p role="status" className="px-2.5 py-1.5 text-[13px] font-medium">
        {summary()}
      </p>
      {remarks.length === 0 ? null : (
        <ul className="border-t border-line px-2.5 py-1.5">
          {remarks.map(({ code, text }) => (
            <li key={`${code} ${text}`} className="flex items-start gap-1.5 text-xs text-warn wrap-anywhere">
              <TriangleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
              {t(`rules.remark.${code}`, { text })}
            </li>
          ))}
        </ul>
      )}
      {items.length === 0 ? null : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so that the keyboard must reach it.
        <ul tabIndex={0} className="max-h-40 overflow-y-auto border-t border-line py-1">
          {items.map((item) => (
            <Match key={item.id} item={item} />
          ))}
          {more > 0 ? (
            <li className="px-2.5 py-1 text-xs text-muted">{t('rules.preview.more', { count: more })}</li>
          ) : null}
        </ul>
      )}
    </section>
  );
}
