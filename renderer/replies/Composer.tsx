import { SendHorizontal } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { REPLY_LIMIT } from '#app/rules/source-bounds';
import type { Reply } from '#server/content';
import type { Notification } from '#server/notification';
import { shownWords } from '#server/rules/own-rows';
import { CommandButton, useDispatcher, useKeyHint } from '../commands/commands.ts';
import { useRowWords } from '../i18n/use-row-words.ts';
import { canSend, type Draft, useWindowState } from '../state/state.tsx';
import { Button } from '../ui/Button.tsx';
import { useTypists } from './use-typists.ts';

interface ComposerProps {
  readonly item: Notification;
  readonly to: Reply;
  readonly draft: Draft;
}

/** The field for a reply. Enter makes a new line; the draft survives closing the composer and a failure. */
export function Composer({ item, to, draft: { text, sending, error } }: ComposerProps) {
  const { t } = useTranslation('window');
  const { replies } = useWindowState();
  const { title } = shownWords(item, useRowWords());
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const typists = useTypists(item.source);
  const excess = text.length - REPLY_LIMIT;
  const send = (): void => void replies.send(item, text);
  const sendKey = useKeyHint('reply.send');
  const { commandOf } = useDispatcher();

  useEffect(() => {
    const element = field.current;
    element?.focus();
    element?.setSelectionRange(element.value.length, element.value.length);
    form.current?.scrollIntoView({ block: 'nearest' });
    // Wherever the focus is by then.
    const onKey = (event: globalThis.KeyboardEvent): void => {
      // What lies above it, such as the list of people, closes first.
      const closes = commandOf('composer', event) === 'reply.close';
      if (closes && !event.defaultPrevented) replies.close(item.id);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [replies, item.id, commandOf]);

  function onKeyDown(event: KeyboardEvent): void {
    if (commandOf('composer', event.nativeEvent) !== 'reply.send') return;
    event.preventDefault();
    send();
  }

  const destination =
    to.via === 'http'
      ? // The address as it will be requested, with nothing disguised.
        t('replies.goesTo', { address: URL.canParse(to.url) ? new URL(to.url).href : to.url })
      : t('replies.goesToChannel', { channel: to.channel });

  return (
    <form
      ref={form}
      data-owns-escape
      className="mt-2 scroll-my-2 rounded-lg border border-control bg-canvas focus-within:border-accent"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={field}
        dir="auto"
        rows={2}
        aria-label={t('replies.replyTo', { title })}
        aria-describedby={`${id}-to ${id}-about`}
        aria-invalid={excess > 0}
        placeholder={t('replies.placeholder')}
        value={text}
        readOnly={sending}
        className="block field-sizing-content max-h-40 min-h-14 w-full resize-none bg-transparent px-3 pt-2 text-[13px] outline-none select-text placeholder:text-muted"
        onChange={(event) => replies.write(item, event.target.value)}
        onKeyDown={onKeyDown}
      />
      <p id={`${id}-to`} className="px-3 pt-1 text-xs text-muted wrap-anywhere select-text">
        {destination}
      </p>
      <div className="flex items-center gap-1 py-1 ps-3 pe-1">
        <p id={`${id}-about`} aria-live="polite" className="min-w-0 flex-1 truncate text-xs text-muted">
          {excess > 0 ? <span className="text-bad">{t('replies.tooLong', { count: excess })}</span> : typists}
        </p>
        <CommandButton id="reply.close" small onClick={() => replies.close(item.id)} />
        <Button
          look="primary"
          type="submit"
          className="h-7"
          disabled={sending || !canSend(text)}
          title={sendKey.label === undefined ? undefined : t('replies.sendHint', { keys: sendKey.label })}
          aria-keyshortcuts={sendKey.aria}
        >
          <SendHorizontal aria-hidden className="size-3.5" />
          {t(sending ? 'replies.sending' : 'replies.send')}
        </Button>
      </div>
      {error === null ? null : (
        <p role="alert" className="rounded-b-lg bg-bad-wash px-3 py-1.5 text-xs text-bad">
          {t('replies.failed')} {t(`failure.${error.code}`)}
        </p>
      )}
    </form>
  );
}
