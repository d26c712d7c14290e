import type { OutboxEntry } from '#server/source';
import { isPutOff, type Told } from '../adapter.ts';
import { AnswerError, type Api, hasNoRoute, toldOf } from '../api.ts';
import { TroubleError } from '../trouble.ts';
import type { UpstreamReply } from '../upstream-reply.ts';
import type { Allowance } from './allowance.ts';
import type { Pages } from './pages.ts';

const CONCURRENCY = 4;
/** Gone there, so that there is nothing left to tell; if it is not the whole list that is gone. */
const GONE: readonly number[] = [404, 410];
/** What one of them meets, the others would meet too. */
const FOR_ALL: readonly number[] = [401, 419, 503];
const TOO_MANY = 429;

const DONE: Told = { outcome: 'done' };

export type Tell = (entries: readonly OutboxEntry[]) => Promise<readonly Told[]>;

function chainsOf(entries: readonly OutboxEntry[]): OutboxEntry[][] {
  const chains = new Map<string, OutboxEntry[]>();
  for (const entry of entries) {
    const chain = chains.get(entry.notification_id);
    if (chain === undefined) chains.set(entry.notification_id, [entry]);
    else chain.push(entry);
  }
  return [...chains.values()];
}

/**
 * Entries of one notification are told one after the other; those of different ones side by side, as long as the app takes more.
 * The others have to come later.
 */
export function createTell(deps: {
  readonly api: Api;
  readonly prefix: string;
  readonly pages: Pick<Pages, 'page'>;
  readonly allowance: Allowance;
  /** So that the app can leave this computer out of what it broadcasts about it. */
  socketId(): string | null;
  readonly reply: UpstreamReply;
  onSignedOut(error: TroubleError): void;
}): Tell {
  async function act(entry: OutboxEntry): Promise<Told> {
    const { external_id, action } = entry;
    if (external_id === null) return DONE;
    const path = `${deps.prefix}/${encodeURIComponent(external_id)}`;
    const socketId = deps.socketId();
    const headers = socketId === null ? {} : { 'x-socket-id': socketId };
    switch (action) {
      case 'read':
        await deps.api.call('POST', `${path}/read`, undefined, headers);
        return DONE;
      case 'delete':
        await deps.api.call('DELETE', path, undefined, headers);
        return DONE;
      case 'reply':
        return deps.reply(entry);
      case 'unread':
      case 'archive':
      case 'unarchive':
      case 'delivered':
      case 'seen':
        // Laravel knows no such thing; it stays on this computer.
        return DONE;
      default:
        return action satisfies never;
    }
  }

  return async (entries) => {
    const told = new Map<OutboxEntry, Told>();
    /** What stopped everything. */
    let halt: Told | null = null;
    let list: ReturnType<Pages['page']> | null = null;

    const later = (): Told => ({ outcome: 'later', after_ms: Math.max(1, Math.ceil(deps.allowance.wait())) });

    /**
     * An app that has no list any more, as its address has changed, has not deleted anything by that; nor has one that has no route
     * for it, or still lists what is said to be gone.
     */
    async function gone({ external_id }: OutboxEntry, error: AnswerError): Promise<Told> {
      list ??= deps.pages.page(1);
      try {
        const isListed = (await list).some(({ id, unread }) => unread && id === external_id);
        return isListed || hasNoRoute(error) ? { outcome: 'retry', reason: error.message } : DONE;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        halt = { outcome: 'retry', reason };
        return halt;
      }
    }

    async function one(entry: OutboxEntry): Promise<Told> {
      // A reply is not the app's to count.
      if (entry.action === 'reply') return attempt(entry);
      if (deps.allowance.wait() > 0) {
        halt = later();
        return halt;
      }
      const end = deps.allowance.take();
      return attempt(entry).finally(end);
    }

    async function attempt(entry: OutboxEntry): Promise<Told> {
      try {
        return await act(entry);
      } catch (error) {
        if (error instanceof AnswerError && GONE.includes(error.status)) return gone(entry, error);
        if (error instanceof AnswerError && error.status === TOO_MANY) {
          halt = later();
          return halt;
        }
        const outcome = toldOf(error);
        if (error instanceof TroubleError && error.trouble === 'signed_out') deps.onSignedOut(error);
        if (!(error instanceof AnswerError) || FOR_ALL.includes(error.status)) halt = outcome;
        return outcome;
      }
    }

    async function inOrder(chain: readonly OutboxEntry[]): Promise<void> {
      let stop: Told | null = null;
      for (const entry of chain) {
        const isHeld = halt?.outcome !== 'later' || entry.action !== 'reply';
        const outcome: Told = stop ?? (isHeld ? halt : null) ?? (await one(entry));
        told.set(entry, outcome);
        if (isPutOff(outcome)) stop = outcome;
      }
    }

    const chains = chainsOf(entries);
    const workers = Array.from({ length: CONCURRENCY }, async () => {
      for (let chain = chains.shift(); chain !== undefined; chain = chains.shift()) await inOrder(chain);
    });
    await Promise.all(workers);
    return entries.map((entry) => told.get(entry) ?? DONE);
  };
}
