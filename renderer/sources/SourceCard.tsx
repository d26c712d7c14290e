import { Pencil, Trash2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Failure, Result } from '#app/result';
import { KIND_RULES } from '#app/rules/source-kinds';
import type { SourceView } from '#app/source-view';
import { LineField, MoreOfSource } from '../lines/lines.tsx';
import { useWindowState } from '../state/state.tsx';
import { Button } from '../ui/Button.tsx';
import { COLOURS } from '../ui/colours.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { Switch } from '../ui/Switch.tsx';
import { MayRequest } from './MayRequest.tsx';
import { RemoveSource } from './RemoveSource.tsx';
import { isSignedOut, SourceFacts, SourceState, UnheardChannels, unheardOf } from './SourceState.tsx';
import { TestReport } from './TestReport.tsx';
import { useConnectionTest } from './use-connection-test.ts';
import { useFailure } from './use-detail.ts';

export const cardId = (sourceId: string): string => `card-${sourceId}`;

interface SourceCardProps {
  readonly source: SourceView;
  readonly unread: number;
  /** @param again the source refuses its sign-in or token, so the user enters a new one */
  readonly onEdit: (again: boolean) => void;
  readonly onRemoved: () => void;
}

/** The buttons that help a source in trouble. */
function Help({
  source,
  onEdit,
  onRetry,
}: Pick<SourceCardProps, 'source' | 'onEdit'> & { onRetry: () => void }) {
  const { t } = useTranslation('window');
  const test = useConnectionTest();
  const { definition, connection } = source;
  return (
    <div className="mt-2.5">
      <div className="flex flex-wrap gap-2">
        {isSignedOut(connection) ? (
          <Button look="primary" onClick={() => onEdit(true)}>
            {t(
              KIND_RULES[definition.kind].opensBy === 'session' ? 'sources.signInAgain' : 'sources.newToken',
            )}
          </Button>
        ) : null}
        <Button onClick={onRetry}>{t('sources.retry')}</Button>
        <Button disabled={test.state?.status === 'running'} onClick={() => void test.run(definition, {})}>
          {t('sources.test.run')}
        </Button>
      </div>
      <div className={test.state === null ? '' : 'mt-2.5 border-t border-line pt-2.5'}>
        <TestReport state={test.state} />
      </div>
    </div>
  );
}

/** One source: its state and its buttons. */
export function SourceCard({ source, unread, onEdit, onRemoved }: SourceCardProps) {
  const { t } = useTranslation('window');
  const { sources } = useWindowState();
  const [isRemoving, setRemoving] = useState(false);
  const inWords = useFailure();
  const [failure, setFailure] = useState<Failure | null>(null);
  const bin = useRef<HTMLButtonElement>(null);
  const { definition, connection } = source;
  const { id, name, kind, colour, enabled } = definition;
  const isInTrouble =
    connection.status === 'waiting' || connection.status === 'stopped' || unheardOf(connection).length > 0;

  async function attempt(action: Promise<Result<unknown>>): Promise<boolean> {
    const result = await action;
    setFailure(result.ok ? null : result.error);
    return result.ok;
  }

  return (
    <article
      id={cardId(id)}
      tabIndex={-1}
      aria-labelledby={`source-${id}`}
      className="mb-3 rounded-xl border border-line bg-canvas px-4 py-3"
    >
      <div className="flex items-start gap-1.5">
        <span aria-hidden className={`me-1.5 mt-[5px] size-2.5 shrink-0 rounded-full ${COLOURS[colour]}`} />
        <div className="min-w-0 flex-1">
          <h2 id={`source-${id}`} className="truncate text-sm font-semibold" dir="auto">
            {name} <span className="font-normal text-muted">{t(`sources.kind.${kind}`)}</span>
          </h2>
          <SourceState connection={connection} />
          <UnheardChannels connection={connection} />
        </div>
        <IconButton icon={Pencil} label={t('sources.edit')} onClick={() => onEdit(false)} />
        <IconButton ref={bin} icon={Trash2} label={t('sources.remove')} onClick={() => setRemoving(true)} />
        <div className="flex h-8 items-center">
          <Switch
            id={`enabled-${id}`}
            checked={enabled}
            label={t('sources.enabled')}
            describedBy={`source-${id}`}
            onChange={(on) => void attempt(sources.save({ ...definition, enabled: on }, {}))}
          />
        </div>
      </div>
      <div className="ps-5.5">
        <SourceFacts source={source} unread={unread} />
        <div className="mt-3 flex flex-col gap-2.5">
          <LineField subject={{ source: id, sender: null }} name={name} />
          <MoreOfSource source={id} />
        </div>
        <MayRequest source={id} origins={source.mayRequest} />
        {isInTrouble ? (
          <Help source={source} onEdit={onEdit} onRetry={() => void attempt(sources.retry(id))} />
        ) : null}
        {failure === null ? null : (
          <p role="alert" className="mt-2 text-xs text-bad wrap-anywhere">
            {inWords(failure)}
          </p>
        )}
        {isRemoving ? (
          <RemoveSource
            name={name}
            onKeep={() => {
              setRemoving(false);
              bin.current?.focus();
            }}
            onRemove={async () => {
              if (await attempt(sources.remove(id))) onRemoved();
            }}
          />
        ) : null}
      </div>
    </article>
  );
}
