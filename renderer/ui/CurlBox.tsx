import { Check, Copy } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { AppStatus } from '#app/state';
import { useWindowState } from '../state/state.tsx';
import { Button } from './Button.tsx';
import { useCopied } from './use-copied.ts';

/** The same command with one argument a line, each of which may still wrap. */
const inLines = (curl: string): readonly string[] =>
  curl
    .split(/ (?=-[Hd] |http)/)
    .map((line, index, lines) => (index < lines.length - 1 ? `${line} \\` : line));

interface CopyButtonProps {
  readonly command: 'curl.copy' | 'endpoint.copyUrl' | 'endpoint.copyToken';
  readonly disabled: boolean;
}

/** Main copies it: the window does not have it. */
export function CopyButton({ command, disabled }: CopyButtonProps) {
  const { t } = useTranslation('window');
  const { actions } = useWindowState();
  const [copied, setCopied] = useCopied();
  return (
    <Button
      look="quiet"
      aria-label={t(`command.${command}.title`)}
      disabled={disabled}
      onClick={() => void actions.run(command).then((done) => setCopied(done))}
    >
      {copied ? <Check aria-hidden className="size-4" /> : <Copy aria-hidden className="size-4" />}
      <span aria-live="polite">{copied ? t('local.copied') : t('local.copy')}</span>
    </Button>
  );
}

/** The command that sends a notification to this computer. Its token is masked here, and whole in the clipboard. */
export function CurlBox({ endpoint }: Pick<AppStatus, 'endpoint'>) {
  const { t } = useTranslation('window');
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-surface text-start">
      <section
        // A scrolling text must be reachable by keyboard.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: as said.
        tabIndex={0}
        aria-label={t('local.curl')}
        className="max-h-40 overflow-y-auto p-3 outline-offset-[-2px]"
      >
        <pre
          dir="ltr"
          className="font-mono text-[11px] leading-relaxed wrap-anywhere whitespace-pre-wrap text-ink select-text"
        >
          {endpoint === null
            ? t('local.waiting')
            : inLines(endpoint.curl).map((line, index) => (
                <span key={line} className={`block -indent-[2ch] ${index === 0 ? 'ps-[2ch]' : 'ps-[4ch]'}`}>
                  {line}
                </span>
              ))}
        </pre>
      </section>
      <div className="flex justify-end border-t border-line p-1.5">
        <CopyButton command="curl.copy" disabled={endpoint === null} />
      </div>
    </div>
  );
}
