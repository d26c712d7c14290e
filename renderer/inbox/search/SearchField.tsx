import { LoaderCircle, Search } from 'lucide-react';
import { useEffect, useEffectEvent, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FILTER_LENGTH } from '#server/rules/filter/filter';
import { CommandButton } from '../../commands/commands.ts';
import { useStore, useWindowState } from '../../state/state.tsx';
import { useEscape } from '../../ui/use-escape.ts';
import { useLasting } from '../../ui/use-lasting.ts';
import { CompletionList } from './CompletionList.tsx';
import { useCompletion } from './use-completion.ts';

/** A faster answer needs no spinner. In milliseconds. */
const PATIENCE = 300;

/** Escape hides the list before it closes the search. */
function HidesFirst({
  onHide,
  children,
}: {
  readonly onHide: () => void;
  readonly children: React.ReactNode;
}) {
  return <div {...useEscape(onHide)}>{children}</div>;
}

/** The search field; results show while the user types. Enter goes to the first of them. */
export function SearchField() {
  const { t } = useTranslation('window');
  const { search } = useWindowState();
  const { text, round, busy } = useStore(search);
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const waiting = useLasting(busy, PATIENCE);
  const Icon = waiting ? LoaderCircle : Search;
  const { offered, marked, ...completion } = useCompletion(input, text, search.type);
  const [isEntering, setEntering] = useState(false);
  const takeFocus = useEffectEvent(() => {
    input.current?.focus();
    input.current?.select();
  });
  useEffect(() => takeFocus(), [round]);
  // Enter may be pressed before the answer is there.
  useEffect(() => {
    if (!isEntering || busy) return;
    setEntering(false);
    document.querySelector<HTMLElement>('[role="feed"] [data-id]')?.focus();
  }, [isEntering, busy]);

  return (
    <search
      data-owns-escape=""
      className="relative flex h-8 min-w-0 flex-1 items-center gap-2 rounded-lg bg-surface ps-2.5 pe-1 outline-accent has-[input:focus-visible]:outline-2"
    >
      <Icon aria-hidden className={`size-4 shrink-0 text-muted ${waiting ? 'animate-spin' : ''}`} />
      <input
        ref={input}
        type="search"
        role="combobox"
        aria-label={t('command.search.open.title')}
        aria-autocomplete="list"
        aria-expanded={offered !== null}
        aria-controls={offered === null ? undefined : listId}
        aria-activedescendant={offered === null || marked < 0 ? undefined : `${listId}-${marked}`}
        placeholder={t('search.placeholder')}
        maxLength={FILTER_LENGTH}
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        className="h-full min-w-0 flex-1 bg-transparent text-sm select-text outline-none placeholder:text-muted [&::-webkit-search-cancel-button]:hidden"
        value={text}
        onChange={({ target }) => {
          setEntering(false);
          search.type(target.value);
          completion.moved(target.selectionStart);
        }}
        onBlur={completion.hide}
        onKeyDown={(event) => {
          if (completion.press(event)) event.preventDefault();
          else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
            event.preventDefault();
            completion.hide();
            setEntering(true);
          }
        }}
      />
      <CommandButton id="search.close" small onClick={search.close} />
      {offered === null ? null : (
        <HidesFirst onHide={completion.hide}>
          <CompletionList
            id={listId}
            options={offered.options}
            marked={marked}
            onChoose={completion.choose}
          />
        </HidesFirst>
      )}
    </search>
  );
}
