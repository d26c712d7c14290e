import { Check } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { useWindowState } from '../state/state.tsx';
import { type Choice, type Subject, useLine } from './use-line.ts';

/** The line of a source or a sender, as a part of a menu. */
export function LineMenu({ subject, name }: { readonly subject: Subject; readonly name: string }) {
  const { t } = useTranslation('window');
  const { actions } = useWindowState();
  const line = useLine(subject);
  return (
    <DropdownMenu.RadioGroup
      aria-label={t('lines.label', { name })}
      value={line.value}
      onValueChange={async (choice) => {
        const failure = await line.choose(choice as Choice);
        if (failure !== null) actions.tellRefused(failure);
      }}
    >
      <DropdownMenu.Label dir="auto" className="truncate px-2 pt-1.5 pb-0.5 text-xs text-muted">
        {t('lines.label', { name })}
      </DropdownMenu.Label>
      {line.choices.map((choice) => (
        <DropdownMenu.RadioItem
          key={choice}
          value={choice}
          className="flex h-8 items-center gap-2 rounded-md px-2 text-[13px] outline-none data-highlighted:bg-hover data-[state=checked]:font-medium"
        >
          <span className="w-4 shrink-0">
            <DropdownMenu.ItemIndicator>
              <Check aria-hidden className="size-4 text-accent" />
            </DropdownMenu.ItemIndicator>
          </span>
          {t(`lines.choice.${choice}`)}
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}
