import { LoaderCircle, Search } from 'lucide-react';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { CommandButton } from '../commands/commands.ts';
import { useStore, useWindowState } from '../state/state.tsx';
import { useLasting } from '../ui/use-lasting.ts';

/** The longest text that the main process accepts. */
const LONGEST = 200;
/** A faster answer needs no spinner. In milliseconds. */
const PATIENCE = 300;

/** The search field; results show while the user types. */
export function SearchField() {
  const { t } = useTranslation('window');
  const { search } = useWindowState();
  const { text, round, busy } = useStore(search);
  const { query, items, more } = useStore(search.shown);
  const input = useRef<HTMLInputElement>(null);
  const waiting = useLasting(busy, PATIENCE);
  const Icon = waiting ? LoaderCircle : Search;
  const takeFocus = useEffectEvent(() => {
    input.current?.focus();
    input.current?.select();
  });
  useEffect(() => takeFocus(), [round]);
  const found = busy || items === null || query === null || query.q === '' ? null : items.length;

  return (
    <search
      data-owns-escape=""
      className="flex h-8 min-w-0 flex-1 items-center gap-2 rounded-lg bg-surface ps-2.5 pe-1 outline-accent has-[input:focus-visible]:outline-2"
    >
      <Icon aria-hidden className={`size-4 shrink-0 text-muted ${waiting ? 'animate-spin' : ''}`} />
      <input
        ref={input}
        type="search"
        aria-label={t('command.search.open.title')}
        placeholder={t('command.search.open.title')}
        maxLength={LONGEST}
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        className="h-full min-w-0 flex-1 bg-transparent text-sm select-text outline-none placeholder:text-muted [&::-webkit-search-cancel-button]:hidden"
        value={text}
        onChange={(event) => search.type(event.target.value)}
      />
      <CommandButton id="search.close" small onClick={search.close} />
      <p role="status" className="sr-only">
        {found === null ? null : t(more ? 'search.foundMore' : 'search.found', { count: found })}
      </p>
    </search>
  );
}
