import { useTranslation } from 'react-i18next';
import type { SenderAction } from '#server/rules/content/actions';
import { Question } from '../../ui/Question.tsx';

interface RequestQuestionProps {
  readonly action: Extract<SenderAction, { kind: 'http' }>;
  readonly onStay: () => void;
  readonly onGo: () => void;
}

/** Asks before a source sends its first request to a server, with all that would be sent. */
export function RequestQuestion({ action, onStay, onGo }: RequestQuestionProps) {
  const { t } = useTranslation('window');
  const { label, method, url, headers = {}, body } = action;
  const question = t('actions.ask.label', { label });
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const more = [...lines, ...(body === undefined ? [] : [...(lines.length > 0 ? [''] : []), body])].join(
    '\n',
  );
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: it only keeps clicks on it from opening the row.
    // biome-ignore lint/a11y/noStaticElementInteractions: as above.
    <div
      className="mt-2 rounded-md border border-line bg-surface p-2.5"
      onClick={(event) => event.stopPropagation()}
    >
      <p aria-hidden className="mb-1.5 text-[13px] font-semibold text-ink wrap-anywhere">
        {question}
      </p>
      <p dir="ltr" className="mb-1.5 text-start font-mono text-xs text-ink select-text wrap-anywhere">
        <span className="font-semibold">{method}</span> {url}
      </p>
      {more === '' ? null : (
        <pre
          dir="ltr"
          className="mb-2 max-h-40 overflow-auto rounded bg-canvas p-2 text-start font-mono text-xs whitespace-pre-wrap text-soft select-text wrap-anywhere"
        >
          {more}
        </pre>
      )}
      <Question
        label={question}
        text={t('actions.ask.text', { host: new URL(url).host })}
        stay={t('actions.ask.stay')}
        go={t('actions.ask.go')}
        className="justify-end [&>p]:basis-full"
        onStay={onStay}
        onGo={onGo}
      />
    </div>
  );
}
