import { ChevronRight } from 'lucide-react';
import { useId } from 'react';

interface PageLinkProps {
  readonly label: string;
  readonly hint: string;
  readonly onClick: () => void;
}

/** A line of the settings that leads to another page. */
export function PageLink({ label, hint, onClick }: PageLinkProps) {
  const id = useId();
  return (
    <button
      type="button"
      aria-labelledby={id}
      aria-describedby={`${id}-about`}
      className="flex min-h-13 w-full items-center gap-4 px-4 py-2.5 text-start first:rounded-t-xl last:rounded-b-xl hover:bg-hover"
      onClick={onClick}
    >
      <span className="min-w-0 flex-1">
        <span id={id} className="block text-sm">
          {label}
        </span>
        <span id={`${id}-about`} className="block text-xs text-muted">
          {hint}
        </span>
      </span>
      <ChevronRight aria-hidden className="size-4 shrink-0 text-muted rtl:-scale-x-100" />
    </button>
  );
}
