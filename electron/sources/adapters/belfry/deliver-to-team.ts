import type { Delta, RequestedAction } from '#server/inbox';
import type { OutboxEntry } from '#server/outbox';
import { type RefusalCode, refusal } from '#server/rules/refusals';
import { SNOOZE_MIN } from '#server/rules/state';
import { timestamp } from '#server/rules/time';
import { AnswerError, answerAll, type UpstreamReply, upstreamResultOf } from '../../http/http.ts';
import { TroubleError } from '../../trouble.ts';
import { isPostponed, type UpstreamResult } from '../../upstream-result.ts';
import type { TeamInbox } from './team-inbox.ts';

/** The most ids that one request may have. */
const MOST_IDS = 500;

/** What a Belfry server means by its code; its message is for developers. */
const CODES: ReadonlyMap<string, Extract<RefusalCode, 'not_allowed' | 'not_supported'>> = new Map([
  ['missing_ability', 'not_allowed'],
  ['not_supported', 'not_supported'],
]);

/** A snooze that is shorter by the time that it gets there is refused. So it is a little longer than the shortest. In milliseconds. */
const SHORTEST_SNOOZE = SNOOZE_MIN + 30_000;

const DONE: UpstreamResult = { outcome: 'done' };

export type Deliver = (entries: readonly OutboxEntry[]) => Promise<readonly UpstreamResult[]>;

const isReceipt = ({ action }: OutboxEntry): boolean => action === 'delivered' || action === 'seen';

const isReply = ({ action }: OutboxEntry): boolean => action === 'reply';

function idsOf(entries: readonly OutboxEntry[]): string[] {
  const ids = entries.map(({ external_id }) => external_id).filter((id) => id !== null);
  return [...new Set(ids)];
}

/** Neighbours with the same action, until the same time, make one request; each choice among a sender's actions is its own. */
function batchesOf(entries: readonly OutboxEntry[]): OutboxEntry[][] {
  const batches: OutboxEntry[][] = [];
  for (const entry of entries) {
    const last = batches.at(-1);
    const isSame =
      last?.[0]?.action === entry.action && last[0].until === entry.until && entry.action !== 'choose';
    if (last !== undefined && isSame && last.length < MOST_IDS) last.push(entry);
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
 * Delivers entries in their order. A failure that may pass holds up all later ones. Replies go elsewhere: a reply holds up only later
 * replies to the same notification.
 */
export function createDeliver(deps: {
  readonly team: Pick<TeamInbox, 'act' | 'choose' | 'receipts'>;
  readonly reply: UpstreamReply;
  /** @returns the Delta's revision as rows here have it */
  onDelta(delta: Delta): number | undefined;
  now(): Date;
  onSignedOut(error: TroubleError): void;
}): Deliver {
  function failed(error: unknown): UpstreamResult {
    if (error instanceof TroubleError && error.trouble === 'signed_out') deps.onSignedOut(error);
    const result = upstreamResultOf(error);
    if (result.outcome !== 'refused') return result;
    // Without Belfry's error code, something in between has answered: it cannot refuse for good.
    if (!(error instanceof AnswerError) || error.code === null) return { outcome: 'retry' };
    const code = CODES.get(error.code);
    return code === undefined ? result : { outcome: 'refused', reason: refusal(code, {}) };
  }

  async function act(action: RequestedAction, ids: readonly string[]): Promise<UpstreamResult> {
    if (ids.length === 0) return DONE;
    try {
      const revision = deps.onDelta(await deps.team.act({ action, ids: [...ids] }));
      return { outcome: 'done', ...(revision === undefined ? {} : { revision }) };
    } catch (error) {
      const missing = missingOf(error);
      const left = ids.filter((id) => !missing.has(id));
      // Rows that are gone there need nothing; the request changed none of the others.
      return left.length < ids.length ? act(action, left) : failed(error);
    }
  }

  function snooze(until: string | undefined, ids: readonly string[]): Promise<UpstreamResult> {
    const now = deps.now().getTime();
    const wanted = until === undefined ? now : Date.parse(until);
    // It is over by now, here and there.
    if (wanted <= now) return Promise.resolve(DONE);
    return act({ kind: 'snooze', until: timestamp(Math.max(wanted, now + SHORTEST_SNOOZE)) }, ids);
  }

  async function choose({ external_id, pressed }: OutboxEntry): Promise<UpstreamResult> {
    if (external_id === null || pressed === undefined) return DONE;
    try {
      deps.onDelta(await deps.team.choose(external_id, pressed.action.id));
      return DONE;
    } catch (error) {
      const isGone = error instanceof AnswerError && error.code === 'not_found';
      return isGone ? { outcome: 'refused', reason: refusal('gone', {}) } : failed(error);
    }
  }

  async function batch([first, ...others]: readonly OutboxEntry[]): Promise<UpstreamResult> {
    if (first === undefined) return DONE;
    const { action } = first;
    const ids = idsOf([first, ...others]);
    switch (action) {
      case 'read':
      case 'unread':
      case 'delete':
      // What an older team server does not have is no action of such a source, so no entry has it.
      case 'save':
      case 'unsave':
      case 'unsnooze':
      case 'acknowledge':
        return act(action, ids);
      case 'purge': {
        // It may not have heard of the deletion, and nothing leaves a Bin in which it is not.
        const deleted = await act('delete', ids);
        return deleted.outcome === 'done' ? act(action, ids) : deleted;
      }
      case 'choose':
        return choose(first);
      case 'snooze':
        return snooze(first.until, ids);
      case 'done':
        // By the names of before, which every team server knows.
        return act('archive', ids);
      case 'restore':
      case 'undelete':
        return act('unarchive', ids);
      // It goes where the action says, by this computer's own outbox.
      case 'request':
      case 'reply':
      case 'delivered':
      case 'seen':
        // Replies and receipts are sent beside the others, as their order does not matter.
        return DONE;
      default:
        return action satisfies never;
    }
  }

  async function receipts(entries: readonly OutboxEntry[]): Promise<UpstreamResult> {
    const of = (action: OutboxEntry['action']): string[] =>
      idsOf(entries.filter((one) => one.action === action));
    return deps.team.receipts({ delivered: of('delivered'), seen: of('seen') }).then(() => DONE, failed);
  }

  return async (entries) => {
    const results = new Map<OutboxEntry, UpstreamResult>();
    let halt: UpstreamResult | null = null;
    async function note(part: readonly OutboxEntry[], ask: () => Promise<UpstreamResult>): Promise<void> {
      const outcome = halt ?? (await ask());
      for (const entry of part) results.set(entry, outcome);
      if (isPostponed(outcome)) halt = outcome;
    }

    const replies = entries.filter(isReply);
    const answered = answerAll(replies, deps.reply);
    for (const part of batchesOf(entries.filter((entry) => !isReceipt(entry) && !isReply(entry))))
      await note(part, () => batch(part));
    const seen = entries.filter(isReceipt);
    if (seen.length > 0) await note(seen, () => receipts(seen));
    const outcomes = await answered;
    replies.forEach((entry, at) => void results.set(entry, outcomes[at] ?? DONE));
    return entries.map((entry) => results.get(entry) ?? DONE);
  };
}
