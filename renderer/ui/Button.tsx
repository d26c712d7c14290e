import type { ComponentProps } from 'react';

type Look = 'primary' | 'danger' | 'quiet' | 'outline';

const LOOKS: Readonly<Record<Look, string>> = {
  primary: 'bg-accent-fill text-white forced-colors:border hover:brightness-110 active:brightness-95',
  /** What it does loses something. */
  danger: 'bg-bad-fill text-white forced-colors:border hover:brightness-110 active:brightness-95',
  quiet: 'text-soft hover:bg-hover hover:text-ink',
  outline: 'border border-line bg-canvas text-ink hover:bg-hover',
};

interface ButtonProps extends ComponentProps<'button'> {
  readonly look?: Look;
}

export function Button({ look = 'outline', className = '', ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={`inline-flex h-8 shrink-0 items-center justify-center gap-1.5 rounded-md px-2.5 text-[13px] font-medium whitespace-nowrap disabled:opacity-50 ${LOOKS[look]} ${className}`}
    />
  );
}
