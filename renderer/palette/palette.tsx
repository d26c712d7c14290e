import { Command, defaultFilter } from 'cmdk';
import { ChevronRight, Search } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppStatus } from '#app/state';
import { shownWords } from '#server/rules/own-rows';
import { Key, useDispatcher, useKeymap } from '../commands/commands.ts';
import { useRowWords } from '../i18n/use-row-words.ts';
import { useStore, useWindowState } from '../state/state.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { type Offer, useOffers } from './use-offers.ts';

const ITEM =
  'flex min-h-9 items-center gap-3 rounded-md px-2.5 text-[13px] data-[selected=true]:bg-hover forced-colors:data-[selected=true]:bg-[Highlight] forced-colors:data-[selected=true]:text-[HighlightText] forced-colors:forced-color-adjust-none';
const GROUP =
  'px-1.5 pb-1.5 [&_[cmdk-group-heading]]:truncate [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-semibold [&_[cmdk-group-heading]]:text-muted';

/** Ids are no words: only titles are searched. */
const filter = (_id: string, search: string, titles: readonly string[] = []): number =>
  defaultFilter(titles.join(' '), search);

interface PaletteProps {
  readonly status: AppStatus;
  readonly onClose: () => void;
}

/** All commands that have something to do now, found by their titles. One with an argument leads to its choices. */
export function Palette({ status, onClose }: PaletteProps) {
  const { t } = useTranslation('window');
  const { recent } = useWindowState();
  const { row: rowStore } = useDispatcher();
  const row = useStore(rowStore);
  const keymap = useKeymap();
  const words = useRowWords();
  const offers = useOffers(status);
  const [text, setText] = useState('');
  const [of, setOf] = useState<Offer | null>(null);
  const choices = of === null || typeof of.does === 'function' ? null : of.does;

  const idOf = ({ id, onRow }: Offer): string => (onRow ? `row:${id}` : id);
  const latest = recent.get();
  const lately = latest.flatMap((id) => offers.filter((offer) => idOf(offer) === id));
  const others = offers.filter((offer) => !lately.includes(offer));

  function leaf(offer: Offer, run: () => void): void {
    recent.used(idOf(offer));
    onClose();
    run();
  }
  function choose(offer: Offer): void {
    if (typeof offer.does === 'function') leaf(offer, offer.does);
    else {
      setText('');
      setOf(offer);
    }
  }
  function back(): void {
    setText('');
    setOf(null);
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Backspace' || text !== '' || of === null) return;
    event.preventDefault();
    back();
  }

  const item = (offer: Offer) => (
    <Command.Item
      key={idOf(offer)}
      value={idOf(offer)}
      keywords={[offer.title]}
      className={ITEM}
      onSelect={() => choose(offer)}
    >
      <span className="min-w-0 flex-1 truncate">{offer.title}</span>
      {keymap
        .keysOf(offer.id)
        .slice(0, 1)
        .map((keys) => (
          <Key key={keys} keys={keys} />
        ))}
      {typeof offer.does === 'function' ? null : (
        <ChevronRight aria-hidden className="size-4 shrink-0 text-muted rtl:-scale-x-100" />
      )}
    </Command.Item>
  );
  const group = (heading: string, items: readonly Offer[]) =>
    items.length === 0 ? null : (
      <Command.Group heading={heading} className={GROUP}>
        {items.map(item)}
      </Command.Group>
    );

  return (
    <Dialog
      label={t('palette.title')}
      className="mx-auto mt-[min(12vh,6rem)] mb-auto max-h-[min(28rem,80vh)] w-[min(36rem,calc(100%-1.5rem))]"
      onClose={onClose}
      onEscape={of === null ? onClose : back}
    >
      <Command
        label={t('palette.title')}
        filter={filter}
        loop
        className="flex min-h-0 flex-1 flex-col outline-none"
      >
        <div className="flex shrink-0 items-center gap-2 border-b border-line px-3.5">
          <Search aria-hidden className="size-4 shrink-0 text-muted" />
          {of === null ? null : (
            <span className="rounded bg-surface px-1.5 text-xs leading-5 text-soft">{of.title}</span>
          )}
          <Command.Input
            value={text}
            placeholder={t('palette.placeholder')}
            maxLength={100}
            className="h-11 min-w-0 flex-1 bg-transparent text-sm select-text outline-none placeholder:text-muted"
            onValueChange={setText}
            onKeyDown={onKeyDown}
          />
        </div>
        <Command.List label={of?.title ?? t('palette.title')} className="min-h-0 flex-1 overflow-y-auto pt-1">
          <Command.Empty className="py-6 text-center text-[13px] text-muted">
            {t('palette.nothing')}
          </Command.Empty>
          {choices === null || of === null ? (
            <>
              {group(t('palette.recent'), lately)}
              {row === null
                ? null
                : group(
                    t('palette.row', { title: shownWords(row.item, words).title }),
                    others.filter(({ onRow }) => onRow),
                  )}
              {group(
                t('palette.app'),
                others.filter(({ onRow }) => !onRow),
              )}
            </>
          ) : (
            <Command.Group className={GROUP}>
              {choices.map(({ key, label, run }) => (
                <Command.Item
                  key={key}
                  value={key}
                  keywords={[label]}
                  className={ITEM}
                  onSelect={() => leaf(of, run)}
                >
                  <span className="min-w-0 flex-1 truncate">{label}</span>
                </Command.Item>
              ))}
            </Command.Group>
          )}
        </Command.List>
      </Command>
    </Dialog>
  );
}
