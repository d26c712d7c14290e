import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Failure } from '#app/result';
import { useStore, useWindowState } from '../state/state.tsx';
import { Segments } from '../ui/Segments.tsx';
import { useFormats } from '../ui/use-formats.ts';
import { type Choice, type Subject, useLine } from './use-line.ts';

export { LineMenu } from './LineMenu.tsx';
export { MoreOfSource } from './MoreOfSource.tsx';

/** The one line for a source or a sender: notify, quietly, or not at all. */
export function LineField({ subject, name }: { readonly subject: Subject; readonly name: string }) {
  const { t } = useTranslation('window');
  const line = useLine(subject);
  const formats = useFormats();
  const now = useStore(useWindowState().clock);
  /** What the user has chosen, until it is so. */
  const [chosen, setChosen] = useState<Choice | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const value = chosen ?? line.value;
  const id = `line-${subject.source}-${subject.sender ?? ''}`;
  const hints = [
    t(`lines.hint.${value}`),
    ...(line.until === null || value !== 'never'
      ? []
      : [t('lines.until', { time: formats.until(Date.parse(line.until), now) })]),
    ...(line.isMutedEverywhere && value === 'never' ? [t('lines.everywhere')] : []),
    ...(line.choices.includes('never') ? [] : [t('lines.mutedThere')]),
  ];
  return (
    <fieldset aria-describedby={`${id}-about`}>
      <legend className="sr-only">{t('lines.label', { name })}</legend>
      <div className="flex">
        <Segments
          name={id}
          value={value}
          choices={line.choices.map((choice) => ({ value: choice, label: t(`lines.choice.${choice}`) }))}
          onChange={async (choice) => {
            setChosen(choice);
            setFailure(await line.choose(choice));
            setChosen(null);
          }}
        />
      </div>
      <div id={`${id}-about`} className="mt-1 text-xs text-muted">
        {hints.join(' ')}
        {failure === null ? null : (
          <p role="alert" className="mt-1 text-bad">
            {t('lines.failed', { reason: t(`failure.${failure.code}`) })}
          </p>
        )}
      </div>
    </fieldset>
  );
}
