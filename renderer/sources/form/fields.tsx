import type { HTMLAttributes, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { About, BOX, INPUT } from '../../ui/inputs.tsx';
import { useField } from './context.ts';
import type { FieldName } from './draft.ts';

/** A titled group of fields; without a title, it follows the one before. */
export function FieldGroup(props: { readonly title?: string; readonly children: ReactNode }) {
  return (
    <section className="mb-4">
      {props.title === undefined ? null : (
        <h2 className="mb-1.5 px-1 text-xs font-semibold text-muted">{props.title}</h2>
      )}
      <div className="flex flex-col gap-3 rounded-xl border border-line bg-canvas px-4 py-3.5">
        {props.children}
      </div>
    </section>
  );
}

interface TextFieldProps {
  readonly name: FieldName | 'name';
  readonly label: string;
  readonly hint?: string;
  readonly type?: 'text' | 'url' | 'email' | 'password';
  readonly inputMode?: HTMLAttributes<HTMLInputElement>['inputMode'];
  readonly autoComplete?: string;
  readonly maxLength?: number;
  /** What applies while the field is empty. */
  readonly placeholder?: string;
  readonly className?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function TextField(props: TextFieldProps) {
  const { name, label, hint, type = 'text', autoComplete = 'off', className, onChange, ...rest } = props;
  const { id, problem, aria } = useField(name, hint !== undefined);
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block text-[13px]">
        {label}
      </label>
      <input
        {...rest}
        {...aria}
        type={type}
        autoComplete={autoComplete}
        spellCheck={false}
        dir="auto"
        className={INPUT}
        onChange={(event) => onChange(event.target.value)}
      />
      <About id={id} problem={problem} {...(hint !== undefined && { hint })} />
    </div>
  );
}

interface CheckFieldProps {
  readonly label: string;
  readonly className?: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function CheckField({ label, className = '', checked, onChange }: CheckFieldProps) {
  return (
    <label className={`flex items-center gap-2 text-[13px] ${className}`}>
      <input
        type="checkbox"
        className="size-4 accent-accent-fill"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      {label}
    </label>
  );
}

interface LinesFieldProps {
  readonly name: FieldName;
  readonly label: string;
  readonly hint: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Several texts, one per line. */
export function LinesField({ name, label, hint, value, placeholder, onChange }: LinesFieldProps) {
  const { id, problem, aria } = useField(name, true);
  return (
    <div>
      <label htmlFor={id} className="mb-1 block text-[13px]">
        {label}
      </label>
      <textarea
        {...aria}
        rows={Math.min(8, Math.max(3, value.split('\n').length))}
        spellCheck={false}
        placeholder={placeholder}
        className={`${BOX} block resize-none py-1.5 leading-5`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <About id={id} problem={problem} hint={hint} />
    </div>
  );
}

interface RepliesFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** The addresses to which replies carry the source's token. */
export function RepliesField(props: RepliesFieldProps) {
  const { t } = useTranslation('window');
  return (
    <LinesField
      name="replies"
      label={t('sources.form.replies')}
      hint={t('sources.form.repliesHint')}
      placeholder="/api/replies"
      {...props}
    />
  );
}
