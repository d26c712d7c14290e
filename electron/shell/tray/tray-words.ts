import { clockTime } from '#app/rules/region';
import type { SourceHealth } from '#app/state';
import type { Hold } from '#server/rules/decide/situation';
import { isolated } from '#server/rules/text/shown-text';
import type { Translate } from '../../i18n/i18n.ts';
import { oneLine } from '../../system/text.ts';
import type { TrayState } from './tray-state.ts';

/** What is wrong, in words; null: nothing. */
export function troubleWords(
  { connection, storage }: Pick<TrayState, 'connection' | 'storage'>,
  t: Translate,
): string | null {
  if (storage !== null) return t(`tray.storage.${storage}`);
  switch (connection.status) {
    case 'starting':
      return t('tray.starting');
    case 'connecting':
      return t('tray.connecting');
    case 'offline':
      return t('tray.offline');
    case 'online':
      return null;
    default:
      return connection satisfies never;
  }
}

/** How much of a tooltip some systems show, less the rest of its text. */
const NAME_LIMIT = 30;

/** Like “Shop: signed out”. */
export function sourceWords({ name, problem }: SourceHealth, t: Translate): string {
  return `${isolated(oneLine(name, NAME_LIMIT))}: ${t(`tray.source.${problem}`)}`;
}

/** Like “paused until 10:30” or “quiet hours until 7:00”; null: nobody needs to know. */
function holdWords({ reason, until }: Hold, t: Translate, timeOf: (moment: string) => string): string | null {
  switch (reason) {
    case 'paused':
      return t('tray.pausedUntil', { time: timeOf(until ?? '') });
    case 'quiet_hours':
      return until === null ? t('tray.quietHours') : t('tray.quietUntil', { time: timeOf(until) });
    case 'do_not_disturb':
      return t('tray.doNotDisturb');
    case 'locked':
      return null;
    default:
      return reason satisfies never;
  }
}

/** Why toasts wait, if they do, and until when they say less. */
export function situationWords(
  { holds, presentingUntil, region }: Pick<TrayState, 'holds' | 'presentingUntil' | 'region'>,
  t: Translate,
  now: Date,
): readonly string[] {
  const timeOf = (moment: string): string => clockTime(Date.parse(moment), now.getTime(), region);
  const [hold] = holds;
  return [
    hold === undefined ? null : holdWords(hold, t, timeOf),
    presentingUntil === null ? null : t('tray.presentingUntil', { time: timeOf(presentingUntil) }),
  ].filter((words) => words !== null);
}

/** Names only the worst source: a tooltip is short. */
function sourceNotes([worst, ...others]: readonly SourceHealth[], t: Translate): readonly string[] {
  if (worst === undefined) return [];
  const words = sourceWords(worst, t);
  return [others.length === 0 ? words : t('tray.moreSources', { worst: words, count: others.length })];
}

/** null: it may not be said. */
function countWords({ unread, hidesCount }: TrayState, t: Translate): string | null {
  if (hidesCount) return null;
  return unread > 0 ? t('tray.unread', { count: unread }) : t('tray.nothingUnread');
}

/** Like “Belfry — 3 unread, reconnecting”. */
export function tooltip(state: TrayState, t: Translate, now: Date): string {
  const parts = [
    state.emergencies.length === 0 ? null : t('tray.emergencies', { count: state.emergencies.length }),
    countWords(state, t),
    troubleWords(state, t),
    ...situationWords(state, t, now),
    ...sourceNotes(state.health.sources, t),
  ].filter((part) => part !== null);
  return [t('app.name'), ...(parts.length > 0 ? [parts.join(', ')] : [])].join(' — ');
}
