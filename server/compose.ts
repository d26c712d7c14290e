import type { FastifyBaseLogger } from 'fastify';
import { userChannel } from '#server/rules/channels';
import { type Accounts, createAccounts, createPasswords, createSignIn } from './accounts/accounts.ts';
import { buildApp } from './app.ts';
import { type AppRegistry, createServedApps, type RunOptions, type ServedApps } from './apps/apps.ts';
import { createAuthorisers, createRecheck, type Recheck } from './broadcasting/broadcasting.ts';
import { createMonotonicClock } from './clock.ts';
import { createDecisions } from './decisions/decisions.ts';
import { createNotificationStore } from './dialects/dialects.ts';
import { createHousekeeping } from './housekeeping.ts';
import {
  type Capacity,
  capacityOf,
  createLocalGuard,
  descriptorLimit,
  type Network,
  openGuard,
  type Routes,
  SEND_RATE,
} from './http/http.ts';
import { type ChannelEvent, createInbox, createReceipts, type Inbox } from './inbox/inbox.ts';
import { createRealtime, type Realtime } from './realtime/realtime.ts';
import { createSenders } from './senders/senders.ts';
import { createSources } from './sources/sources.ts';
import type { Storage } from './storage/storage.ts';
import { createWakeups, type DueKind, type Wakeups } from './wakeups/wakeups.ts';
import { createWebhooks, type Webhooks } from './webhooks/webhooks.ts';

export interface ComposeDeps {
  readonly storage: Storage;
  readonly stored: AppRegistry;
  readonly network: Network;
  /** Serves programs of this computer only. */
  readonly embedded: boolean;
  readonly app: RunOptions | undefined;
  /** Sends per token and minute; null: no limit; undefined: the default. */
  readonly sendRate: number | null | undefined;
  /** The port that the server listens on; 0 before it does. */
  readonly port: () => number;
  /** Whether it is shutting down. */
  readonly closing: () => boolean;
  readonly log: FastifyBaseLogger;
}

/** The parts that `start.ts` and `connect.ts` need. */
export interface Services {
  readonly accounts: Accounts;
  readonly stored: AppRegistry;
  readonly apps: ServedApps;
  readonly inbox: Inbox;
  readonly webhooks: Webhooks;
  readonly realtime: Realtime;
  readonly wakeups: Wakeups;
  /** What the wake-ups do at its time. */
  readonly kinds: readonly DueKind[];
  /** Does not listen yet. */
  readonly app: Routes;
  /** How many clients fit; null: no limit. */
  readonly capacity: Capacity | null;
  /** The clock that times the outbox. */
  readonly monotonic: () => number;
  /** Ends what open sockets may no longer have. */
  readonly recheck: Recheck;
}

/** How late a standalone server notices that its clock was set. */
const CLOCK_CHECK_MS = 60_000;

/**
 * Builds the server. Each part only uses parts built before it; nothing runs and nothing is subscribed yet.
 * @throws AppProblem for an unusable `app`
 */
export function compose(deps: ComposeDeps): Services {
  const { storage, stored, network, embedded, port, closing, log } = deps;
  const now = Date.now;
  const monotonic = createMonotonicClock(now);
  const wakeups = createWakeups({
    ...{ storage, now, monotonic: () => performance.now(), random: Math.random, log },
    // A desktop must not wake up for that: its main process says when the clock may have been set.
    everyMs: embedded ? null : CLOCK_CHECK_MS,
  });
  const accounts = createAccounts({ storage, now });
  const apps = createServedApps(stored, deps.app ?? { credentials: null, settings: {} });
  const webhooks = createWebhooks({ storage, apps, log, now });
  const guard = embedded ? createLocalGuard(port) : openGuard;
  const limit = embedded ? null : descriptorLimit();
  const capacity = limit === null ? null : capacityOf(limit);
  const realtime = createRealtime({
    ...{ apps, guard, log, onEvent: webhooks.onEvent },
    capacity: capacity?.sockets ?? Number.POSITIVE_INFINITY,
  });
  const mainAppState = () => realtime.appStates.get(apps.main());
  const receipts = createReceipts({
    storage,
    now,
    listener: {
      wants: (name) => apps.main().webhooks.some(({ events }) => events.includes(name)),
      notify: (event) => webhooks.onEvent(apps.main(), event),
    },
  });
  const publish = (to: number, { name, data }: ChannelEvent): void =>
    mainAppState().publish(userChannel(to), name, data);
  const inbox = createInbox({
    storage,
    receipts,
    hasOutboxWorker: embedded,
    now,
    monotonic,
    wakeAt: wakeups.wakeAt,
    publish,
  });
  const authorisers = createAuthorisers({ storage, app: apps.main });
  const recheck = createRecheck({ accounts, authorisers, appState: mainAppState });
  const senders = createSenders({ storage, inbox, receipts, wakeAt: wakeups.wakeAt, now });
  const app = buildApp({
    network,
    embedded,
    accounts,
    signIn: createSignIn({ storage, accounts, passwords: createPasswords(), now }),
    session: {
      disconnectRevoked: recheck.tokens,
      home: () => ({ app_key: apps.main().key, epoch: storage.epoch }),
    },
    inbox,
    decisions: createDecisions({ storage, inbox, publish, now }),
    receipts,
    senders,
    sendRate: deps.sendRate === undefined ? SEND_RATE : deps.sendRate,
    sources: createSources({ storage, inbox, now, monotonic, random: Math.random }),
    guard,
    authorisers,
    bindToken: (...binding) => mainAppState().bindToken(...binding),
    pusher: {
      apps,
      appStates: realtime.appStates,
      storeNotification: createNotificationStore({ storage, inbox }),
      now,
    },
    webhooks,
    ping() {
      storage.db.one('SELECT 1');
      const trouble = storage.health.trouble();
      if (trouble !== null) throw new Error(trouble);
    },
    closing,
    log,
  });
  return {
    ...{ accounts, stored, apps, inbox, webhooks, realtime, wakeups, app, capacity, monotonic },
    kinds: [senders.scheduled, ...inbox.due, createHousekeeping({ storage, now, log })],
    recheck,
  };
}
