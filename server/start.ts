import type { FastifyBaseLogger } from 'fastify';
import { userChannel } from '#server/channel';
import type { Ability, Endpoint } from '#server/session';
import { createAccounts } from './accounts/accounts.ts';
import { writeEndpoint } from './accounts/endpoint.ts';
import { buildApp } from './app.ts';
import { createHousekeeping } from './housekeeping.ts';
import { createInbox } from './inbox/inbox.ts';
import { listen, urlOf } from './listen.ts';
import { createRealtime } from './realtime/plugin.ts';
import { signChannel } from './realtime/signature.ts';
import { createLocalGuard, openGuard } from './request-guard.ts';
import { createSenders } from './senders/senders.ts';
import { type AppRow, type Driver, openStorage } from './storage/storage.ts';

export interface StartOptions {
  readonly dataDir: string;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Embedded: for this computer's programs only, and on a later port when the wanted one is taken. */
  readonly embedded: boolean;
  /** Instead of the stored app. */
  readonly app?: AppRow;
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
 * @throws StartError `database_from_future`, `port_in_use`; AppError `storage_failed`
 */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const { dataDir, host, embedded, log } = options;
  const now = Date.now;
  let closing = false;

  const storage = await openStorage({ dataDir, log, ...(options.driver && { driver: options.driver }) });
  const accounts = createAccounts({ storage, now });
  let port = 0;
  const guard = embedded ? createLocalGuard(() => port) : openGuard;
  const realtime = createRealtime({ app: () => pusherApp, guard, log });
  const inbox = createInbox({
    storage,
    now,
    publish: (to, { name, data }) => realtime.hub.publish(userChannel(to), name, data),
  });
  const housekeeping = createHousekeeping({ storage, now, log });
  const app = buildApp({
    accounts,
    inbox,
    senders: createSenders({ storage, inbox, now }),
    guard,
    sign: (socketId, channel) => signChannel(pusherApp, socketId, channel),
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
    storage.close();
  }

  let pusherApp: AppRow;
  try {
    const first = await accounts.first();
    const { userId } = first;
    pusherApp = options.app ?? first.app;
    await housekeeping.run();
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
      appKey: pusherApp.key,
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
