import { ChevronRight } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { SourceKind } from '#app/rules/source-kinds';
import { PageHeader } from '../ui/PageHeader.tsx';
import { KINDS, viewOf } from './kinds.ts';

/** Which kind of source is to be added. */
export function KindChoice(props: {
  readonly onChoose: (kind: SourceKind) => void;
  readonly onBack: () => void;
}) {
  const { t } = useTranslation('window');
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => ref.current?.querySelector<HTMLElement>('li button')?.focus(), [ref]);
  return (
    <div ref={ref} className="flex min-h-0 flex-1 flex-col">
      <PageHeader title={t('sources.choose.title')} back={t('sources.back')} onBack={props.onBack} />
      <div className="min-h-0 flex-1 overflow-y-auto bg-surface [scrollbar-gutter:stable]">
        <div className="mx-auto max-w-xl px-4 py-4">
          <p className="mb-3.5 px-1 text-[13px] text-muted">{t('sources.choose.lead')}</p>
          <ul className="flex flex-col gap-3">
            {KINDS.map((kind) => ({ kind, Icon: viewOf(kind).icon })).map(({ kind, Icon }) => (
              <li
                key={kind}
                className="relative flex items-center gap-3.5 rounded-xl border border-line bg-canvas px-4 py-3.5 hover:bg-hover"
              >
                <Icon aria-hidden className="size-5 shrink-0 text-accent" strokeWidth={1.75} />
                <div className="min-w-0 flex-1">
                  <button
                    type="button"
                    aria-describedby={`kind-${kind}`}
                    // The whole card is the button.
                    className="text-sm font-semibold outline-none after:absolute after:inset-0 after:rounded-xl focus-visible:after:outline-2 focus-visible:after:outline-accent"
                    onClick={() => props.onChoose(kind)}
                  >
                    {t(`sources.choose.${kind}`)}
                  </button>
                  <p id={`kind-${kind}`} className="mt-0.5 text-xs text-muted">
                    {t(`sources.choose.${kind}Hint`)}
                  </p>
                </div>
                <ChevronRight aria-hidden className="size-4 shrink-0 text-muted rtl:-scale-x-100" />
              </li>
            ))}
          </ul>
        </div>
      </div>
    </div>
  );
}
