import { type ReactNode, type RefObject, useLayoutEffect, useRef } from 'react';
import { useEscape } from './use-escape.ts';

interface DialogProps {
  readonly label: string;
  /** Of its place and size. */
  readonly className: string;
  readonly children: ReactNode;
  /** Its user wants to leave: by Escape, or by a click beside it. */
  readonly onClose: () => void;
  /** Escape, if that only leads back inside. */
  readonly onEscape?: () => void;
}

/** Opens it over the window with the focus in its first field, and gives the focus back to where it was. */
function useModal(): RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    element?.querySelector('input')?.focus();
    return () => element?.close();
  }, []);
  return dialog;
}

/** Something that lies over the window and takes all its keys. */
export function Dialog({ label, className, children, onClose, onEscape = onClose }: DialogProps) {
  const dialog = useModal();
  const owner = useEscape(onEscape);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does the same.
    <dialog
      ref={dialog}
      aria-label={label}
      className={`flex-col overflow-hidden rounded-xl border border-line bg-canvas text-ink shadow-float outline-none backdrop:bg-black/30 open:flex ${className}`}
      onCancel={(event) => event.preventDefault()}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div {...owner} className="flex min-h-0 flex-1 flex-col">
        {children}
      </div>
    </dialog>
  );
}
