import type { FastifyBaseLogger } from 'fastify';
import { userChannel } from '#server/channel';
import type { Ability, Endpoint } from '#server/session';
import { createAccounts } from './accounts/accounts.ts';
import { writeEndpoint } from './accounts/endpoint.ts';
import { buildApp } from './app.ts';
import { createAppRegistry } from './apps/apps.ts';
import { createAuthorisers } from './apps/authorisers.ts';
import { createServedApps, type RunOptions } from './apps/served.ts';
import { createHousekeeping } from './housekeeping.ts';
import { createInbox } from './inbox/inbox.ts';
import { createKeeper } from './laravel/keep.ts';
import { listen, urlOf } from './listen.ts';
import { createRealtime } from './realtime/plugin.ts';
import { createWebhooks } from './realtime/webhooks/webhooks.ts';
import { createLocalGuard, openGuard } from './request-guard.ts';
import { createSenders } from './senders/senders.ts';
import { createSources } from './sources/sources.ts';
import { type Driver, openStorage } from './storage/storage.ts';

export interface StartOptions {
  readonly dataDir: string;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Embedded: for this computer's programs only, and on a later port when the wanted one is taken. */
  readonly embedded: boolean;
  /** Other than what is stored, for this run. */
  readonly app?: RunOptions;
  readonly log: FastifyBaseLogger;
  readonly driver?: Driver;
}

export interface RunningServer {
  readonly url: string;
  readonly userId: number;
  readonly appKey: string;
  readonly endpoint: Endpoint;
  /** Where the owner's inbox stood before anybody could send. */
  readonly position: Readonly<{ epoch: string; revision: number }>;
  /** A token of this process only; the one before ends. */
  issueSession(abilities: readonly Ability[]): string;
  /** Tells the sockets, finishes the requests, closes the database. Idempotent. */
  stop(): Promise<void>;
}

/** So many ports after the wanted one are tried. */
const FURTHER_PORTS = 20;
/** Requests get so long to end. */
const GRACE_MS = 1_000;

/**
 * Opens the database and serves it.
 * @throws StartError `database_from_future`, `port_in_use`; AppError `storage_failed`; AppProblem for an unusable `app`
 */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const { dataDir, host, embedded, log } = options;
  const now = Date.now;
  let closing = false;

  const storage = await openStorage({ dataDir, log, ...(options.driver && { driver: options.driver }) });
  const accounts = createAccounts({ storage, now });
  const stored = createAppRegistry({ storage });
  let port = 0;
  const guard = embedded ? createLocalGuard(() => port) : openGuard;
  const apps = createServedApps(stored, options.app ?? { credentials: null, settings: {} });
  const webhooks = createWebhooks({ storage, apps, log, now });
  const realtime = createRealtime({ apps, guard, log, onEvent: webhooks.onEvent });
  const inbox = createInbox({
    storage,
    now,
    publish: (to, { name, data }) => realtime.realms.get(apps.main()).publish(userChannel(to), name, data),
  });
  const housekeeping = createHousekeeping({ storage, now, log });
  const app = buildApp({
    accounts,
    inbox,
    senders: createSenders({ storage, inbox, now }),
    sources: createSources({ storage, inbox, now, random: Math.random }),
    guard,
    authorisers: createAuthorisers({ storage, app: apps.main }),
    pusher: { apps, realms: realtime.realms, keep: createKeeper({ storage, inbox }), now },
    webhooks,
    ping: () => storage.db.one('SELECT 1'),
    closing: () => closing,
    log,
  });
  realtime.attach(app.server);

  async function shutDown(): Promise<void> {
    closing = true;
    housekeeping.stop();
    await realtime.close();
    const impatience = setTimeout(() => app.server.closeAllConnections(), GRACE_MS);
    await app.close();
    clearTimeout(impatience);
    await webhooks.stop();
    storage.close();
  }

  try {
    const userId = await accounts.first();
    await stored.first();
    await housekeeping.run();
    await webhooks.start();
    const { epoch, revision } = inbox.position(userId);

    const address = await listen(app, { host, port: options.port, further: embedded ? FURTHER_PORTS : 0 });
    port = address.port;
    const url = urlOf(address);
    const abilities: Ability[] = embedded ? ['send'] : ['send', 'inbox'];
    const endpoint = await writeEndpoint({ accounts, dataDir, url, userId, abilities });
    log.info({ url, dataDir }, 'serving');

    let stopped: Promise<void> | null = null;
    return {
      url,
      userId,
      appKey: apps.main().key,
      endpoint,
      position: { epoch, revision },
      issueSession: (allowed) => accounts.issueSession(userId, allowed),
      stop() {
        stopped ??= shutDown();
        return stopped;
      },
    };
  } catch (error) {
    await shutDown();
    throw error;
  }
}
