import { CircleAlert, CircleCheck, CircleMinus, LoaderCircle, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { TestResult } from '#app/source-view';
import { summaryOf, type TestState, type TestSummary } from '../state/state.tsx';
import { useDetail, useFailure } from './use-detail.ts';

const MARKS: Readonly<Record<TestResult['outcome'], readonly [LucideIcon, string]>> = {
  ok: [CircleCheck, 'text-good-bar'],
  failed: [CircleAlert, 'text-bad'],
  skipped: [CircleMinus, 'text-muted'],
};

function Step({ result }: { readonly result: TestResult }) {
  const { t } = useTranslation('window');
  const inWords = useDetail();
  const { step, outcome, trouble, detail } = result;
  const [Icon, tone] = MARKS[outcome];
  return (
    <li className="flex items-start gap-2 py-1">
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${tone}`} />
      <div className="min-w-0 flex-1 text-[13px]">
        <span className={outcome === 'skipped' ? 'text-muted' : ''}>{t(`sources.test.steps.${step}`)}</span>{' '}
        <span className={outcome === 'skipped' ? 'text-xs text-muted' : 'sr-only'}>
          {t(`sources.test.outcome.${outcome}`)}
        </span>
        {trouble === null ? null : <p className="text-bad">{t(`sources.trouble.${trouble}`)}</p>}
        {detail === null ? null : <p className="text-xs wrap-anywhere text-muted">{inWords(detail)}</p>}
      </div>
    </li>
  );
}

/** The steps of a connection test, with their outcomes. */
export function TestReport({ state }: { readonly state: TestState }) {
  const { t } = useTranslation('window');
  const failureWords = useFailure();
  if (state === null) return null;
  const results = state.status === 'done' && state.result.ok ? state.result.value : [];

  function words(summary: TestSummary): string {
    switch (summary.kind) {
      case 'running':
      case 'works':
      case 'partly':
        return t(`sources.test.${summary.kind}`);
      case 'broken':
        return t('sources.test.broken', { step: t(`sources.test.steps.${summary.step}`) });
      case 'failed':
        return `${t('sources.test.failed')} ${failureWords(summary.error)}`;
      default:
        return summary satisfies never;
    }
  }

  return (
    <section aria-label={t('sources.test.title')}>
      <p role="status" className="flex items-center gap-2 text-[13px] font-medium wrap-anywhere">
        {state.status === 'running' ? (
          <LoaderCircle aria-hidden className="size-4 animate-spin text-muted" />
        ) : null}
        {words(summaryOf(state))}
      </p>
      {results.length === 0 ? null : (
        <ol className="mt-1.5">
          {results.map((result) => (
            <Step key={result.step} result={result} />
          ))}
        </ol>
      )}
    </section>
  );
}
