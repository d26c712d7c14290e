import type { LucideIcon } from 'lucide-react';

interface SegmentsProps<T extends string> {
  /** Name of the radio group, unique in the window. */
  readonly name: string;
  readonly value: T;
  readonly disabled?: boolean;
  readonly choices: readonly Readonly<{ value: T; label: string; icon?: LucideIcon | undefined }>[];
  readonly onChange: (value: T) => void;
}

/** A few choices side by side, one of them selected. Put it into a fieldset. */
export function Segments<T extends string>(props: SegmentsProps<T>) {
  const { name, value, disabled = false, choices, onChange } = props;
  return (
    <span className="flex flex-wrap rounded-lg border border-control bg-hover p-0.5 not-forced-colors:has-disabled:opacity-75">
      {choices.map(({ value: choice, label, icon: Icon }) => (
        <label
          key={choice}
          className="flex h-7 items-center gap-1.5 rounded-md px-2.5 max-[400px]:px-2 text-[13px] whitespace-nowrap text-soft has-checked:bg-raised has-checked:font-medium has-checked:text-ink has-checked:ring-1 has-checked:ring-control forced-colors:has-checked:bg-[Highlight] forced-colors:has-checked:text-[HighlightText] forced-colors:has-checked:forced-color-adjust-none has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name={name}
            value={choice}
            checked={value === choice}
            disabled={disabled}
            className="sr-only"
            onChange={() => onChange(choice)}
          />
          {Icon === undefined ? null : <Icon aria-hidden className="size-3.5" />}
          {label}
        </label>
      ))}
    </span>
  );
}
