import { ChevronRight } from 'lucide-react';
import { useId } from 'react';

interface PageLinkProps {
  readonly label: string;
  readonly hint: string;
  readonly onClick: () => void;
}

/** A line of the settings that leads to another page. */
export function PageLink({ label, hint, onClick }: PageLinkProps) {
  const about = useId();
  return (
    <div className="relative flex min-h-13 items-center gap-4 px-4 py-2.5 first:rounded-t-xl last:rounded-b-xl hover:bg-hover">
      <div className="min-w-0 flex-1">
        <button
          type="button"
          aria-describedby={about}
          className="block text-start text-sm after:absolute after:inset-0"
          onClick={onClick}
        >
          {label}
        </button>
        <p id={about} className="text-xs text-muted">
          {hint}
        </p>
      </div>
      <ChevronRight aria-hidden className="size-4 shrink-0 text-muted rtl:-scale-x-100" />
    </div>
  );
}
