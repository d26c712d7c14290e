import { CircleAlert, Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface FieldProps {
  /** Id of the control; its hint and its error are `${id}-about`. */
  readonly id: string;
  readonly label: string;
  readonly hint?: ReactNode;
  /** Why the last change was refused. */
  readonly error: string | null;
  /** An administrator has set it. */
  readonly locked: boolean;
  /** The control is a group of choices. */
  readonly group?: boolean;
  readonly children: ReactNode;
}

/** One line of the settings: its label, its control, and why it cannot be changed. */
export function Field({ id, label, hint, error, locked, group = false, children }: FieldProps) {
  const { t } = useTranslation('window');
  const Line = group ? 'fieldset' : 'div';
  const about = `${id}-about`;
  return (
    <Line
      className="flex min-h-13 flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2.5"
      aria-describedby={group ? about : undefined}
    >
      {group ? <legend className="sr-only">{label}</legend> : null}
      <div className="min-w-36 flex-1">
        {group ? (
          <span aria-hidden className="text-sm">
            {label}
          </span>
        ) : (
          <label htmlFor={id} className="text-sm">
            {label}
          </label>
        )}
        <div id={about} className="text-xs text-muted">
          {hint}
          {locked ? (
            <p className="mt-0.5 flex items-start gap-1.5">
              <Lock aria-hidden className="mt-0.5 size-3 shrink-0" />
              {t('settings.managed')}
            </p>
          ) : null}
          {error === null ? null : (
            <p role="alert" className="mt-1 flex items-start gap-1.5 text-bad">
              <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
              {error}
            </p>
          )}
        </div>
      </div>
      {children}
    </Line>
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
