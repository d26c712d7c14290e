import { Switch as Radix } from 'radix-ui';

interface SwitchProps {
  readonly id: string;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly describedBy: string;
  /** Names it where there is no `<label>`. */
  readonly label?: string;
  readonly onChange: (checked: boolean) => void;
}

export function Switch({ id, checked, disabled = false, describedBy, label, onChange }: SwitchProps) {
  return (
    <Radix.Root
      id={id}
      checked={checked}
      disabled={disabled}
      aria-label={label}
      aria-describedby={describedBy}
      onCheckedChange={onChange}
      // Forced colours draw the border, which is otherwise invisible.
      className="relative h-[22px] w-9 shrink-0 rounded-full border border-transparent bg-control transition-colors not-forced-colors:disabled:opacity-50 data-[state=checked]:bg-accent-fill forced-colors:data-[state=checked]:bg-[Highlight]"
    >
      <Radix.Thumb className="block size-[18px] translate-x-px rounded-full bg-white shadow-sm transition-transform data-[state=checked]:translate-x-[15px] rtl:-translate-x-px rtl:data-[state=checked]:-translate-x-[15px] forced-colors:bg-[ButtonText] forced-colors:data-[state=checked]:bg-[HighlightText]" />
    </Radix.Root>
  );
}
