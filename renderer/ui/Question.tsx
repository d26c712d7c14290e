import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './Button.tsx';
import { useEscape } from './use-escape.ts';

interface QuestionProps {
  /** The question, as screen readers name it. */
  readonly label: string;
  readonly text: string;
  /** The safe way, which has the focus, and Escape. */
  readonly stay: string;
  readonly go: string;
  readonly className?: string;
  readonly onStay: () => void;
  readonly onGo: () => void;
}

/** Asks in its place before something is lost. */
export function Question({ label, text, stay, go, className = '', onStay, onGo }: QuestionProps) {
  const safe = useRef<HTMLButtonElement>(null);
  const owner = useEscape(onStay);
  useEffect(() => safe.current?.focus(), []);
  return (
    <div
      {...owner}
      role="alertdialog"
      aria-label={label}
      className={`flex flex-wrap items-center gap-2 ${className}`}
    >
      <p className="min-w-40 flex-1 text-[13px] wrap-anywhere">{text}</p>
      <Button ref={safe} onClick={onStay}>
        {stay}
      </Button>
      <Button look="danger" onClick={onGo}>
        {go}
      </Button>
    </div>
  );
}

/** Asks before typed text is lost. */
export function Discard(props: { readonly onStay: () => void; readonly onDiscard: () => void }) {
  const { t } = useTranslation('window');
  return (
    <Question
      label={t('sources.form.discardSure')}
      text={t('sources.form.discardSure')}
      stay={t('sources.form.stay')}
      go={t('sources.form.discard')}
      onStay={props.onStay}
      onGo={props.onDiscard}
    />
  );
}
