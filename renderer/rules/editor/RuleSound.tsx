import { useTranslation } from 'react-i18next';
import { SOUND_NAMES } from '#app/rules/sounds';
import { useWindowState } from '../../state/state.tsx';
import { INPUT } from '../../ui/inputs.tsx';

/** The value of “as usual”. */
const AS_USUAL = '';

interface RuleSoundProps {
  readonly id: string;
  /** Another client may have named one that is not Belfry's. */
  readonly sound: string | null;
  readonly onChange: (sound: string | null) => void;
}

/** The sound of what the rule matches; choosing one plays it. */
export function RuleSound({ id, sound, onChange }: RuleSoundProps) {
  const { t } = useTranslation('window');
  const { actions } = useWindowState();
  const own = SOUND_NAMES.find((name) => name === sound);
  return (
    <div className="flex items-center gap-4 rounded-xl border border-line bg-canvas px-4 py-2.5">
      <label htmlFor={id} className="flex-1 text-sm">
        {t('rules.form.sound')}
      </label>
      <select
        id={id}
        value={sound ?? AS_USUAL}
        className={`${INPUT} max-w-44`}
        onChange={({ target }) => {
          onChange(target.value === AS_USUAL ? null : target.value);
          const chosen = SOUND_NAMES.find((name) => name === target.value);
          if (chosen !== undefined) void actions.playSound(chosen);
        }}
      >
        <option value={AS_USUAL}>{t('rules.form.asUsual')}</option>
        {sound === null || own !== undefined ? null : <option value={sound}>{sound}</option>}
        {SOUND_NAMES.map((name) => (
          <option key={name} value={name}>
            {t(`settings.field.soundForAll.choice.${name}`)}
          </option>
        ))}
      </select>
    </div>
  );
}
