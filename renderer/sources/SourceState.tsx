import { useTranslation } from 'react-i18next';
import type { DetailCode } from '#app/detail';
import type { SourceConnection, SourceView, UnheardChannel } from '#app/source-view';
import { PeopleOfSource } from '../people/people.tsx';
import { useStore, useWindowState } from '../state/state.tsx';
import { useFormats } from '../ui/use-formats.ts';
import { viewOf } from './kinds.ts';
import { useDetail } from './use-detail.ts';

/** From this number on, marking rows read one by one takes a while. */
const BURST = 10;

export const isSignedOut = (connection: SourceConnection): boolean =>
  connection.status === 'stopped' && connection.trouble === 'signed_out';

/** Channels that the source does not receive although it is connected. */
export const unheardOf = (connection: SourceConnection): readonly UnheardChannel[] =>
  ('unheard' in connection && connection.unheard) || [];

/** Each with the reason, and the time of the next try. */
export function UnheardChannels({ connection }: { readonly connection: SourceConnection }) {
  const { t } = useTranslation('window');
  const inWords = useDetail();
  const formats = useFormats();
  const now = useStore(useWindowState().clock);
  const unheard = unheardOf(connection);
  if (unheard.length === 0) return null;
  return (
    <ul className="mt-1 flex flex-col gap-0.5 text-xs text-bad tabular-nums wrap-anywhere">
      {unheard.map(({ channel, trouble, detail: { channel: _, ...detail }, retryAt }) => {
        const time = retryAt === null ? null : formats.until(Date.parse(retryAt), now);
        const words = [t(`sources.trouble.${trouble}`), inWords(detail)];
        if (time !== null) words.push(t('sources.retryAt', { time }));
        return <li key={channel}>{t('sources.ofChannel', { channel, words: words.join(' ') })}</li>;
      })}
    </ul>
  );
}

/** How a source stands now, in a line. */
export function SourceState({ connection }: { readonly connection: SourceConnection }) {
  const { t } = useTranslation('window');
  const formats = useFormats();
  const now = useStore(useWindowState().clock);
  switch (connection.status) {
    case 'off':
    case 'connecting':
    case 'catching_up':
    case 'online':
      return <p className="text-xs text-muted">{t(`sources.state.${connection.status}`)}</p>;
    case 'waiting':
    case 'stopped': {
      const retry =
        connection.retryAt === null
          ? ''
          : ` ${t('sources.retryAt', { time: formats.until(Date.parse(connection.retryAt), now) })}`;
      const tone = connection.status === 'stopped' ? 'text-bad' : 'text-warn';
      return (
        <p className={`text-xs wrap-anywhere ${tone}`}>
          {t(`sources.trouble.${connection.trouble}`)}
          {retry}
        </p>
      );
    }
    default:
      return connection satisfies never;
  }
}

/** Details that say no more than the trouble itself. */
const REPEATS: ReadonlySet<DetailCode | null> = new Set<DetailCode>([
  'name_unknown',
  'nothing_listens',
  'no_answer',
  'failed',
]);

/** More about a source: its numbers, its last event and its last error. */
export function SourceFacts({ source, unread }: { readonly source: SourceView; readonly unread: number }) {
  const { t } = useTranslation('window');
  const inWords = useDetail();
  const formats = useFormats();
  const now = useStore(useWindowState().clock);
  const { definition, pending, undelivered, marking, lastEventAt, lastError, connection } = source;
  const isInTrouble = connection.status === 'waiting' || connection.status === 'stopped';
  const isBurst = marking !== null && marking.total >= BURST;
  const waiting = isBurst ? pending - (marking.total - marking.done) : pending;
  const note = viewOf(definition.kind).note?.(definition, t) ?? null;
  const facts = [
    t('sources.unread', { count: unread }),
    ...(isBurst ? [t('sources.marking', { ...marking, name: definition.name })] : []),
    ...(waiting > 0 ? [t('sources.pending', { count: waiting })] : []),
    ...(lastEventAt === null
      ? []
      : [t('sources.lastEvent', { time: formats.relative(Date.parse(lastEventAt), now) })]),
  ];
  return (
    <>
      <div className="mt-2 flex flex-wrap gap-x-1.5 text-xs text-muted tabular-nums">
        <p>{facts.join(' · ')}</p>
        <PeopleOfSource id={definition.id} />
      </div>
      {pending > 0 && undelivered !== null ? (
        <p className="mt-0.5 text-xs text-bad wrap-anywhere">
          {t(`sources.trouble.${undelivered.trouble}`)} {inWords(undelivered.detail)}
        </p>
      ) : null}
      {note === null ? null : (
        <p className={`mt-0.5 text-xs wrap-anywhere ${note.isWarning ? 'text-warn' : 'text-muted'}`}>
          {note.text}
        </p>
      )}
      {lastError === null || (isInTrouble && REPEATS.has(lastError.detail.code)) ? null : (
        <p className="mt-0.5 text-xs text-muted tabular-nums wrap-anywhere">
          {t('sources.lastError', {
            time: formats.until(Date.parse(lastError.at), now),
            // The line above already says the reason, so this one has the server's words.
            what: isInTrouble ? inWords(lastError.detail) : t(`sources.trouble.${lastError.trouble}`),
          })}
        </p>
      )}
    </>
  );
}
