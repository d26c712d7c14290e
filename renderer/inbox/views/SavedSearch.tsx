import { BookmarkPlus, Pencil } from 'lucide-react';
import { Popover } from 'radix-ui';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Failure } from '#app/result';
import type { SavedFilter } from '#server/decisions';
import { SAVED_FILTERS_LIMIT } from '#server/rules/verdicts';
import { useStore, useWindowState } from '../../state/state.tsx';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { INPUT } from '../../ui/inputs.tsx';
import type { Views } from './use-views.ts';

/** The longest name that is taken. */
const LONGEST = 100;

interface FormProps {
  /** null: a new one of this text. */
  readonly filter: SavedFilter | null;
  readonly text: string;
  readonly onDone: () => void;
}

/** Gives a search its name, or takes it from the list. */
function SearchForm({ filter, text, onDone }: FormProps) {
  const { t } = useTranslation('window');
  const { savedFilters } = useWindowState();
  const [name, setName] = useState(filter?.name ?? text.slice(0, LONGEST));
  const [error, setError] = useState<Failure | null>(null);
  const id = useId();
  const count = (useStore(savedFilters) ?? []).length;
  const isFull = filter === null && count >= SAVED_FILTERS_LIMIT;

  async function end(asked: Promise<Failure | null>): Promise<void> {
    const failure = await asked;
    setError(failure);
    if (failure === null) onDone();
  }
  function save(event: FormEvent): void {
    event.preventDefault();
    const clean = name.trim();
    if (clean === '') return;
    const added = async () => {
      const result = await savedFilters.add(clean, text);
      return result.ok ? null : result.error;
    };
    void end(filter === null ? added() : savedFilters.rename(filter, clean));
  }

  return (
    <form className="flex flex-col gap-2.5 p-3" onSubmit={save}>
      <label htmlFor={id} className="text-[13px] font-medium">
        {t('views.name')}
      </label>
      <input
        id={id}
        className={INPUT}
        value={name}
        maxLength={LONGEST}
        disabled={isFull}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setName(event.target.value)}
      />
      {isFull ? <p className="text-xs text-muted">{t('views.full', { count })}</p> : null}
      {error === null ? null : (
        <p role="alert" className="text-xs text-bad">
          {t('views.failed', { reason: t(`failure.${error.code}`) })}
        </p>
      )}
      <div className="flex justify-end gap-2">
        {filter === null ? null : (
          <Button onClick={() => void end(savedFilters.remove(filter.id))}>{t('views.remove')}</Button>
        )}
        <Button type="submit" look="primary" disabled={isFull || name.trim() === ''}>
          {t('views.save')}
        </Button>
      </div>
    </form>
  );
}

/** Saves the search that is shown under a name, or changes the name of a saved one. */
export function SavedSearch({ current, unsaved }: Pick<Views, 'current' | 'unsaved'>) {
  const { t } = useTranslation('window');
  const [open, setOpen] = useState(false);
  const { filter } = current;
  const text = unsaved ?? filter?.filter ?? null;
  if (text === null) return null;
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <IconButton
          icon={unsaved === null ? Pencil : BookmarkPlus}
          small
          label={unsaved === null ? t('views.change') : t('views.saveSearch')}
          onClick={() => {}}
        />
      </Popover.Trigger>
      <Popover.Content
        data-owns-escape
        aria-label={unsaved === null ? t('views.change') : t('views.saveSearch')}
        align="end"
        sideOffset={4}
        collisionPadding={8}
        className="z-40 w-72 rounded-xl border border-line bg-canvas shadow-float outline-none"
      >
        <SearchForm
          key={text}
          filter={unsaved === null ? filter : null}
          text={text}
          onDone={() => setOpen(false)}
        />
      </Popover.Content>
    </Popover.Root>
  );
}
