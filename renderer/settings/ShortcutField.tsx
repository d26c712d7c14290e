import { X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyOf } from '#app/rules/settings';
import type { AppStatus } from '#app/state';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { isMac } from '../ui/platform.ts';
import { keyCaps, type Recorded, recordKey } from './accelerator.ts';
import { Field } from './Field.tsx';
import { type SettingsStatus, useSetting } from './use-setting.ts';

type Refused = Extract<Recorded, { kind: 'refused' }>['reason'];

/** Records the global shortcut. The button listens until the user presses a combination or Escape, or leaves it. */
export function ShortcutField(props: {
  readonly name: KeyOf<'shortcut'>;
  readonly status: SettingsStatus & Pick<AppStatus, 'shortcutTroubles'>;
}) {
  const { name } = props;
  const shortcutTrouble = props.status.shortcutTroubles[name];
  const { t } = useTranslation('window');
  const setting = useSetting(props.status, name);
  const label = t(`settings.field.${name}.label`);
  const taken = shortcutTrouble === 'shortcut_taken';
  const [recording, setRecording] = useState(false);
  const [refused, setRefused] = useState<Refused | null>(null);
  const mac = isMac();
  const caps = keyCaps(setting.value, mac);

  function reason(): string | null {
    if (refused === 'unsupported_key') return t('settings.shortcut.unsupported');
    if (refused === 'needs_modifier') {
      return t('settings.shortcut.needsModifier', { modifiers: mac ? '⌘, ⌃ / ⌥' : 'Ctrl / Alt' });
    }
    if (setting.error !== null) return setting.error;
    if (shortcutTrouble === null) return null;
    return taken ? t('settings.shortcut.taken') : t(`failure.${shortcutTrouble}`);
  }

  function stop(): void {
    setRecording(false);
    setRefused(null);
  }
  // The page may be hidden while it listens.
  useEffect(() => stop, []);

  function onKeyDown(event: KeyboardEvent): void {
    if (!recording) return;
    const bare = !event.ctrlKey && !event.altKey && !event.metaKey;
    // Tab leaves the field, as everywhere.
    if (event.key === 'Tab' && bare) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape' && bare) {
      stop();
      return;
    }
    const recorded = recordKey(event, mac);
    if (recorded.kind === 'refused') setRefused(recorded.reason);
    if (recorded.kind !== 'accelerator') return;
    stop();
    setting.save(recorded.value);
  }

  return (
    <Field
      id={name}
      label={label}
      hint={recording ? t('settings.shortcut.recordingHint') : t(`settings.field.${name}.hint`)}
      error={reason()}
      locked={setting.locked}
    >
      <div className="flex flex-wrap items-center gap-1">
        {taken ? <Button onClick={setting.again}>{t('settings.shortcut.retry')}</Button> : null}
        <button
          id={name}
          type="button"
          disabled={setting.locked}
          aria-labelledby={name}
          aria-describedby={`${name}-about`}
          data-owns-escape={recording ? '' : undefined}
          data-takes-keys={recording ? '' : undefined}
          className={`flex h-8 min-w-32 items-center justify-center gap-1 rounded-md border px-2 text-[13px] ${recording ? 'border-accent bg-accent-wash text-accent' : 'border-control enabled:hover:bg-hover not-forced-colors:disabled:opacity-75'}`}
          onClick={() => {
            setting.clearError();
            setRecording(true);
          }}
          onKeyDown={onKeyDown}
          onBlur={stop}
        >
          {recording ? (
            t('settings.shortcut.recording')
          ) : (
            <span className="sr-only">{t('settings.shortcut.change', { name: label })} </span>
          )}
          {!recording && caps.length === 0 ? (
            <span className="text-muted">{t('settings.shortcut.none')}</span>
          ) : null}
          {recording
            ? null
            : caps.map((cap) => (
                <kbd
                  key={cap}
                  className="rounded border border-line bg-surface px-1.5 font-sans text-xs leading-5 text-soft"
                >
                  {cap}
                </kbd>
              ))}
        </button>
        {setting.locked || setting.value === '' ? null : (
          <IconButton
            icon={X}
            small
            label={t('settings.shortcut.clear', { name: label })}
            onClick={() => setting.save('')}
          />
        )}
      </div>
    </Field>
  );
}
