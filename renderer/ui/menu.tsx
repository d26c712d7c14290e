import { Check } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';

interface MenuContentProps {
  readonly align: 'start' | 'end';
  /** A class. */
  readonly width?: string;
  readonly children: ReactNode;
}

/** What a menu shows, below its button. Escape closes it before anything else. */
export function MenuContent({ align, width = 'w-60', children }: MenuContentProps) {
  return (
    <DropdownMenu.Content
      data-owns-escape=""
      align={align}
      sideOffset={4}
      collisionPadding={8}
      className={`z-50 max-h-(--radix-dropdown-menu-content-available-height) ${width} overflow-y-auto rounded-lg border border-line bg-canvas p-1 shadow-float outline-none`}
    >
      {children}
    </DropdownMenu.Content>
  );
}

interface MenuChoiceProps {
  readonly value: string;
  readonly name: string;
  /** Stands before its name. */
  readonly mark: ReactNode;
  /** How many it has; stands behind its name. */
  readonly count: ReactNode;
}

/** One of several things of which one is chosen, in a `DropdownMenu.RadioGroup`. */
export function MenuChoice({ value, name, mark, count }: MenuChoiceProps) {
  return (
    <DropdownMenu.RadioItem
      value={value}
      textValue={name}
      className="flex h-8 items-center gap-2.5 rounded-md px-2 text-[13px] outline-none data-highlighted:bg-hover data-[state=checked]:font-medium"
    >
      {mark}
      <span dir="auto" className="min-w-0 flex-1 truncate text-start">
        {name}
      </span>
      {count}
      <span className="w-4 shrink-0">
        <DropdownMenu.ItemIndicator>
          <Check aria-hidden className="size-4 text-accent" />
        </DropdownMenu.ItemIndicator>
      </span>
    </DropdownMenu.RadioItem>
  );
}
