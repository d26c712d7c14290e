import type { ReactNode } from 'react';
import { Button } from './Button.tsx';

interface RefusalProps {
  /** `alert`: it has just failed, so a screen reader says it at once. */
  readonly role: 'alert' | 'note';
  readonly className?: string;
  readonly children: ReactNode;
}

/** What a row says of an action that failed or was refused. */
export function Refusal({ role, className = '', children }: RefusalProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: it only keeps clicks on it from opening the row.
    // biome-ignore lint/a11y/noStaticElementInteractions: as above.
    <div
      role={role}
      className={`mt-1.5 rounded-md border border-transparent bg-bad-wash py-1 ps-2.5 pe-1 text-[13px] text-bad ${className}`}
      onClick={(event) => event.stopPropagation()}
    >
      {children}
    </div>
  );
}

interface RefusalButtonProps {
  /** The row's own: a row is one tab stop. */
  readonly tabIndex: number;
  readonly children: ReactNode;
  readonly onClick: () => void;
}

/** A button that does something about it. */
export function RefusalButton(props: RefusalButtonProps) {
  return <Button look="quiet" className="h-7 px-2" {...props} />;
}
