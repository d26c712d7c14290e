import { BellRing, Check, Copy, Send } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWindowState } from '../../state/state.tsx';
import { Button } from '../../ui/Button.tsx';
import { useCopied } from '../../ui/use-copied.ts';

/** The same command with one argument a line, each of which may still wrap. */
const inLines = (curl: string): readonly string[] =>
  curl
    .split(/ (?=-[Hd] |http)/)
    .map((line, index, lines) => (index < lines.length - 1 ? `${line} \\` : line));

/** Nothing has ever arrived: shows how to send a first notification, with one line or one click. */
export function FirstRun({ curl }: { readonly curl: string | null }) {
  const { t } = useTranslation('window');
  const { actions } = useWindowState();
  const [copied, setCopied] = useCopied();
  const [sending, setSending] = useState(false);

  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto px-6">
      <section className="m-auto w-full max-w-md py-8 text-center">
        <span className="mx-auto mb-4 grid size-16 place-items-center rounded-2xl bg-accent-wash text-accent">
          <BellRing aria-hidden className="size-8" strokeWidth={1.5} />
        </span>
        <h2 className="text-xl font-semibold tracking-tight">{t('firstRun.title')}</h2>
        <p className="mx-auto mt-1.5 max-w-sm text-sm text-balance text-muted">{t('firstRun.lead')}</p>

        <div className="mt-5 overflow-hidden rounded-lg border border-line bg-surface text-start">
          <section
            // A scrolling text must be reachable by keyboard.
            // biome-ignore lint/a11y/noNoninteractiveTabindex: as said.
            tabIndex={0}
            aria-label={t('firstRun.curlLabel')}
            className="max-h-40 overflow-y-auto p-3 outline-offset-[-2px]"
          >
            <pre
              dir="ltr"
              className="font-mono text-[11px] leading-relaxed wrap-anywhere whitespace-pre-wrap text-ink select-text"
            >
              {curl === null
                ? t('firstRun.waiting')
                : inLines(curl).map((line, index) => (
                    <span
                      key={line}
                      className={`block -indent-[2ch] ${index === 0 ? 'ps-[2ch]' : 'ps-[4ch]'}`}
                    >
                      {line}
                    </span>
                  ))}
            </pre>
          </section>
          <div className="flex justify-end border-t border-line p-1.5">
            <Button
              look="quiet"
              disabled={curl === null}
              onClick={() => void actions.run('curl.copy').then((done) => setCopied(done))}
            >
              {copied ? <Check aria-hidden className="size-4" /> : <Copy aria-hidden className="size-4" />}
              <span aria-live="polite">{copied ? t('firstRun.copied') : t('firstRun.copy')}</span>
            </Button>
          </div>
        </div>

        <p className="mt-6 text-[13px] text-muted">{t('firstRun.or')}</p>
        <Button
          look="primary"
          className="mt-2.5 h-9 px-4"
          disabled={sending}
          onClick={() => {
            setSending(true);
            void actions.run('inbox.sendTest').finally(() => setSending(false));
          }}
        >
          <Send aria-hidden className="size-4" />
          {sending ? t('firstRun.sending') : t('command.inbox.sendTest.title')}
        </Button>
      </section>
    </div>
  );
}
