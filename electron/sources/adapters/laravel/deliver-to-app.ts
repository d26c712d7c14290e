import type { Undelivered } from '#app/source-view';
import type { OutboxEntry } from '#server/outbox';
import { detail } from '../../detail.ts';
import { AnswerError, type Api, type UpstreamReply, upstreamResultOf } from '../../http/http.ts';
import { TroubleError } from '../../trouble.ts';
import { isPostponed, type UpstreamResult } from '../../upstream-result.ts';
import type { Allowance } from './allowance.ts';
import { createGone, mayBeGone } from './gone.ts';
import type { Pages } from './pages.ts';

const CONCURRENCY = 4;
/** Answers that all other entries would get, too. */
const FOR_ALL: readonly number[] = [401, 419, 503];
const TOO_MANY = 429;

const DONE: UpstreamResult = { outcome: 'done' };
const GONE: UpstreamResult = { outcome: 'done', gone: true };

/** Actions that have a route for each notification. */
const ROUTES = {
  read: { method: 'POST', after: '/read' },
  delete: { method: 'DELETE', after: '' },
} as const;
type Routed = keyof typeof ROUTES;

const isRouted = (action: OutboxEntry['action']): action is Routed => Object.hasOwn(ROUTES, action);

const isTooMany = (error: unknown): boolean => error instanceof AnswerError && error.status === TOO_MANY;

export type Deliver = (entries: readonly OutboxEntry[]) => Promise<readonly UpstreamResult[]>;

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
 * Delivers the entries of one notification one after the other, and those of different notifications side by side, as long as the app
 * takes more. The rest has to come later.
 */
export function createDeliver(deps: {
  readonly api: Api;
  readonly prefix: string;
  readonly pages: Pick<Pages, 'page'>;
  readonly allowance: Allowance;
  /** With it, the app can exclude this computer from what it broadcasts (`toOthers()`). */
  socketId(): string | null;
  readonly reply: UpstreamReply;
  onSignedOut(error: TroubleError): void;
  /** Why the app does not accept actions; null: it does. */
  onUndelivered(undelivered: Undelivered | null): void;
}): Deliver {
  /** Why the app does not accept an action, by action. */
  const undelivered = new Map<Routed, Undelivered>();
  const reportUndelivered = (): void => deps.onUndelivered([...undelivered.values()][0] ?? null);

  function accepted(action: Routed): void {
    if (undelivered.delete(action)) reportUndelivered();
  }

  function rejected(action: Routed, error: AnswerError): void {
    const { method, after } = ROUTES[action];
    const what = detail('no_route', { address: `${method} ${deps.prefix}/{id}${after}` }, error.detail.said);
    undelivered.set(action, { trouble: 'not_found', detail: what });
    reportUndelivered();
  }

  async function act(entry: OutboxEntry): Promise<UpstreamResult> {
    const { external_id, action } = entry;
    if (external_id === null) return DONE;
    switch (action) {
      case 'read':
      case 'delete': {
        const { method, after } = ROUTES[action];
        const path = `${deps.prefix}/${encodeURIComponent(external_id)}${after}`;
        const socketId = deps.socketId();
        await deps.api.call(method, path, undefined, socketId === null ? {} : { 'x-socket-id': socketId });
        accepted(action);
        return DONE;
      }
      case 'reply':
        return deps.reply(entry);
      case 'unread':
      case 'done':
      case 'restore':
      case 'save':
      case 'unsave':
      case 'snooze':
      case 'unsnooze':
      case 'undelete':
      case 'purge':
      case 'acknowledge':
      case 'delivered':
      case 'seen':
      case 'choose':
      case 'request':
        // Laravel has no such thing: it stays on this computer.
        return DONE;
      default:
        return action satisfies never;
    }
  }

  return async (entries) => {
    const results = new Map<OutboxEntry, UpstreamResult>();
    /** The result that ended this round for all entries. */
    let halt: UpstreamResult | null = null;
    const verdict = createGone({
      ...deps,
      ids: entries.flatMap(({ action, external_id: id }) => (isRouted(action) && id !== null ? [id] : [])),
    });

    const later = (): UpstreamResult => ({
      outcome: 'later',
      after_ms: Math.max(1, Math.ceil(deps.allowance.wait())),
    });

    async function gone(action: Routed, id: string, error: AnswerError): Promise<UpstreamResult> {
      try {
        const found = await verdict(action, id, error);
        if (found.is === 'gone') {
          accepted(action);
          return GONE;
        }
        if (found.is === 'done') return DONE;
        rejected(action, error);
        const { is: _, ...when } = found;
        return { outcome: 'retry', ...when };
      } catch (error) {
        // An app without a list any more, e.g. because its address has changed, has not deleted anything by that.
        halt = isTooMany(error) ? later() : { outcome: 'retry' };
        return halt;
      }
    }

    async function one(entry: OutboxEntry): Promise<UpstreamResult> {
      // A reply does not count against the app's limit.
      if (entry.action === 'reply') return attempt(entry);
      if (deps.allowance.wait() > 0) {
        halt = later();
        return halt;
      }
      const end = deps.allowance.take();
      return attempt(entry).finally(end);
    }

    async function attempt(entry: OutboxEntry): Promise<UpstreamResult> {
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
        const outcome = upstreamResultOf(error);
        if (error instanceof TroubleError && error.trouble === 'signed_out') deps.onSignedOut(error);
        if (!(error instanceof AnswerError) || FOR_ALL.includes(error.status)) halt = outcome;
        return outcome;
      }
    }

    async function inOrder(chain: readonly OutboxEntry[]): Promise<void> {
      let stop: UpstreamResult | null = null;
      for (const entry of chain) {
        const isHeld = halt?.outcome !== 'later' || entry.action !== 'reply';
        const outcome: UpstreamResult = stop ?? (isHeld ? halt : null) ?? (await one(entry));
        results.set(entry, outcome);
        if (isPostponed(outcome)) stop = outcome;
      }
    }

    const chains = chainsOf(entries);
    const workers = Array.from({ length: CONCURRENCY }, async () => {
      for (let chain = chains.shift(); chain !== undefined; chain = chains.shift()) await inOrder(chain);
    });
    await Promise.all(workers);
    return entries.map((entry) => results.get(entry) ?? DONE);
  };
}
