import { CircleAlert, CircleCheck, CircleMinus, LoaderCircle, type LucideIcon } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Walk, WalkResult } from '#app/rules/walk';
import { useWhyWords } from '../i18n/use-why-words.ts';
import { useStore, useWindowState } from '../state/state.tsx';
import { Button } from '../ui/Button.tsx';
import { WalkCauses } from './WalkCauses.tsx';

const MARKS: Readonly<Record<WalkResult['outcome'], readonly [LucideIcon, string]>> = {
  ok: [CircleCheck, 'text-good-bar'],
  failed: [CircleAlert, 'text-bad'],
  skipped: [CircleMinus, 'text-muted'],
};

function Step({ result, walk }: { readonly result: WalkResult; readonly walk: Walk }) {
  const { t } = useTranslation('window');
  const words = useWhyWords();
  const { step, outcome, kept } = result;
  const [Icon, tone] = MARKS[outcome];
  const { daemon, toastId } = walk;

  function name(): string {
    if (step !== 'toast' || daemon === null) return t(`walk.step.${step}`);
    return toastId === null
      ? t('walk.step.toast_named', { name: daemon })
      : t('walk.step.toast_numbered', { name: daemon, id: toastId });
  }

  function trouble(): string {
    if (kept === null) return step === 'toast' ? '' : t(`walk.failed.${step}`);
    return kept.outcome === null ? words.decision(kept.decision) : t(`why.outcome.${kept.outcome}`);
  }

  return (
    <li className="flex items-start gap-2 py-1 text-[13px]">
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${tone}`} />
      <div className="min-w-0 flex-1 wrap-anywhere">
        <span className={outcome === 'skipped' ? 'text-muted' : ''}>{name()}</span>{' '}
        <span className={outcome === 'skipped' ? 'text-xs text-muted' : 'sr-only'}>
          {t(`walk.outcome.${outcome}`)}
        </span>
        {outcome === 'failed' ? <p className="text-bad">{trouble()}</p> : null}
      </div>
    </li>
  );
}

/** A test notification: each step to the screen, and what can be the cause if its user did not see it. */
export function WalkSection() {
  const { t } = useTranslation('window');
  const { actions, navigation } = useWindowState();
  const isWanted = useStore(navigation).walk;
  const section = useRef<HTMLDivElement>(null);
  const [running, setRunning] = useState(false);
  const [walk, setWalk] = useState<Walk | null>(null);
  const [seen, setSeen] = useState<boolean | null>(null);

  async function run(): Promise<void> {
    setRunning(true);
    setWalk(null);
    setSeen(null);
    const result = await actions.walk();
    if (result.ok) setWalk(result.value);
    setRunning(false);
  }

  useEffect(() => {
    if (!isWanted || !navigation.takeWalk()) return;
    section.current?.scrollIntoView({ block: 'center' });
    if (!running) void run();
  });

  const isThrough = walk?.steps.every(({ outcome }) => outcome === 'ok') ?? false;
  return (
    <div ref={section} className="px-4 py-2.5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="min-w-36 flex-1 text-xs text-muted">{t('walk.hint')}</p>
        <Button disabled={running} onClick={() => void run()}>
          {t(walk === null ? 'command.walk.start.title' : 'walk.again')}
        </Button>
      </div>
      <div role="status">
        {running ? (
          <p className="mt-2 flex items-center gap-2 text-[13px]">
            <LoaderCircle aria-hidden className="size-4 animate-spin text-muted" />
            {t('walk.running')}
          </p>
        ) : null}
        {walk === null ? null : (
          <ol className="mt-2">
            {walk.steps.map((result) => (
              <Step key={result.step} result={result} walk={walk} />
            ))}
          </ol>
        )}
        {seen === true ? <p className="mt-1 text-[13px]">{t('walk.glad')}</p> : null}
      </div>
      {isThrough && seen === null ? (
        <fieldset className="mt-1 flex items-center gap-2">
          <legend className="sr-only">{t('walk.question')}</legend>
          <span aria-hidden className="text-[13px] font-medium">
            {t('walk.question')}
          </span>
          <Button onClick={() => setSeen(true)}>{t('walk.yes')}</Button>
          <Button onClick={() => setSeen(false)}>{t('walk.no')}</Button>
        </fieldset>
      ) : null}
      {walk !== null && (seen === false || !isThrough) ? <WalkCauses walk={walk} /> : null}
    </div>
  );
}
