import { type KeyboardEvent, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SeenEvent } from '#app/source-view';
import { usualTemplate } from '#server/rules/laravel/laravel-types';
import { useRowWords } from '../../i18n/use-row-words.ts';
import { useStore, useWindowState } from '../../state/state.tsx';
import { Button } from '../../ui/Button.tsx';
import { useEscape } from '../../ui/use-escape.ts';
import { useFormats } from '../../ui/use-formats.ts';
import { ExampleBox } from './ExampleBox.tsx';
import { exampleFor } from './example.ts';
import { FieldPicker } from './FieldPicker.tsx';
import { parseJson } from './fields.ts';
import { MoreParts } from './MoreParts.tsx';
import { PreviewCard } from './PreviewCard.tsx';
import { PriorityField } from './PriorityField.tsx';
import { newestOf } from './seen-events.ts';
import { TextField } from './TextField.tsx';
import {
  type Draft,
  hasTypes,
  type Kind,
  type Part,
  type Problem,
  type Problems,
  soundPart,
  templateOf,
} from './template-draft.ts';
import { useDefaults } from './use-defaults.ts';
import { useInsertion } from './use-insertion.ts';
import { usePreview } from './use-preview.ts';

interface TemplateEditorProps {
  readonly kind: Kind;
  /** Address of the Laravel app. */
  readonly base: string | null;
  /** Address that signs bare channels; empty: there is none. */
  readonly auth: string;
  readonly draft: Draft;
  readonly problems: Problems;
  /** Fields that the user has not touched are checked, too. */
  readonly strict: boolean;
  readonly seen: readonly SeenEvent[];
  /** Names of events without a template. */
  readonly names: readonly string[];
  readonly onChange: (draft: Draft) => void;
  readonly onDone: () => void;
  readonly onCancel: () => void;
  /** null: it is new. */
  readonly onRemove: (() => void) | null;
}

/** The editor of one template, with a preview from its newest event or from an example. */
export function TemplateEditor(props: TemplateEditorProps) {
  const { t } = useTranslation('window');
  const formats = useFormats();
  const now = useStore(useWindowState().clock);
  const id = useId();
  const owner = useEscape(props.onDone);
  const box = owner.ref;
  /** The part that gets the focus first. */
  const [first] = useState(props.draft.event === '' ? 'input' : '[data-fillable]');
  const { onFocus, insert } = useInsertion(box);
  const { kind, base, auth, draft, problems, strict, onDone, onRemove } = props;
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  /** The example that the user wrote; null: none. */
  const [written, setWritten] = useState<string | null>(null);

  const { say } = useRowWords();
  const name = draft.event.trim();
  const event = newestOf(kind, name, props.seen);
  const types = event === null ? [name] : [event.event, ...event.aliases];
  const app = base === null ? null : { base, types };
  const usual = app === null ? null : usualTemplate(types, say);
  const example = written ?? exampleFor({ ...usual, ...templateOf(draft) });
  const json = event?.data ?? example;
  const data = parseJson(json);
  const sound = data === undefined ? null : soundPart(kind, draft, problems);
  const preview = usePreview(sound === null ? null : { template: sound, data: json, app, auth });
  const defaultOf = useDefaults({ event, usual, app });

  useEffect(() => {
    box.current?.querySelector<HTMLElement>(first)?.focus();
  }, [first]);
  useEffect(() => {
    if (strict) box.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [strict]);

  function wordsOf(part: Part): string | null {
    const own = strict || touched.has(part) ? problems[part] : undefined;
    const made = preview?.problems.find((each) => each === part);
    const link = hasTypes(kind) || auth !== '' ? 'not_page' : 'not_link';
    const problem: Problem | undefined = own ?? (made && (made === 'title' ? 'empty' : link));
    return problem === undefined ? null : t(`templates.problem.${problem}`);
  }
  function change(parts: Partial<Draft>): void {
    setTouched(new Set([...touched, ...Object.keys(parts)]));
    props.onChange({ ...draft, ...parts });
  }
  function onKeyDown(pressed: KeyboardEvent): void {
    const isDone = pressed.key === 'Enter' && pressed.target instanceof HTMLInputElement;
    if (!isDone || pressed.nativeEvent.isComposing) return;
    // Enter would submit the form around it.
    pressed.preventDefault();
    onDone();
  }
  const text = (part: 'title' | 'message' | 'url', rest: Readonly<{ rows?: number }> = {}) => (
    <TextField
      id={`${id}-${part}`}
      label={t(`templates.part.${part}`)}
      value={draft[part]}
      problem={wordsOf(part)}
      placeholder={defaultOf(part)}
      fillable
      onChange={(value) => change({ [part]: value })}
      {...rest}
    />
  );

  return (
    <div {...owner}>
      <fieldset
        aria-label={t('templates.editor')}
        className="min-w-0 rounded-xl border border-line bg-canvas"
        onFocus={onFocus}
        onKeyDown={onKeyDown}
      >
        <section
          aria-label={t('templates.preview.label')}
          className="sticky top-0 z-10 rounded-t-xl border-b border-line bg-canvas"
        >
          {preview === null ? (
            <p className="px-4 py-3 text-xs text-muted">{t(`templates.preview.none.${kind}`)}</p>
          ) : (
            <PreviewCard preview={preview} event={draft.event}>
              {event === null
                ? t('templates.preview.example')
                : t('templates.preview.seen', { time: formats.until(Date.parse(event.at), now) })}
            </PreviewCard>
          )}
        </section>
        <div className="flex flex-col gap-3 px-4 py-3.5">
          <TextField
            id={`${id}-event`}
            label={t(`templates.name.${kind}`)}
            value={draft.event}
            problem={wordsOf('event')}
            list={`${id}-names`}
            onChange={(value) => change({ event: value })}
          />
          <datalist id={`${id}-names`}>
            {props.names.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
          {text('title')}
          {text('message', { rows: 2 })}
          {text('url')}
          {event === null ? (
            <ExampleBox
              id={`${id}-example`}
              text={example}
              isJson={data !== undefined}
              onChange={setWritten}
            />
          ) : null}
          {data === undefined ? null : <FieldPicker data={data} onPick={insert} />}
          <PriorityField
            id={`${id}-priority`}
            kind={kind}
            value={draft.priority}
            onChange={(priority) => change({ priority })}
          />
          <MoreParts {...{ kind, draft, wordsOf, defaultOf }} onChange={change} />
          <div className="flex items-center gap-2">
            {onRemove === null ? null : (
              <Button look="quiet" className="-ms-2.5" onClick={onRemove}>
                {t('templates.remove')}
              </Button>
            )}
            <span className="flex-1" />
            <Button look="quiet" onClick={props.onCancel}>
              {t('templates.cancel')}
            </Button>
            <Button onClick={onDone}>{t('templates.done')}</Button>
          </div>
        </div>
      </fieldset>
    </div>
  );
}
