import { Check } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { LIMITS } from '#app/rules/source-bounds';
import type { Colour } from '#app/source-definition';
import { COLOUR_NAMES, COLOURS } from '../../ui/colours.ts';
import type { Base } from './draft.ts';
import { FieldGroup, TextField } from './fields.tsx';

interface LookFieldsProps {
  readonly draft: Base;
  readonly guess: string;
  readonly onChange: (look: Partial<Pick<Base, 'name' | 'colour'>>) => void;
}

function Swatches(props: { readonly value: Colour; readonly onChange: (colour: Colour) => void }) {
  const { t } = useTranslation('window');
  const group = useId();
  return (
    <fieldset>
      <legend className="mb-1.5 text-[13px]">{t('sources.form.colour')}</legend>
      <div className="flex flex-wrap gap-2.5">
        {COLOUR_NAMES.map((colour) => (
          <label
            key={colour}
            title={t(`sources.colours.${colour}`)}
            className={`grid size-7 place-items-center rounded-full text-white has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent ${COLOURS[colour]}`}
          >
            <input
              type="radio"
              name={group}
              value={colour}
              checked={props.value === colour}
              aria-label={t(`sources.colours.${colour}`)}
              className="sr-only"
              onChange={() => props.onChange(colour)}
            />
            {props.value === colour ? <Check aria-hidden className="size-4" strokeWidth={3} /> : null}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** How a source looks in Belfry: its name and its colour. */
export function LookFields({ draft, guess, onChange }: LookFieldsProps) {
  const { t } = useTranslation('window');
  return (
    <FieldGroup title={t('sources.form.sections.look')}>
      <TextField
        name="name"
        label={t('sources.form.name')}
        placeholder={guess}
        maxLength={LIMITS.name}
        value={draft.name}
        onChange={(name) => onChange({ name })}
      />
      <Swatches value={draft.colour} onChange={(colour) => onChange({ colour })} />
    </FieldGroup>
  );
}
