import { useTranslation } from 'react-i18next';
import { INPUT } from '../../ui/inputs.tsx';
import { Labelled } from './TextField.tsx';
import type { Draft, Kind } from './template-draft.ts';

type Priority = Draft['priority'];

/** Without a choice, an event of bare channels is normal, and a Laravel app decides for its own. */
const CHOICES = {
  channels: ['1', '2', '', '4', '5'],
  laravel: ['', '1', '2', '3', '4', '5'],
} as const satisfies Record<Kind, readonly Priority[]>;

export function PriorityField(props: {
  readonly id: string;
  readonly kind: Kind;
  readonly value: Priority;
  readonly onChange: (priority: Priority) => void;
}) {
  const { t } = useTranslation('window');
  const { id, kind } = props;
  const choices: readonly Priority[] = CHOICES[kind];
  return (
    <Labelled id={id} label={t('templates.part.priority')}>
      <select
        id={id}
        // The default needs no second entry.
        value={choices.includes(props.value) ? props.value : ''}
        className={INPUT}
        onChange={(event) => props.onChange(choices.find((each) => each === event.target.value) ?? '')}
      >
        {choices.map((each) => (
          <option key={each} value={each}>
            {t(each === '' ? `templates.defaultPriority.${kind}` : `templates.priority.${each}`)}
          </option>
        ))}
      </select>
    </Labelled>
  );
}
