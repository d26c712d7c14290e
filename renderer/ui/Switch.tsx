import { Switch as Radix } from 'radix-ui';

interface SwitchProps {
  readonly id: string;
  readonly checked: boolean;
  readonly describedBy: string;
  /** Where no `<label>` names it. */
  readonly label?: string;
  readonly onChange: (checked: boolean) => void;
}

export function Switch({ id, checked, describedBy, label, onChange }: SwitchProps) {
  return (
    <Radix.Root
      id={id}
      checked={checked}
      aria-label={label}
      aria-describedby={describedBy}
      onCheckedChange={onChange}
      className="relative h-[22px] w-9 shrink-0 rounded-full bg-control transition-colors data-[state=checked]:bg-accent-fill"
    >
      <Radix.Thumb className="block size-[18px] translate-x-0.5 rounded-full bg-white shadow-sm transition-transform data-[state=checked]:translate-x-4 rtl:-translate-x-0.5 rtl:data-[state=checked]:-translate-x-4" />
    </Radix.Root>
  );
}
