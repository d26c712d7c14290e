import { Search } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { KEY_PLACES } from '#server/rules/commands';
import { Key, keyedIn, keyLabel, useCommandTitle, useKeymap } from '../commands/commands.ts';
import { useWindowState } from '../state/state.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';

const plain = (text: string): string => text.toLocaleLowerCase().replaceAll(/[\s+]+/g, ' ');

/** All keys of the window's commands, by the place where they count. */
export function CheatSheet({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('window');
  const { navigation } = useWindowState();
  const keymap = useKeymap();
  const titleOf = useCommandTitle();
  const [text, setText] = useState('');
  const sought = plain(text.trim());
  const groups = KEY_PLACES.map((place) => ({
    place,
    commands: keyedIn(place)
      .map((id) => ({ id, title: titleOf(id), keys: keymap.keysOf(id) }))
      .filter(({ keys }) => keys.length > 0)
      .filter(({ title, keys }) =>
        [title, ...keys.map((one) => keyLabel(one))].some((word) => plain(word).includes(sought)),
      ),
  })).filter(({ commands }) => commands.length > 0);
  const count = groups.reduce((total, { commands }) => total + commands.length, 0);

  return (
    <Dialog
      label={t('command.keys.show.title')}
      className="m-auto max-h-[min(44rem,calc(100%-2rem))] w-[min(46rem,calc(100%-2rem))]"
      onClose={onClose}
    >
      <header className="flex items-center gap-2 border-b border-line px-4 py-2.5">
        <h2 className="min-w-0 flex-1 truncate text-[15px] font-semibold max-[480px]:sr-only">
          {t('command.keys.show.title')}
        </h2>
        <label className="flex h-8 min-w-0 flex-1 items-center gap-2 rounded-lg bg-surface ps-2.5 pe-2 outline-accent has-focus-visible:outline-2">
          <Search aria-hidden className="size-4 shrink-0 text-muted" />
          <input
            type="search"
            aria-label={t('keyboard.find')}
            placeholder={t('keyboard.find')}
            maxLength={100}
            autoComplete="off"
            spellCheck={false}
            className="h-full min-w-0 flex-1 bg-transparent text-[13px] select-text outline-none placeholder:text-muted"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
      </header>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys.
        tabIndex={0}
        aria-label={t('command.keys.show.title')}
        className="min-h-0 flex-1 overflow-y-auto px-4 py-3 -outline-offset-2"
      >
        <div className="gap-x-8 min-[620px]:columns-2">
          {groups.map(({ place, commands }) => (
            <section key={place} className="mb-4">
              <h3 className="mb-1 text-xs font-semibold text-muted">{t(`keyboard.place.${place}`)}</h3>
              <dl>
                {commands.map(({ id, title, keys }) => (
                  <div key={id} className="flex break-inside-avoid items-baseline gap-3 py-1">
                    <dt className="min-w-0 flex-1 text-[13px]">{title}</dt>
                    <dd className="flex flex-wrap items-baseline justify-end gap-1 text-xs text-muted">
                      {keys.map((one, index) => (
                        <span key={one} className="flex items-baseline gap-1">
                          {index === 0 ? null : t('keyboard.or')}
                          <Key keys={one} />
                        </span>
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
        {count === 0 ? (
          <p className="py-6 text-center text-[13px] text-muted">{t('keyboard.nothing')}</p>
        ) : null}
      </section>
      <footer className="flex items-center gap-2 border-t border-line px-4 py-2.5">
        <p role="status" className="min-w-0 flex-1 text-xs text-muted">
          {sought === '' ? null : t('keyboard.found', { count })}
        </p>
        <Button
          look="quiet"
          onClick={() => {
            onClose();
            navigation.go('keyboard');
          }}
        >
          {t('keyboard.change')}
        </Button>
        <Button onClick={onClose}>{t('keyboard.close')}</Button>
      </footer>
    </Dialog>
  );
}
