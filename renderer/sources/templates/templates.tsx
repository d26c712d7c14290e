import { Plus } from 'lucide-react';
import { useId, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MOST_TEMPLATES } from '#app/rules/source-bounds';
import type { Template } from '#app/source-definition';
import type { SeenEvent } from '#app/source-view';
import { usualTemplate } from '#server/rules/laravel/laravel-types';
import { useRowWords } from '../../i18n/use-row-words.ts';
import { Button } from '../../ui/Button.tsx';
import { guessTemplate } from './guess.ts';
import { unmappedOf } from './seen-events.ts';
import { TemplateEditor } from './TemplateEditor.tsx';
import { TemplateRow } from './TemplateRow.tsx';
import {
  type Draft,
  draftOf,
  hasTypes,
  type Kind,
  NO_DRAFT,
  problemsOf,
  templateOf,
} from './template-draft.ts';
import { UnmappedEvents } from './UnmappedEvents.tsx';
import { useHeldForm } from './use-held-form.ts';
import { useSeenEvents } from './use-seen-events.ts';

/** The template in the editor. It enters the list as soon as it is valid, and the list keeps its last valid state. */
type Open = Readonly<{
  at: number;
  /** The template before the edit; null: it is new. */
  before: Template | null;
  draft: Draft;
  strict: boolean;
}>;

interface TemplatesFieldProps {
  readonly kind: Kind;
  readonly templates: readonly Template[];
  /** null: the source is not saved yet. */
  readonly sourceId: string | null;
  /** Address of the Laravel app, to which links without a host belong. */
  readonly url?: string;
  /** Address that signs bare channels, whose app they belong to. */
  readonly auth?: string;
  readonly onChange: (templates: readonly Template[]) => void;
}

/** The templates: which events become notifications, and with which words. */
export function TemplatesField({
  kind,
  templates,
  sourceId,
  url = '',
  auth = '',
  onChange,
}: TemplatesFieldProps) {
  const { t } = useTranslation('window');
  const { say } = useRowWords();
  const id = useId();
  const box = useRef<HTMLElement>(null);
  const [open, setOpen] = useState<Open | null>(null);
  /** What gets the focus when the editor has closed. */
  const [next, setNext] = useState<number | 'add' | null>(null);
  const seen = useSeenEvents(sourceId);

  const others = templates.filter((_, at) => at !== open?.at);
  const problems = open === null ? {} : problemsOf(kind, open.draft, others);
  const isUntouched = open?.before === null && open.draft === NO_DRAFT;
  const isHeld = !isUntouched && Object.keys(problems).length > 0;
  const taken = open === null ? templates : [...others, { event: open.draft.event.trim() }];
  const unmapped = unmappedOf(kind, taken, seen);
  const hold = (): void => setOpen(open === null ? null : { ...open, strict: true });
  useHeldForm(box, isHeld, hold);

  useLayoutEffect(() => {
    if (next === null) return;
    setNext(null);
    box.current?.querySelector<HTMLElement>(`[data-edit="${next}"]`)?.focus();
  }, [next]);

  const put = (at: number, template: Template): void => onChange(templates.toSpliced(at, 1, template));

  function close(focus: number | 'add'): void {
    setOpen(null);
    setNext(focus);
  }
  function remove(at: number): void {
    if (at < templates.length) onChange(templates.toSpliced(at, 1));
    close('add');
  }
  function show(at: number, before: Template | null, draft: Draft): void {
    // Opening another template must not discard this one.
    if (isHeld) hold();
    else setOpen({ at, before, draft, strict: false });
  }
  function make(event: SeenEvent): void {
    const types = [event.event, ...event.aliases];
    // Bare channels have no words but their templates'.
    const usual = kind === 'laravel' && event.mapped ? usualTemplate(types, say) : null;
    const template = guessTemplate(kind, event, usual);
    show(templates.length, null, draftOf(template));
    if (!isHeld) put(templates.length, template);
  }
  function edit(of: Open, draft: Draft): void {
    setOpen({ ...of, draft });
    if (Object.keys(problemsOf(kind, draft, others)).length === 0) put(of.at, templateOf(draft));
    // It is not in the list yet, but leaving the form must not lose it.
    else onChange(templates);
  }
  function done({ at }: Open): void {
    if (isHeld) hold();
    else close(isUntouched ? 'add' : at);
  }
  function cancel({ at, before }: Open): void {
    if (before === null) {
      remove(at);
    } else {
      put(at, before);
      close(at);
    }
  }

  const editor = (of: Open) => (
    <li key="open">
      <TemplateEditor
        {...{ kind, problems, seen, auth }}
        base={hasTypes(kind) ? url : null}
        draft={of.draft}
        strict={of.strict}
        names={unmapped.map(({ latest }) => latest.event)}
        onChange={(draft) => edit(of, draft)}
        onDone={() => done(of)}
        onCancel={() => cancel(of)}
        onRemove={of.before === null ? null : () => remove(of.at)}
      />
    </li>
  );

  return (
    <section ref={box} aria-labelledby={id} className="mb-4">
      <div className="flex items-center gap-2 ps-1">
        <h2 id={id} className="flex-1 text-xs font-semibold text-muted">
          {t('templates.title')}
        </h2>
        <Button
          look="quiet"
          data-edit="add"
          disabled={templates.length >= MOST_TEMPLATES}
          onClick={() => show(templates.length, null, NO_DRAFT)}
        >
          <Plus aria-hidden className="size-4" />
          {t('templates.add')}
        </Button>
      </div>
      <p className="mb-2 px-1 text-xs text-muted">{t(`templates.about.${kind}`)}</p>
      <ul aria-labelledby={id} className="flex flex-col gap-2">
        {templates.map((template, at) =>
          open?.at === at ? (
            editor(open)
          ) : (
            <li key={template.event}>
              <TemplateRow
                template={template}
                at={at}
                onEdit={() => show(at, template, draftOf(template))}
                onRemove={() => (isHeld ? hold() : remove(at))}
              />
            </li>
          ),
        )}
        {open?.at === templates.length ? editor(open) : null}
      </ul>
      <UnmappedEvents
        {...{ kind, unmapped }}
        state={sourceId === null ? 'unsaved' : seen.length === 0 ? 'silent' : 'all_mapped'}
        isFull={templates.length >= MOST_TEMPLATES}
        onMake={make}
      />
    </section>
  );
}
