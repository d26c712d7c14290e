import { useTranslation } from 'react-i18next';
import { fieldsOf, placeholderOf } from './fields.ts';

/** The fields of an event. A click inserts one into the text. */
export function FieldPicker(props: {
  readonly data: unknown;
  readonly onPick: (placeholder: string) => void;
}) {
  const { t } = useTranslation('window');
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-[13px]">{t('templates.fields')}</legend>
      <ul className="max-h-36 overflow-y-auto rounded-md border border-line bg-surface py-1">
        {fieldsOf(props.data).map(({ path, value }) => (
          <li key={path}>
            <button
              type="button"
              title={t('templates.insert', { placeholder: placeholderOf(path) })}
              className="flex w-full items-baseline gap-3 px-2 py-0.5 text-start hover:bg-hover focus-visible:-outline-offset-2"
              // The text keeps the focus, and its caret.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => props.onPick(placeholderOf(path))}
            >
              <code className="shrink-0 font-mono text-xs text-accent">
                {path === '.' ? t('templates.whole') : path}
              </code>
              <span className="min-w-0 flex-1 truncate text-end text-xs text-muted">{value}</span>
            </button>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
