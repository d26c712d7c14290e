import { longestPause, retryPause } from '#server/rules/retry';
import type { Apps } from '../apps/apps.ts';
import type { DeliveryError, DueDelivery, Storage } from '../storage/storage.ts';
import type { Attempt } from './attempt.ts';
import type { WriteBuffer } from './write-buffer.ts';

export interface DispatchLimits {
  /** How many requests of one app may run at once. */
  readonly inFlight: number;
  /** How many of them may be retries, so that a dead receiver does not block the others. */
  readonly repeating: number;
  /** A delivery of this age is given up after its next failure. */
  readonly giveUpMs: number;
}

export interface Dispatcher {
  /** How many deliveries of this app are unfinished. */
  backlog(appId: string): number;
  /** Takes over a stored delivery. First attempts at one URL run one after another, in the order of these calls. */
  take(delivery: DueDelivery): void;
  /** Starts no further attempt; resolves when the running ones have ended. */
  stop(): Promise<void>;
}

type AppQueue = {
  /** Deliveries without an attempt, by URL. The URL that has waited longest comes first. */
  readonly first: Map<string, DueDelivery[]>;
  readonly busy: Set<string>;
  readonly again: DueDelivery[];
  inFlight: number;
  repeating: number;
  backlog: number;
};

/** Decides when each request is made. */
export function createDispatcher(deps: {
  apps: Apps;
  storage: Pick<Storage, 'read' | 'deliveries'>;
  buffer: Pick<WriteBuffer, 'write'>;
  attempt: Attempt;
  limits: DispatchLimits;
  now: () => number;
  /** In [0, 1). */
  random: () => number;
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
}): Dispatcher {
  const { apps, storage, buffer, attempt, limits, now, random, log } = deps;
  const { read, deliveries } = storage;
  const queues = new Map<string, AppQueue>();
  const timers = new Set<NodeJS.Timeout>();
  const running = new Set<Promise<void>>();
  /** Apps and URLs whose last attempt failed. */
  const failing = new Set<string>();
  let stopped = false;

  const keyOf = ({ app_id, url }: DueDelivery): string => `${app_id} ${url}`;

  function queueOf(appId: string): AppQueue {
    let queue = queues.get(appId);
    if (queue === undefined) {
      queue = { first: new Map(), busy: new Set(), again: [], inFlight: 0, repeating: 0, backlog: 0 };
      queues.set(appId, queue);
    }
    return queue;
  }

  function finish(
    queue: AppQueue,
    { id, attempts }: DueDelivery,
    status: number | null,
    error: DeliveryError | null,
  ): void {
    queue.backlog -= 1;
    buffer.write(() => deliveries.finish(id, { attempts, status, error }));
  }

  function later(queue: AppQueue, delivery: DueDelivery): void {
    if (stopped) return;
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        queue.again.push(delivery);
        pump(queue);
      },
      // The clock may have been set back since `next_at` was stored.
      Math.min(Math.max(0, delivery.next_at - now()), longestPause('webhook')),
    );
    timers.add(timer);
  }

  function onFailure(
    queue: AppQueue,
    delivery: DueDelivery,
    status: number | null,
    error: 'status' | 'timeout' | 'unreachable',
  ): void {
    const { id, attempts, app_id, created_at } = delivery;
    const key = keyOf(delivery);
    // The URL is not logged, because it may contain a secret.
    if (!failing.has(key)) log.warn({ app_id, delivery: id, status, error }, 'a webhook does not answer');
    failing.add(key);
    const nextAt = now() + retryPause('webhook', attempts - 1, random());
    if (nextAt > created_at + limits.giveUpMs) {
      finish(queue, delivery, status, error);
    } else {
      buffer.write(() => deliveries.postpone(id, { attempts, nextAt, status, error }));
      later(queue, { ...delivery, next_at: nextAt });
    }
  }

  async function deliver(queue: AppQueue, delivery: DueDelivery): Promise<void> {
    const app = apps.byId(delivery.app_id);
    const body = await read(() => deliveries.body(delivery.id));
    if (app === undefined || body === undefined || !app.webhooks.some(({ url }) => url === delivery.url)) {
      finish(queue, delivery, null, 'not_configured');
      return;
    }
    const isStale = delivery.created_at + limits.giveUpMs < now();
    // This delivery only waited behind others that failed. After a restart every delivery gets at least one attempt.
    if (isStale && delivery.attempts === 0 && failing.has(keyOf(delivery))) {
      finish(queue, delivery, null, 'expired');
      return;
    }
    const outcome = await attempt(app, { url: delivery.url, body });
    if (outcome === 'stopped') return;
    const tried = { ...delivery, attempts: delivery.attempts + 1 };
    if (outcome.ok) {
      if (failing.delete(keyOf(delivery))) log.info({ app_id: delivery.app_id }, 'a webhook answers again');
      finish(queue, tried, outcome.status, null);
    } else {
      onFailure(queue, tried, outcome.status, outcome.error);
    }
  }

  async function run(queue: AppQueue, delivery: DueDelivery, onDone: () => void): Promise<void> {
    queue.inFlight += 1;
    try {
      await deliver(queue, delivery);
    } catch (error) {
      // The database did not answer. The next start tries this delivery again.
      log.warn({ err: error, delivery: delivery.id }, 'a webhook delivery is left for later');
      queue.backlog -= 1;
    }
    queue.inFlight -= 1;
    onDone();
    pump(queue);
  }

  function track(attempted: Promise<void>): void {
    running.add(attempted);
    void attempted.finally(() => running.delete(attempted));
  }

  function startFirst(queue: AppQueue, url: string, waiting: DueDelivery[]): void {
    const delivery = waiting.shift();
    queue.first.delete(url);
    if (waiting.length > 0) queue.first.set(url, waiting);
    if (delivery === undefined) return;
    queue.busy.add(url);
    track(run(queue, delivery, () => queue.busy.delete(url)));
  }

  function startAgain(queue: AppQueue): void {
    const delivery = queue.again.shift();
    if (delivery === undefined) return;
    queue.repeating += 1;
    const onDone = () => {
      queue.repeating -= 1;
    };
    track(run(queue, delivery, onDone));
  }

  function pump(queue: AppQueue): void {
    if (stopped) return;
    for (const [url, waiting] of [...queue.first]) {
      if (queue.inFlight >= limits.inFlight) return;
      if (!queue.busy.has(url)) startFirst(queue, url, waiting);
    }
    while (queue.again.length > 0 && queue.inFlight < limits.inFlight && queue.repeating < limits.repeating) {
      startAgain(queue);
    }
  }

  return {
    backlog: (appId) => queues.get(appId)?.backlog ?? 0,

    take(delivery) {
      const queue = queueOf(delivery.app_id);
      queue.backlog += 1;
      if (delivery.attempts > 0) {
        later(queue, delivery);
        return;
      }
      const waiting = queue.first.get(delivery.url);
      if (waiting === undefined) queue.first.set(delivery.url, [delivery]);
      else waiting.push(delivery);
      pump(queue);
    },

    async stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      await Promise.all(running);
    },
  };
}
