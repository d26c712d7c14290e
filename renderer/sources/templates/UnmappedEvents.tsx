import { ChevronRight, Plus } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SeenEvent } from '#app/source-view';
import { useStore, useWindowState } from '../../state/state.tsx';
import { Button } from '../../ui/Button.tsx';
import { useFormats } from '../../ui/use-formats.ts';
import { parseJson } from './fields.ts';
import type { Unmapped } from './seen-events.ts';
import type { Kind } from './template-draft.ts';

interface ListProps {
  readonly kind: Kind;
  readonly unmapped: readonly Unmapped[];
  /** Why the list may be empty. */
  readonly state: 'unsaved' | 'silent' | 'all_mapped';
  /** The limit of templates is reached. */
  readonly isFull: boolean;
  readonly onMake: (event: SeenEvent) => void;
}

interface RowProps extends Unmapped {
  readonly isFull: boolean;
  readonly onMake: () => void;
}

function UnmappedRow({ latest, count, isFull, onMake }: RowProps) {
  const { t } = useTranslation('window');
  const formats = useFormats();
  const now = useStore(useWindowState().clock);
  const [open, setOpen] = useState(false);
  const then = Date.parse(latest.at);
  return (
    <li className="py-2 ps-3 pe-2">
      <div className="flex items-center gap-2">
        <button
          type="button"
          aria-expanded={open}
          className="flex min-w-0 flex-1 items-center gap-1.5 rounded text-start"
          onClick={() => setOpen(!open)}
        >
          <ChevronRight
            aria-hidden
            className={`size-4 shrink-0 text-muted ${open ? 'rotate-90' : 'rtl:rotate-180'}`}
          />
          <span className="min-w-0">
            <span className="block truncate text-[13px]">{latest.event}</span>
            <span className="block text-xs text-muted tabular-nums" title={formats.absolute(then)}>
              {t('templates.seen', { count, time: formats.relative(then, now) })}
            </span>
          </span>
        </button>
        <Button
          aria-label={t('templates.makeFor', { event: latest.event })}
          disabled={isFull}
          onClick={onMake}
        >
          <Plus aria-hidden className="size-4" />
          {t('templates.make')}
        </Button>
      </div>
      {open ? (
        <pre className="mt-2 max-h-48 overflow-auto rounded-md bg-surface p-2 font-mono text-xs whitespace-pre-wrap select-text wrap-anywhere">
          {JSON.stringify(parseJson(latest.data), null, 2)}
        </pre>
      ) : null}
    </li>
  );
}

/** Events that have arrived without a template, each with a button that makes one. */
export function UnmappedEvents({ kind, unmapped, state, isFull, onMake }: ListProps) {
  const { t } = useTranslation('window');
  const id = useId();
  return (
    <section aria-labelledby={id} className="mt-4">
      <h2 id={id} className="mb-1.5 px-1 text-xs font-semibold text-muted">
        {t(`templates.unmapped.${kind}`)}
      </h2>
      {unmapped.length === 0 ? (
        <p className="px-1 text-xs text-muted">{t(`templates.none.${state}`)}</p>
      ) : (
        <ul aria-labelledby={id} className="divide-y divide-line rounded-xl border border-line bg-canvas">
          {unmapped.map(({ latest, count }) => (
            <UnmappedRow
              key={latest.event}
              latest={latest}
              count={count}
              isFull={isFull}
              onMake={() => onMake(latest)}
            />
          ))}
        </ul>
      )}
    </section>
  );
}
