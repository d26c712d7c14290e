import type { AppEvent, Apps, RealtimeApp } from '../apps/apps.ts';
import type { LoggedDelivery, Storage } from '../storage/storage.ts';
import { createAttempt } from './attempt.ts';
import { createBatches, type WebhookRequest } from './batches.ts';
import { createDebounce } from './debounce.ts';
import { createDispatcher } from './dispatcher.ts';
import { createWriteBuffer } from './write-buffer.ts';

export { Delivery, toDelivery } from './delivery.ts';

const SECOND = 1_000;
const DAY = 24 * 60 * 60 * SECOND;

/** How long `channel_vacated` and `member_removed` wait for the client to return. */
const DEBOUNCE_MS = 3 * SECOND;
const BATCH = { events: 100, bytes: 64 * 1024, ms: 200 } as const;
const TIMEOUT_MS = 5 * SECOND;
const WRITE = { everyMs: 25, againMs: SECOND } as const;
const DISPATCH = {
  inFlight: 8,
  repeating: 4,
  giveUpMs: 5 * 60 * SECOND,
} as const;
/** How many unfinished deliveries one app may have; further events are dropped. */
const BACKLOG = 10_000;
/** What each app's log keeps. */
const KEPT = { deliveries: 1_000, ms: 7 * DAY } as const;
/** How many deliveries may pass before the log is trimmed; it is also trimmed once a day. */
const TRIM_EVERY = 200;

export interface Webhooks {
  /** Queues it for the app's webhooks, and returns at once. */
  onEvent(app: RealtimeApp, event: AppEvent): void;
  /** Takes up deliveries that an earlier run left, and trims the log every day. */
  start(): Promise<void>;
  /** Call it after the last event. Undelivered requests stay in the database for the next start. Idempotent. */
  stop(): Promise<void>;
  /** Newest first; of every app when `appId` is null. */
  log(appId: string | null, limit: number): Promise<LoggedDelivery[]>;
}

export interface WebhooksDeps {
  readonly storage: Pick<Storage, 'work' | 'read' | 'deliveries'>;
  readonly apps: Apps;
  readonly log: Readonly<Record<'info' | 'warn' | 'error', (fields: object, message: string) => void>>;
  readonly fetch?: typeof globalThis.fetch;
  readonly now?: () => number;
  /** In [0, 1). */
  readonly random?: () => number;
}

/** Reports each app's events to its webhooks: https://pusher.com/docs/channels/server_api/webhooks/ */
export function createWebhooks({ storage, apps, log, ...deps }: WebhooksDeps): Webhooks {
  const { fetch = globalThis.fetch, now = Date.now, random = Math.random } = deps;
  const { work, read, deliveries } = storage;
  const stopping = new AbortController();
  /** Apps whose events are dropped because their backlog is full. */
  const losing = new Set<string>();
  let untrimmed = 0;
  let stopped: Promise<void> | null = null;

  const attempt = createAttempt({ fetch, timeoutMs: TIMEOUT_MS, signal: stopping.signal });
  const buffer = createWriteBuffer({ work, log, ...WRITE });
  const dispatcher = createDispatcher({
    ...{ apps, storage, buffer, attempt, now, random, log },
    limits: DISPATCH,
  });
  const batches = createBatches({ now, limits: BATCH, emit: enqueue });
  const monotonic = (): number => performance.now();
  const debounce = createDebounce({ delayMs: DEBOUNCE_MS, now: monotonic, emit: batches.push });
  let daily: NodeJS.Timeout | undefined;

  function trim(): void {
    untrimmed = 0;
    buffer.write(() => deliveries.purge({ before: now() - KEPT.ms, keep: KEPT.deliveries }));
  }

  function hasRoom(appId: string): boolean {
    if (dispatcher.backlog(appId) < BACKLOG && buffer.waiting < 2 * BACKLOG) {
      losing.delete(appId);
      return true;
    }
    if (!losing.has(appId)) log.warn({ app_id: appId, backlog: BACKLOG }, 'webhook events are lost');
    losing.add(appId);
    return false;
  }

  function enqueue(parcel: WebhookRequest): void {
    const { appId, url } = parcel;
    if (!hasRoom(appId)) return;
    const at = now();
    buffer.write(
      () => deliveries.insert({ ...parcel, now: at }),
      (id) => dispatcher.take({ id, app_id: appId, url, attempts: 0, created_at: at, next_at: at }),
    );
    untrimmed += 1;
    if (untrimmed >= TRIM_EVERY) trim();
  }

  async function shutDown(): Promise<void> {
    clearInterval(daily);
    const quiet = dispatcher.stop();
    stopping.abort();
    debounce.flush();
    batches.flush();
    await quiet;
    await buffer.close();
  }

  return {
    onEvent(app, event) {
      if (app.webhooks.length > 0 && stopped === null) debounce.push(app, event);
    },
    async start() {
      for (const delivery of await read(() => deliveries.pending())) dispatcher.take(delivery);
      trim();
      daily = setInterval(trim, DAY);
      daily.unref();
    },
    stop() {
      stopped ??= shutDown();
      return stopped;
    },
    log: (appId, limit) => read(() => deliveries.log(appId, limit)),
  };
}
