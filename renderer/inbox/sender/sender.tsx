import { ArrowUpRight, Check, CircleAlert, Clock, Copy, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Notification } from '#server/notification';
import type { SenderAction } from '#server/rules/content/actions';
import { isPressable, offeredActions, runOf } from '#server/rules/runs';
import { useRefusal } from '../../i18n/use-refusal.ts';
import { useStore, useWindowState } from '../../state/state.tsx';
import { Button } from '../../ui/Button.tsx';
import { Refusal, RefusalButton } from '../../ui/Refusal.tsx';
import { useFormats } from '../../ui/use-formats.ts';
import { RequestQuestion } from './RequestQuestion.tsx';

interface SenderProps {
  readonly item: Notification;
  /** The row's own: a row is one tab stop. */
  readonly tabIndex: number;
}

/** The icon of a button: what it leads to, or what has become of it. */
function iconOf(item: Notification, action: SenderAction, isSending: boolean): LucideIcon | null {
  const state = runOf(item, action.id)?.state;
  if (isSending || state === 'running') return Clock;
  if (state === 'done') return Check;
  if (action.kind === 'open') return ArrowUpRight;
  return action.kind === 'copy' ? Copy : null;
}

/** What the sender of a row offers: its words need more room than the row's toolbar has. */
export function SenderButtons({ item, tabIndex }: SenderProps) {
  const { t } = useTranslation('window');
  const { presses } = useWindowState();
  const press = useStore(presses).get(item.id);
  const offered = offeredActions(item);
  if (offered.length === 0) return null;
  const buttons = offered.map((action) => {
    const isMine = press?.action === action.id;
    const Icon = iconOf(item, action, isMine && press.status === 'sending');
    const hasCopied = isMine && press.status === 'done' && action.kind === 'copy';
    return (
      <Button
        key={action.id}
        className="max-w-full"
        tabIndex={tabIndex}
        disabled={!isPressable(item, action)}
        onClick={() => void presses.press(item.id, action.id)}
      >
        <span dir="auto" className="truncate">
          {hasCopied ? t('row.linkCopied') : action.label}
        </span>
        {Icon === null ? null : <Icon aria-hidden className="size-3.5 shrink-0" />}
      </Button>
    );
  });
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: it only keeps clicks between the buttons from closing the row.
    // biome-ignore lint/a11y/noStaticElementInteractions: as above.
    <div className="mt-2 flex flex-wrap gap-2" onClick={(event) => event.stopPropagation()}>
      {buttons}
    </div>
  );
}

const STATES = {
  running: { icon: Clock, look: 'text-muted' },
  done: { icon: Check, look: 'text-muted' },
  failed: { icon: CircleAlert, look: 'text-bad' },
} as const;

/** What became of the buttons that were pressed, in a line of the row. An `open` one says why something has failed, with a button. */
export function SenderRuns({ item, open }: Pick<SenderProps, 'item'> & { readonly open: boolean }) {
  const { t } = useTranslation('window');
  const formats = useFormats();
  const offered = offeredActions(item);
  return offered.map(({ id, label }) => {
    const run = runOf(item, id);
    if (run === null || (open && run.state === 'failed')) return null;
    const { icon: Icon, look } = STATES[run.state];
    return (
      <span
        key={id}
        title={formats.absolute(Date.parse(run.at))}
        className={`flex min-w-0 items-center gap-1 text-xs ${look}`}
      >
        <Icon aria-hidden className="size-3.5 shrink-0" />
        <span dir="auto" className="truncate">
          {t(`actions.${run.state}`, { label })}
        </span>
      </span>
    );
  });
}

/** The question before a request goes to an address for the first time, and what did not work just now, or in an `open` row at all. */
export function SenderProblem({ item, tabIndex, open }: SenderProps & { readonly open: boolean }) {
  const { t } = useTranslation('window');
  const { presses } = useWindowState();
  const why = useRefusal();
  const press = useStore(presses).get(item.id);
  const offered = offeredActions(item);
  const asked = press?.status === 'asking' && offered.find(({ id }) => id === press.action);
  if (asked && asked.kind === 'http') {
    return (
      <RequestQuestion
        action={asked}
        onStay={() => presses.dismiss(item.id)}
        onGo={() => void presses.allow(item.id, asked.id, asked.url)}
      />
    );
  }
  const problems = offered.flatMap((action) => {
    const run = runOf(item, action.id);
    const isMine = press?.status === 'failed' && press.action === action.id;
    if (isMine) return [{ action, words: t(`failure.${press.error.code}`), alert: true }];
    if (!open || run?.state !== 'failed') return [];
    return [{ action, words: why({ reason: run.reason ?? null }), alert: false }];
  });
  return problems.map(({ action, words, alert }) => (
    <Refusal
      key={action.id}
      role={alert ? 'alert' : 'note'}
      className="flex flex-wrap items-center gap-x-2 gap-y-1"
    >
      <CircleAlert aria-hidden className="size-4 shrink-0" />
      <span className="min-w-52 flex-1 wrap-anywhere">
        {t('actions.problem', { label: action.label })} {words}
      </span>
      <RefusalButton tabIndex={tabIndex} onClick={() => void presses.press(item.id, action.id)}>
        {t('common.retry')}
      </RefusalButton>
      {alert ? (
        <RefusalButton tabIndex={tabIndex} onClick={() => presses.dismiss(item.id)}>
          {t('common.dismiss')}
        </RefusalButton>
      ) : null}
    </Refusal>
  ));
}
