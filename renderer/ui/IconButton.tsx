import type { LucideIcon } from 'lucide-react';
import { Tooltip } from 'radix-ui';
import { type Ref, useEffect, useState } from 'react';

type Dot = 'accent' | 'warn' | 'bad';

/** Forced colours take away any other. */
const DOTS: Readonly<Record<Dot, string>> = {
  accent: 'bg-accent-fill forced-colors:bg-[Highlight]',
  warn: 'bg-warn-bar forced-colors:bg-[Highlight]',
  bad: 'bg-bad-bar forced-colors:bg-[Highlight]',
};

interface IconButtonProps {
  readonly icon: LucideIcon;
  readonly label: string;
  /** Words beside the icon, where the window has the room. */
  readonly caption?: string;
  /** The key that does the same: shown with the label, and for assistive technology. */
  readonly keys?: Readonly<{ label: string | undefined; aria: string | undefined }>;
  readonly small?: boolean;
  /** A dot: something waits there, as the label says. */
  readonly dot?: Dot | undefined;
  readonly ref?: Ref<HTMLButtonElement>;
  readonly tabIndex?: number;
  /** There is nothing to do; it keeps its place and the focus. */
  readonly idle?: boolean;
  readonly className?: string;
  readonly onClick: () => void;
}

/** A button with only an icon. Its label is its name and its tooltip. */
export function IconButton({
  icon: Icon,
  label,
  caption,
  keys,
  small,
  dot,
  idle = false,
  className = '',
  ...rest
}: IconButtonProps) {
  const [open, setOpen] = useState(false);
  // A hidden page must not keep its tooltip open.
  useEffect(() => () => setOpen(false), []);
  return (
    <Tooltip.Root open={open} onOpenChange={setOpen}>
      <Tooltip.Trigger
        asChild
        // Not where a page only gives it the focus back.
        onFocus={(event) => {
          if (!event.currentTarget.matches(':focus-visible')) event.preventDefault();
        }}
      >
        <button
          type="button"
          aria-label={label}
          aria-disabled={idle || undefined}
          aria-keyshortcuts={keys?.aria}
          {...rest}
          className={`relative flex shrink-0 items-center justify-center gap-1.5 rounded-md text-muted ${idle ? 'opacity-40' : 'hover:bg-hover hover:text-ink'} ${small ? 'size-6' : 'size-8'} ${caption === undefined ? '' : 'min-[720px]:w-auto min-[720px]:px-2'} ${className}`}
        >
          <Icon aria-hidden className={small ? 'size-[15px]' : 'size-[18px]'} strokeWidth={1.75} />
          {caption === undefined ? null : (
            <span aria-hidden className="hidden text-[13px] font-medium min-[720px]:inline">
              {caption}
            </span>
          )}
          {dot === undefined ? null : (
            <span
              aria-hidden
              className={`absolute end-1 top-1 size-2 rounded-full ring-2 ring-canvas ${DOTS[dot]}`}
            />
          )}
        </button>
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          sideOffset={4}
          collisionPadding={6}
          className="z-50 flex items-center gap-1.5 rounded-md bg-ink px-2 py-1 text-xs text-canvas shadow-float"
        >
          {label}
          {keys?.label === undefined ? null : <kbd className="font-sans opacity-70">{keys.label}</kbd>}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
