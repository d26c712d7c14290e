import type { Untold } from '#app/source-view';
import type { OutboxEntry } from '#server/source';
import { isPutOff, type Told } from '../adapter.ts';
import { AnswerError, type Api, toldOf } from '../api.ts';
import { detail } from '../detail.ts';
import { TroubleError } from '../trouble.ts';
import type { UpstreamReply } from '../upstream-reply.ts';
import type { Allowance } from './allowance.ts';
import { createGone, mayBeGone } from './gone.ts';
import type { Pages } from './pages.ts';

const CONCURRENCY = 4;
/** What one of them meets, the others would meet too. */
const FOR_ALL: readonly number[] = [401, 419, 503];
const TOO_MANY = 429;

const DONE: Told = { outcome: 'done' };

/** What has an address of its own for each notification. */
const ROUTES = {
  read: { method: 'POST', after: '/read' },
  delete: { method: 'DELETE', after: '' },
} as const;
type Routed = keyof typeof ROUTES;

const isRouted = (action: OutboxEntry['action']): action is Routed => Object.hasOwn(ROUTES, action);

const isTooMany = (error: unknown): boolean => error instanceof AnswerError && error.status === TOO_MANY;

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
  /** Why what was done here is not taken; null: it is. */
  onUntold(untold: Untold | null): void;
}): Tell {
  /** By what is not taken. */
  const untold = new Map<Routed, Untold>();
  const tellUntold = (): void => deps.onUntold([...untold.values()][0] ?? null);

  function taken(action: Routed): void {
    if (untold.delete(action)) tellUntold();
  }

  function notTaken(action: Routed, error: AnswerError): void {
    const { method, after } = ROUTES[action];
    const what = detail('no_route', { address: `${method} ${deps.prefix}/{id}${after}` }, error.detail.said);
    untold.set(action, { trouble: 'not_found', detail: what });
    tellUntold();
  }

  async function act(entry: OutboxEntry): Promise<Told> {
    const { external_id, action } = entry;
    if (external_id === null) return DONE;
    switch (action) {
      case 'read':
      case 'delete': {
        const { method, after } = ROUTES[action];
        const path = `${deps.prefix}/${encodeURIComponent(external_id)}${after}`;
        const socketId = deps.socketId();
        await deps.api.call(method, path, undefined, socketId === null ? {} : { 'x-socket-id': socketId });
        taken(action);
        return DONE;
      }
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
    const verdict = createGone({
      ...deps,
      ids: entries.flatMap(({ action, external_id: id }) => (isRouted(action) && id !== null ? [id] : [])),
    });

    const later = (): Told => ({ outcome: 'later', after_ms: Math.max(1, Math.ceil(deps.allowance.wait())) });

    async function gone(action: Routed, id: string, error: AnswerError): Promise<Told> {
      try {
        const found = await verdict(action, id, error);
        if (found.is === 'gone') taken(action);
        if (found.is !== 'untold') return DONE;
        notTaken(action, error);
        const { is: _, ...when } = found;
        return { outcome: 'retry', ...when };
      } catch (error) {
        // An app that has no list any more, as its address has changed, has not deleted anything by that.
        halt = isTooMany(error) ? later() : { outcome: 'retry' };
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
        const { action, external_id } = entry;
        if (mayBeGone(error) && isRouted(action) && external_id !== null) {
          return gone(action, external_id, error);
        }
        if (isTooMany(error)) {
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
