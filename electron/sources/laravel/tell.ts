import type { OutboxEntry } from '#server/source';
import type { Told } from '../adapter.ts';
import { AnswerError, type Api, toldOf } from '../api.ts';
import { TroubleError } from '../trouble.ts';
import type { UpstreamReply } from '../upstream-reply.ts';

const CONCURRENCY = 4;
/** Gone there, so that there is nothing left to tell. */
const GONE: readonly number[] = [404, 410];
/** What one of them meets, the others would meet too. */
const FOR_ALL: readonly number[] = [401, 419, 429, 503];

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

/** Entries of one notification are told one after the other; those of different ones side by side. */
export function createTell(deps: {
  readonly api: Api;
  readonly prefix: string;
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

    async function one(entry: OutboxEntry): Promise<Told> {
      try {
        return await act(entry);
      } catch (error) {
        if (error instanceof AnswerError && GONE.includes(error.status)) return DONE;
        const outcome = toldOf(error);
        if (error instanceof TroubleError && error.trouble === 'signed_out') deps.onSignedOut(error);
        if (!(error instanceof AnswerError) || FOR_ALL.includes(error.status)) halt = outcome;
        return outcome;
      }
    }

    async function inOrder(chain: readonly OutboxEntry[]): Promise<void> {
      let stop: Told | null = null;
      for (const entry of chain) {
        const outcome: Told = stop ?? halt ?? (await one(entry));
        told.set(entry, outcome);
        if (outcome.outcome === 'retry') stop = outcome;
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
