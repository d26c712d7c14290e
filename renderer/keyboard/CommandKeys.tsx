import { CircleAlert, Plus, RotateCcw, X } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { KEY_BOUNDS } from '#app/rules/keys';
import {
  type Conflict,
  conflictOf,
  createKeymap,
  defaultKeys,
  Key,
  keyLabel,
  useCommandTitle,
  type WindowCommandId,
} from '../commands/commands.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { useRecorder } from './use-recorder.ts';

interface CommandKeysProps {
  readonly id: WindowCommandId;
  /** Of all commands, also those that are switched off. */
  readonly keysOf: (id: WindowCommandId) => readonly string[];
  /** null: those of the table again. @returns why it was refused, in words */
  readonly onChange: (keys: readonly string[] | null) => Promise<string | null>;
}

/** The keys of one command, to be removed and recorded. */
export function CommandKeys({ id, keysOf, onChange }: CommandKeysProps) {
  const { t } = useTranslation('window');
  const titleOf = useCommandTitle();
  const about = useId();
  const [error, setError] = useState<string | null>(null);
  const title = titleOf(id);
  const keys = keysOf(id);
  const own = defaultKeys(id);
  const isChanged = keys.join() !== own.join();

  const words = (recorded: string, { kind, other }: Conflict): string =>
    t(`keyboard.edit.${kind}`, { keys: keyLabel(recorded), command: titleOf(other) });
  function save(next: readonly string[] | null): void {
    setError(null);
    void onChange(next).then(setError);
  }
  const recorder = useRecorder((recorded) => {
    const conflict = conflictOf(createKeymap(keysOf), id, recorded);
    if (conflict !== null) setError(words(recorded, conflict));
    else if (!keys.includes(recorded)) save([...keys, recorded]);
  });
  const isRecording = recorder.keys !== null;

  return (
    <fieldset className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-1.5">
      <legend className="sr-only">{title}</legend>
      <div className="min-w-36 flex-1">
        <span aria-hidden className="text-[13px]">
          {title}
        </span>
        <div id={about} className="text-xs text-muted">
          {isRecording ? t('keyboard.edit.recordingHint', { count: KEY_BOUNDS.chords }) : null}
          {error === null && !recorder.refused ? null : (
            <p role="alert" className="flex items-start gap-1.5 text-bad">
              <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
              {error ?? t('keyboard.edit.reserved')}
            </p>
          )}
        </div>
      </div>
      <div className="flex flex-wrap items-center justify-end gap-1">
        {keys.length === 0 && !isRecording ? (
          <span className="text-xs text-muted">{t('keyboard.none')}</span>
        ) : null}
        {keys.map((one) => (
          <span key={one} className="flex items-center">
            <Key keys={one} />
            <IconButton
              icon={X}
              small
              label={t('keyboard.edit.remove', { keys: keyLabel(one), command: title })}
              onClick={() => save(keys.filter((each) => each !== one))}
            />
          </span>
        ))}
        {isRecording ? (
          <button
            type="button"
            // biome-ignore lint/a11y/noAutofocus: its user has just asked for it.
            autoFocus
            aria-describedby={about}
            data-owns-escape=""
            data-takes-keys=""
            className="flex h-7 min-w-28 items-center justify-center rounded-md border border-accent bg-accent-wash px-2 text-xs text-accent"
            onKeyDown={recorder.onKeyDown}
            onBlur={recorder.stop}
          >
            {recorder.keys === '' ? t('keyboard.edit.recording') : keyLabel(recorder.keys ?? '')}
          </button>
        ) : keys.length < KEY_BOUNDS.keys ? (
          <IconButton
            icon={Plus}
            small
            label={t('keyboard.edit.add', { command: title })}
            onClick={() => {
              setError(null);
              recorder.start();
            }}
          />
        ) : null}
        {isChanged ? (
          <IconButton
            icon={RotateCcw}
            small
            label={t('keyboard.edit.reset', { command: title })}
            onClick={() => save(null)}
          />
        ) : null}
      </div>
    </fieldset>
  );
}
