import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Discard } from '../../ui/Question.tsx';
import { TestReport } from '../TestReport.tsx';
import { useFailure } from '../use-detail.ts';
import { FormContext } from './context.ts';
import type { Base, FieldName } from './draft.ts';
import { LookFields } from './LookFields.tsx';
import type { SourceFormState } from './use-source-form.ts';

/** Callbacks for leaving a form. */
interface Frame {
  readonly title: string;
  readonly hint: string;
  /** One step back. */
  readonly onBack: () => void;
  readonly onCancel: () => void;
}

/** The props of the form of one kind. */
export interface KindFormProps<D> extends Frame {
  readonly initial: D;
  readonly isNew: boolean;
  readonly onSaved: (id: string) => void;
}

interface SourceFormProps<D extends Base> extends Frame {
  readonly form: SourceFormState<D>;
  /** The name of the source while the user gives none. */
  readonly guess: string;
  readonly submit: Readonly<{ label: string; busy: string }>;
  /** The field that gets the focus first. */
  readonly startAt: FieldName;
  /** The fields of its kind; `advanced` follows the name and the colour. */
  readonly children: ReactNode;
  readonly advanced?: ReactNode;
}

export function useAddOrSave(isNew: boolean): SourceFormProps<Base>['submit'] {
  const { t } = useTranslation('window');
  return { label: t(isNew ? 'sources.form.addIt' : 'sources.form.save'), busy: t('sources.form.saving') };
}

/** The frame of every form: the kind's fields, name and colour, the test, and the buttons. */
export function SourceForm<D extends Base>(props: SourceFormProps<D>) {
  const { t } = useTranslation('window');
  const inWords = useFailure();
  const { form, title, startAt, submit } = props;
  const id = useId();
  const [leaving, setLeaving] = useState<(() => void) | null>(null);
  const body = useRef<HTMLFormElement>(null);
  const report = useRef<HTMLDivElement>(null);
  const before = useRef<Element | null>(null);
  const { problems, rejections, refusal, test } = form;

  useEffect(() => document.getElementById(`${id}-${startAt}`)?.focus(), [id, startAt]);
  useEffect(() => {
    if (rejections === 0) return;
    const first = body.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
    // A folded field cannot take the focus.
    const folded = first?.closest('details');
    if (folded) folded.open = true;
    first?.focus();
  }, [rejections]);
  useEffect(() => {
    if (test.state !== null) report.current?.scrollIntoView({ block: 'nearest' });
  }, [test.state]);

  const leave = (way: () => void): void => {
    before.current = document.activeElement;
    const discard = (): void => {
      form.discard();
      way();
    };
    if (form.isChanged) setLeaving(() => discard);
    else way();
  };
  const stay = (): void => {
    setLeaving(null);
    if (before.current instanceof HTMLElement) before.current.focus();
  };

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <PageHeader title={title} back={t('sources.back')} onBack={() => leave(props.onBack)} />
      <form
        ref={body}
        aria-label={title}
        noValidate
        className="flex min-h-0 flex-1 flex-col"
        // Typing on means staying.
        onInput={() => setLeaving(null)}
        onSubmit={(event) => {
          event.preventDefault();
          void form.save();
        }}
      >
        <div className="min-h-0 flex-1 overflow-y-auto bg-surface [scrollbar-gutter:stable]">
          <FormContext value={{ id, problems }}>
            <div className="mx-auto max-w-xl px-4 py-4">
              <p className="mb-3.5 px-1 text-[13px] text-muted">{props.hint}</p>
              {props.children}
              <LookFields
                draft={form.draft}
                guess={props.guess}
                onChange={(look) => form.set(look as Partial<D>)}
              />
              {props.advanced}
              <div
                ref={report}
                className={
                  test.state === null ? '' : 'scroll-my-4 rounded-xl border border-line bg-canvas px-4 py-3'
                }
              >
                <TestReport state={test.state} />
              </div>
            </div>
          </FormContext>
        </div>
        <footer className="border-t border-line bg-canvas px-4 py-2.5">
          {refusal === null ? null : (
            <p role="alert" className="mb-2 text-xs text-bad wrap-anywhere">
              {inWords(refusal)}
            </p>
          )}
          {leaving === null ? (
            <div className="flex items-center gap-2">
              <Button disabled={test.state?.status === 'running'} onClick={() => void form.runTest()}>
                {t('sources.test.run')}
              </Button>
              <span className="flex-1" />
              <Button look="quiet" onClick={() => leave(props.onCancel)}>
                {t('sources.form.cancel')}
              </Button>
              <Button look="primary" type="submit" disabled={form.isSaving}>
                {form.isSaving ? submit.busy : submit.label}
              </Button>
            </div>
          ) : (
            <Discard onStay={stay} onDiscard={leaving} />
          )}
        </footer>
      </form>
    </div>
  );
}
