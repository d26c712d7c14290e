import type { AppStatus } from '#app/state';
import type { Notification } from '#server/notification';
import { partsAt, partsOf, privacyOf } from '#server/rules/decide/privacy';
import { isExposedBy } from '#server/rules/decide/situation';
import type { Translate } from '../../i18n/i18n.ts';
import type { TrayState } from './tray-state.ts';

/** A row that says no more than this. */
const saying = <T extends Notification>(item: T, title: string): T => ({
  ...item,
  ...{ type: '', title, message: '', data: {} },
});

/** The state of the tray with as much of the notifications as may be shown outside of the window. */
export function privateState(
  state: TrayState,
  settings: Pick<AppStatus['settings'], 'privacy' | 'privacyExposed' | 'lines'>,
  t: Translate,
): TrayState {
  const isExposed = isExposedBy(state.holds, state.presentingUntil !== null);
  return {
    ...state,
    hidesCount: !partsAt(privacyOf(settings, isExposed)).count,
    recent: state.recent.flatMap((item) => {
      const { content, sender } = partsOf(item.source, settings, isExposed);
      if (content) return [item];
      if (!sender) return [];
      return [saying(item, item.sender ?? item.sourceName ?? t('toast.live', { count: 1 }))];
    }),
    emergencies: state.emergencies.map((item) => {
      const { content, sender } = partsOf(item.source, settings, isExposed);
      if (content) return item;
      return saying(item, (sender ? item.sender : null) ?? t('tray.emergencies', { count: 1 }));
    }),
  };
}
