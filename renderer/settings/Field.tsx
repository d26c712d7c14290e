import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

interface FieldProps {
  /** Id of the control; its hint and its error are `${id}-about`. */
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  /** Why the last change was refused. */
  readonly error?: string | null;
  readonly children: ReactNode;
}

/** One line of the settings: what it is, its control, and why a change was refused. */
export function Field({ id, label, hint, error, children }: FieldProps) {
  return (
    <div className="flex min-h-13 flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2.5">
      <div className="min-w-36 flex-1">
        <label htmlFor={id} className="text-sm">
          {label}
        </label>
        <div id={`${id}-about`} className="text-xs text-muted">
          {hint}
          {error ? (
            <p role="alert" className="mt-1 flex items-start gap-1.5 text-bad">
              <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
              {error}
            </p>
          ) : null}
        </div>
      </div>
      {children}
    </div>
  );
}

/** A titled group of fields. */
export function Section(props: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="mb-5">
      <h2 className="mb-1.5 px-1 text-xs font-semibold text-muted">{props.title}</h2>
      <div className="divide-y divide-line rounded-xl border border-line bg-canvas">{props.children}</div>
    </section>
  );
}
