import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Kept } from '#app/rules/decisions';
import type { Notification } from '#server/notification';
import { useWhyWords } from '../../i18n/use-why-words.ts';
import { RuleLink, useDecidesItself } from '../../rules/rules.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { useFormats } from '../../ui/use-formats.ts';
import { useKept } from './use-kept.ts';

interface WhyPanelProps {
  readonly item: Notification;
  readonly tabIndex: number;
  readonly onClose: () => void;
}

/** Two reports of one decision: how it went follows it. */
const isSame = (one: Kept['decision'] | undefined, other: Kept['decision']): boolean =>
  one !== undefined && one.do === other.do && one.reason === other.reason;

/** Why its notification did, or did not, interrupt its reader on this computer: each decision and what became of it. */
export function WhyPanel({ item, tabIndex, onClose }: WhyPanelProps) {
  const { t } = useTranslation('window');
  const formats = useFormats();
  const words = useWhyWords();
  const isElsewhere = useDecidesItself()(item.source);
  const { kept, failed } = useKept(item);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: it only keeps clicks inside from closing the row.
    <section
      aria-label={t('why.title')}
      className="mt-2 rounded-lg border border-line bg-canvas px-3 py-2 text-[13px]"
      onClick={(event) => event.stopPropagation()}
    >
      <div className="flex items-center gap-2">
        <h3 className="flex-1 text-xs font-semibold text-muted">{t('why.title')}</h3>
        <IconButton icon={X} small label={t('why.close')} tabIndex={tabIndex} onClick={onClose} />
      </div>
      {failed ? (
        <p role="alert" className="text-bad">
          {t('why.failed')}
        </p>
      ) : null}
      {kept !== null && kept.length === 0 ? <p className="text-muted">{t('why.empty')}</p> : null}
      <ol aria-live="polite">
        {(kept ?? []).map(({ at, decision, outcome }, index) => {
          const rule = decision.by?.kind === 'rule' && !isElsewhere ? decision.by : null;
          const text = words.decision(decision);
          const goesOn = outcome !== null && isSame(kept?.[index - 1]?.decision, decision);
          return (
            <li key={index} className="flex gap-3 py-0.5">
              <time
                dateTime={at}
                title={formats.absolute(Date.parse(at))}
                className="shrink-0 text-muted tabular-nums"
              >
                {formats.until(Date.parse(at), Date.now())}
              </time>
              <span className="wrap-anywhere select-text">
                {goesOn ? null : rule === null ? (
                  text
                ) : (
                  <RuleLink id={rule.id} tabIndex={tabIndex}>
                    {text}
                  </RuleLink>
                )}{' '}
                {outcome === null ? null : t(`why.outcome.${outcome}`)}
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
