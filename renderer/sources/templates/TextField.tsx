import type { ReactNode } from 'react';
import { About, BOX, INPUT } from '../../ui/inputs.tsx';

/** A label, its control, and a problem or a hint. */
export function Labelled(props: {
  readonly id: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly problem?: string | null;
  readonly children: ReactNode;
}) {
  const { id, label, hint, problem = null } = props;
  return (
    <div>
      <label htmlFor={id} className="mb-1 block text-[13px]">
        {label}
      </label>
      {props.children}
      <About id={id} problem={problem} hint={hint} />
    </div>
  );
}

interface TextFieldProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly problem: string | null;
  readonly hint?: string;
  /** What applies while the field is empty. */
  readonly placeholder?: string;
  /** Placeholders of fields can be put into it. */
  readonly fillable?: boolean;
  /** Of a datalist. */
  readonly list?: string;
  /** More than one line. */
  readonly rows?: number;
  /** In a monospaced font. */
  readonly code?: boolean;
  readonly onChange: (value: string) => void;
}

/** Scrolls the focused field out from behind the preview. */
const IN_SIGHT = 'scroll-mt-44 scroll-mb-4';

export function TextField(props: TextFieldProps) {
  const { id, label, value, problem, hint, fillable, rows, code, onChange, ...rest } = props;
  const control = {
    ...{ id, value, dir: 'auto', autoComplete: 'off', spellCheck: rows !== undefined && !code },
    'aria-invalid': problem !== null,
    'aria-describedby': problem === null && hint === undefined ? undefined : `${id}-about`,
    ...(fillable && { 'data-fillable': '' }),
    onChange: (event: { readonly target: { readonly value: string } }) => onChange(event.target.value),
    ...rest,
  };
  return (
    <Labelled id={id} label={label} hint={hint} problem={problem}>
      {rows === undefined ? (
        <input {...control} type="text" className={`${INPUT} ${IN_SIGHT}`} />
      ) : (
        <textarea
          {...control}
          rows={rows}
          className={`block resize-none py-1.5 ${BOX} ${IN_SIGHT} ${code ? 'font-mono text-xs' : ''}`}
        />
      )}
    </Labelled>
  );
}
