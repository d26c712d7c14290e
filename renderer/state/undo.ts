import type { ActionAnswer, ActionRequest } from '#server/inbox';
import type { InboxClient } from '../../server/client/client.ts';
import { failureOf } from './inbox.ts';
import type { NoticeStore } from './notice.ts';

/** What is done to rows in this window, with the way back. */
export interface Undo {
  /** Does these one after the other, and says what it did. Rejects as the inbox does, and then says what was done before. */
  act(requests: readonly ActionRequest[]): Promise<void>;
  /** Takes back what the notice says, else what was done last on any device. */
  undo(): Promise<void>;
}

const kindOf = ({ action }: ActionRequest) => (typeof action === 'string' ? { kind: action } : action);

export function createUndo(deps: {
  inbox: Pick<InboxClient, 'act' | 'undo' | 'undoLast'>;
  notice: NoticeStore;
  /** How many rows the view has; null: not known. */
  left: () => number | null;
}): Undo {
  const { inbox, notice, left } = deps;
  const running = new Set<Promise<unknown>>();
  let undoing: Promise<void> = Promise.resolve();

  function tellDid(request: ActionRequest, answers: readonly ActionAnswer[], before: number | null): void {
    const batches = answers.flatMap(({ batch }) => batch ?? []).toReversed();
    const rows = answers.reduce((sum, { rows, delta }) => sum + (rows ?? delta.changed?.length ?? 0), 0);
    const action = kindOf(request);
    if (batches.length > 0 || (action.kind === 'purge' && rows > 0))
      notice.set({ kind: 'did', action, rows, batches, left: left() === before ? null : left() });
  }

  async function send(requests: readonly ActionRequest[]): Promise<void> {
    const [first] = requests;
    if (first === undefined) return;
    const answers: ActionAnswer[] = [];
    const before = left();
    try {
      for (const request of requests) answers.push(await inbox.act(request));
    } finally {
      tellDid(first, answers, before);
    }
  }

  async function takeBack(): Promise<void> {
    // What is on its way is what was done last.
    await Promise.allSettled([...running]);
    const now = notice.get();
    if (now?.kind !== 'did' || now.batches.length === 0) {
      const last = await inbox.undoLast();
      notice.set(last === null ? { kind: 'nothingToUndo' } : { kind: 'undone', ...sumOf([last]) });
      return;
    }
    const answers = [];
    for (const batch of now.batches) answers.push(await inbox.undo(batch));
    notice.set({ kind: 'undone', ...sumOf(answers) });
  }

  function undo(): Promise<void> {
    undoing = undoing.then(takeBack).catch((error: unknown) => {
      notice.set({
        kind: 'failed',
        command: 'inbox.undo',
        error: failureOf(error),
        again: () => void undo(),
      });
    });
    return undoing;
  }

  return {
    act(requests) {
      const asked = send(requests);
      const settled = asked.catch(() => {}).finally(() => running.delete(settled));
      running.add(settled);
      return asked;
    },
    undo,
  };
}

const sumOf = (answers: readonly Readonly<{ restored: number; left: number }>[]) => ({
  restored: answers.reduce((sum, { restored }) => sum + restored, 0),
  left: answers.reduce((sum, { left }) => sum + left, 0),
});
