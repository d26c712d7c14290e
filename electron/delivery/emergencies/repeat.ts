import type { Notification } from '#server/notification';
import type { Admitted, Arrangement, Summary } from '#server/rules/decide/arrange';
import { EMERGENCIES_APART } from '#server/rules/emergency';
import type { Report } from '../decision-log.ts';
import type { Gate } from '../gate.ts';
import type { Presenter } from '../toasts/toasts.ts';
import type { Turns } from '../turns.ts';

/** As its reader had not touched it: what else becomes of an emergency does not end it. A mute does: it is about whether to interrupt. */
function untouched(item: Notification): Notification {
  const { snoozed_until: _snoozed, deleted_at: _deleted, deleted: _is, ended: _ended, ...rest } = item;
  return { ...rest, read_at: null, archived_at: null };
}

function arranged(shown: readonly Admitted<Notification>[], isOne: boolean): Arrangement<Notification> {
  const [first, ...others] = shown.map(({ item }) => item);
  if (!isOne || first === undefined) return { singles: shown, summaries: [], overtaken: [] };
  const summary: Summary<Notification> = {
    ...{ occasion: 'emergencies', source: first.source, items: [first, ...others] },
    decision: { do: 'summarise', reason: 'emergencies' },
  };
  return { singles: [], summaries: [summary], overtaken: [] };
}

/**
 * Shows emergencies again that sound together, in the place of their earlier toasts. One that is held back is not told later: it comes again
 * by itself, or is over by then.
 */
export const createRepeat = (deps: {
  gate: Pick<Gate, 'decisionOn'>;
  presenter: Pick<Presenter, 'show'>;
  turns: Pick<Turns, 'begin' | 'end'>;
  report: Report;
}): ((together: readonly Notification[]) => void) =>
  async function repeat(together) {
    const { gate, presenter, turns, report } = deps;
    const shown = together.flatMap((item): Admitted<Notification>[] => {
      const decision = gate.decisionOn(untouched(item));
      if (decision.do === 'show') return [{ item, decision }];
      report([item], decision);
      return [];
    });
    if (shown.length === 0) return;
    const mine = turns.begin(shown.map(({ item }) => item));
    await presenter.show(arranged(shown, together.length > EMERGENCIES_APART), mine);
    turns.end(mine);
  };
