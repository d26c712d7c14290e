import type { Action, Delta } from '#server/inbox';
import { type RefusalCode, refusal } from '#server/rules/refusals';
import type { OutboxEntry } from '#server/source';
import { isPutOff, type Told } from '../adapter.ts';
import { AnswerError, toldOf } from '../api.ts';
import { TroubleError } from '../trouble.ts';
import { answerAll, type UpstreamReply } from '../upstream-reply.ts';
import type { TeamInbox } from './inbox.ts';

/** As many ids as one request may have. */
const MOST_IDS = 500;

/** What a Belfry server means by its code; its message is for developers. */
const CODES: ReadonlyMap<string, Extract<RefusalCode, 'not_allowed' | 'not_supported'>> = new Map([
  ['missing_ability', 'not_allowed'],
  ['not_supported', 'not_supported'],
]);

const DONE: Told = { outcome: 'done' };

export type Tell = (entries: readonly OutboxEntry[]) => Promise<readonly Told[]>;

const isReceipt = ({ action }: OutboxEntry): boolean => action === 'delivered' || action === 'seen';

const isReply = ({ action }: OutboxEntry): boolean => action === 'reply';

function idsOf(entries: readonly OutboxEntry[]): string[] {
  const ids = entries.map(({ external_id }) => external_id).filter((id) => id !== null);
  return [...new Set(ids)];
}

/** One after the other with the same action make one request. */
function batchesOf(entries: readonly OutboxEntry[]): OutboxEntry[][] {
  const batches: OutboxEntry[][] = [];
  for (const entry of entries) {
    const last = batches.at(-1);
    const fits = last?.[0]?.action === entry.action && last.length < MOST_IDS;
    if (fits) last?.push(entry);
    else batches.push([entry]);
  }
  return batches;
}

function missingOf(error: unknown): ReadonlySet<unknown> {
  if (!(error instanceof AnswerError) || error.code !== 'not_found') return new Set();
  const { details } = error;
  const ids = typeof details === 'object' && details !== null && 'ids' in details ? details.ids : [];
  return new Set(Array.isArray(ids) ? ids : []);
}

/**
 * Tells in the order of the entries; what fails for a while holds up all behind it. Not so replies, which go elsewhere: they
 * hold up only those to the same notification.
 */
export function createTell(deps: {
  readonly team: Pick<TeamInbox, 'act' | 'receipts'>;
  readonly reply: UpstreamReply;
  /** @returns its revision as it is known here */
  onDelta(delta: Delta): number | undefined;
  onSignedOut(error: TroubleError): void;
}): Tell {
  function failed(error: unknown): Told {
    if (error instanceof TroubleError && error.trouble === 'signed_out') deps.onSignedOut(error);
    const told = toldOf(error);
    if (told.outcome !== 'refused') return told;
    // Without Belfry's code somebody in between has answered, who cannot refuse for good.
    if (!(error instanceof AnswerError) || error.code === null) return { outcome: 'retry' };
    const code = CODES.get(error.code);
    return code === undefined ? told : { outcome: 'refused', reason: refusal(code, {}) };
  }

  async function act(action: Action, ids: readonly string[]): Promise<Told> {
    if (ids.length === 0) return DONE;
    try {
      const revision = deps.onDelta(await deps.team.act({ action, ids: [...ids] }));
      return { outcome: 'done', ...(revision === undefined ? {} : { revision }) };
    } catch (error) {
      const missing = missingOf(error);
      const left = ids.filter((id) => !missing.has(id));
      // What is gone there needs no telling; the others were not touched.
      return left.length < ids.length ? act(action, left) : failed(error);
    }
  }

  async function batch([first, ...others]: readonly OutboxEntry[]): Promise<Told> {
    if (first === undefined) return DONE;
    const { action } = first;
    switch (action) {
      case 'read':
      case 'unread':
      case 'archive':
      case 'unarchive':
      case 'delete':
        return act(action, idsOf([first, ...others]));
      case 'reply':
      case 'delivered':
      case 'seen':
        // Told apart from the others, whose order they do not have.
        return DONE;
      default:
        return action satisfies never;
    }
  }

  async function receipts(entries: readonly OutboxEntry[]): Promise<Told> {
    const of = (action: OutboxEntry['action']): string[] =>
      idsOf(entries.filter((one) => one.action === action));
    return deps.team.receipts({ delivered: of('delivered'), seen: of('seen') }).then(() => DONE, failed);
  }

  return async (entries) => {
    const told = new Map<OutboxEntry, Told>();
    let halt: Told | null = null;
    async function note(part: readonly OutboxEntry[], ask: () => Promise<Told>): Promise<void> {
      const outcome = halt ?? (await ask());
      for (const entry of part) told.set(entry, outcome);
      if (isPutOff(outcome)) halt = outcome;
    }

    const replies = entries.filter(isReply);
    const answered = answerAll(replies, deps.reply);
    for (const part of batchesOf(entries.filter((entry) => !isReceipt(entry) && !isReply(entry))))
      await note(part, () => batch(part));
    const seen = entries.filter(isReceipt);
    if (seen.length > 0) await note(seen, () => receipts(seen));
    const outcomes = await answered;
    replies.forEach((entry, at) => void told.set(entry, outcomes[at] ?? DONE));
    return entries.map((entry) => told.get(entry) ?? DONE);
  };
}
