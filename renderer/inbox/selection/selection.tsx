/** Many rows at once: they are selected in the list, and acted on by a bar in the toolbar's place. */
import { Check, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CommandIcon } from '../../commands/commands.ts';
import { useStore, useWindowState } from '../../state/state.tsx';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { useEscape } from '../../ui/use-escape.ts';
import { bulkOn } from './bulk.ts';
import { useBulk } from './use-bulk.ts';

export { bulkFor } from './bulk.ts';
export { useBulk } from './use-bulk.ts';
export { useSelecting } from './use-selecting.ts';

/** Offers to select what else the list finds. */
function Rest({ count }: { readonly count: number }) {
  const { t } = useTranslation('window');
  const { search, selection } = useWindowState();
  const { items } = useStore(search.shown);
  const bulk = useBulk();
  const [total, setTotal] = useState<number | null>(null);
  // Asked for again with each change: there may be more by now.
  useEffect(() => {
    let left = false;
    void bulk.total().then((rows) => {
      if (!left) setTotal(rows);
    });
    return () => {
      left = true;
    };
  }, [count, items]);
  if (total === null || total <= count) return null;
  return (
    <Button look="quiet" className="min-w-0 px-1.5" onClick={() => selection.takeAll(total)}>
      <span className="truncate">{t('selection.all', { count: total })}</span>
    </Button>
  );
}

/** In the toolbar's place while rows are selected. Each button says how many rows it is about. */
export function BulkBar() {
  const { t } = useTranslation('window');
  const { selection } = useWindowState();
  const bulk = useBulk();
  const { rows, count } = bulk;
  const owner = useEscape(selection.clear);
  return (
    <div
      {...owner}
      role="toolbar"
      aria-label={t('selection.count', { count })}
      className="flex min-h-12 items-center gap-1 bg-accent-wash ps-2 pe-2.5"
    >
      <h1 className="sr-only">{t('toolbar.title')}</h1>
      <IconButton icon={X} label={t('selection.clear')} onClick={selection.clear} />
      <p role="status" className="shrink-0 text-[13px] font-semibold tabular-nums">
        {t('selection.count', { count })}
      </p>
      <Rest count={count} />
      <span className="flex-1" />
      {bulkOn(rows).map((id) => (
        <Button
          key={id}
          look="quiet"
          className="max-[720px]:w-8 max-[720px]:px-0"
          title={t('selection.act', { title: t(`command.${id}.title`), count })}
          onClick={() => bulk.run(id)}
        >
          <CommandIcon id={id} className="size-[18px]" />
          <span className="max-[720px]:sr-only">
            {t('selection.act', { title: t(`command.${id}.title`), count })}
          </span>
        </Button>
      ))}
    </div>
  );
}

/** On a row's picture: selects it. It shows under the pointer, and while rows are selected. */
export function SelectMark({ id }: { readonly id: string }) {
  const { t } = useTranslation('window');
  const { selection } = useWindowState();
  const { ids } = useStore(selection);
  const checked = ids.has(id);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a checkbox of the browser's own cannot cover the picture.
    <button
      type="button"
      role="checkbox"
      aria-checked={checked}
      aria-labelledby={`select-${id} title-${id}`}
      tabIndex={-1}
      className={`absolute inset-0 grid place-items-center rounded-lg border ${checked ? 'border-accent bg-accent-fill text-white' : `border-control bg-canvas text-transparent hover:text-muted ${ids.size > 0 ? '' : 'opacity-0 group-hover:opacity-100 focus-visible:opacity-100'}`}`}
      onClick={(event) => {
        event.stopPropagation();
        selection.toggle(id);
      }}
    >
      <Check aria-hidden className="size-5" strokeWidth={2.25} />
      <span id={`select-${id}`} hidden>
        {t('selection.select')}
      </span>
    </button>
  );
}
