import type { Server } from 'node:https';
import type { FastifyBaseLogger } from 'fastify';
import { userChannel } from '#server/rules/channels';
import { longestPause } from '#server/rules/retry';
import type { Ability, Endpoint, StorageTrouble } from '#server/session';
import {
  createAccounts,
  createPasswords,
  createSignIn,
  endpointUrl,
  writeEndpoint,
} from './accounts/accounts.ts';
import { buildApp } from './app.ts';
import { createAppRegistry, createServedApps, type RunOptions } from './apps/apps.ts';
import { createAuthorisers, createRecheck } from './broadcasting/broadcasting.ts';
import { createSteadyClock } from './clock.ts';
import { createKeeper } from './dialects/dialects.ts';
import { createHousekeeping } from './housekeeping.ts';
import {
  capacityOf,
  createCertificate,
  createLocalGuard,
  descriptorLimit,
  desktopPorts,
  isLoopback,
  LOCAL_NETWORK,
  listen,
  openGuard,
  type PublicNetwork,
  SEND_RATE,
  urlOf,
} from './http/http.ts';
import { createInbox, createReceipts } from './inbox/inbox.ts';
import { createRealtime } from './realtime/realtime.ts';
import { openOrRescue, rescueNotice } from './rescue.ts';
import { createSenders } from './senders/senders.ts';
import { createSources } from './sources/sources.ts';
import type { Driver } from './storage/storage.ts';
import { lockFolder, suspect, watchDatabase, watchStorage } from './storage/storage.ts';
import { createWebhooks } from './webhooks/webhooks.ts';

export interface StartOptions {
  readonly dataDir: string;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /**
   * Embedded: for this computer's programs only, on another port when the wanted one is taken, and a damaged database is
   * replaced; on a server its administrator decides what to do with it.
   */
  readonly embedded: boolean;
  /** Absent: in clear text, for this computer or a proxy. */
  readonly network?: PublicNetwork;
  /** Other than what is stored, for this run. */
  readonly app?: RunOptions;
  /** Sends of one token in a minute; null: any number. */
  readonly sendRate?: number | null;
  readonly log: FastifyBaseLogger;
  readonly driver?: Driver;
  /** Nothing can be written any more, or again. After `damaged` only a new start helps. */
  readonly onStorage?: (trouble: StorageTrouble | null) => void;
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
  /** Reads the certificate's files again; connections stay. */
  reloadCertificate(): void;
  /** Tells the sockets, finishes the requests, closes the database. Idempotent. */
  stop(): Promise<void>;
}

/** How long a user who is disabled on the command line keeps the connection, at most. */
const WATCH_MS = 1_000;
/** Requests get so long to end. */
const GRACE_MS = 1_000;

/**
 * Opens the database and serves it.
 * @throws StartError `database_from_future`, `database_damaged`, `data_in_use`, `port_in_use`, `certificate_unusable`; AppError
 * `storage_failed`; AppProblem for an unusable `app`
 */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const { dataDir, host, embedded, log } = options;
  const now = Date.now;
  const steady = createSteadyClock(now);
  let closing = false;

  const { network = { ...LOCAL_NETWORK, certificate: null, url: null } } = options;
  const { certificate: files } = network;
  const certificate = files === null ? null : createCertificate({ files, log });
  const driver = options.driver && { driver: options.driver };
  const unlock = await lockFolder(dataDir, options.driver);
  const { storage, rescue } = await openOrRescue({ dataDir, log, now, mend: embedded, ...driver }).catch(
    (error) => {
      unlock();
      throw error;
    },
  );
  const unwatch = watchStorage(storage);
  storage.health.onChange((trouble) => {
    log.error({ trouble }, trouble === null ? 'the storage takes writes again' : 'the storage is in trouble');
    if (trouble === 'damaged') suspect(dataDir);
    options.onStorage?.(trouble);
  });
  const accounts = createAccounts({ storage, now });
  const stored = createAppRegistry({ storage });
  let port = 0;
  const guard = embedded ? createLocalGuard(() => port) : openGuard;
  const apps = createServedApps(stored, options.app ?? { credentials: null, settings: {} });
  const webhooks = createWebhooks({ storage, apps, log, now });
  const limit = embedded ? null : descriptorLimit();
  const capacity = limit === null ? null : capacityOf(limit);
  const realtime = createRealtime({
    ...{ apps, guard, log, onEvent: webhooks.onEvent },
    capacity: capacity?.sockets ?? Number.POSITIVE_INFINITY,
  });
  const mainRealm = () => realtime.realms.get(apps.main());
  const receipts = createReceipts({
    storage,
    now,
    listener: {
      wants: (name) => apps.main().webhooks.some(({ events }) => events.includes(name)),
      tell: (event) => webhooks.onEvent(apps.main(), event),
    },
  });
  const inbox = createInbox({
    storage,
    receipts,
    drained: embedded,
    now,
    publish: (to, { name, data }) => mainRealm().publish(userChannel(to), name, data),
  });
  const housekeeping = createHousekeeping({ storage, now, log });
  const expel = () => mainRealm().expel((tokenId) => accounts.ownerOf(tokenId) === null);
  const authorisers = createAuthorisers({ storage, app: apps.main });
  const recheck = createRecheck({ accounts, authorisers, realm: mainRealm });
  const app = buildApp({
    network: { ...network, tls: certificate?.pem ?? null },
    embedded,
    accounts,
    signIn: createSignIn({ storage, accounts, passwords: createPasswords(), now }),
    session: { expel, home: () => ({ app_key: apps.main().key, epoch: storage.epoch }) },
    inbox,
    receipts,
    senders: createSenders({ storage, inbox, receipts, now }),
    sendRate: options.sendRate === undefined ? SEND_RATE : options.sendRate,
    sources: createSources({ storage, inbox, now, steady, random: Math.random }),
    guard,
    authorisers,
    vouch: (...vouched) => mainRealm().vouch(...vouched),
    pusher: { apps, realms: realtime.realms, keep: createKeeper({ storage, inbox }), now },
    webhooks,
    ping() {
      storage.db.one('SELECT 1');
      const trouble = storage.health.trouble();
      if (trouble !== null) throw new Error(trouble);
    },
    closing: () => closing,
    log,
  });
  realtime.attach(app.server);
  if (capacity !== null) {
    app.server.maxConnections = capacity.connections;
    const fields = { open_files: limit, clients: capacity.sockets };
    if (capacity.isSmall) log.warn(fields, 'few clients fit: raise the limit of open files (LimitNOFILE)');
  }
  // On a desktop nobody changes who may come in; it shall not wake up for that.
  const unwatchAccess = embedded
    ? () => {}
    : watchDatabase({ version: storage.apps.version, onChange: recheck, everyMs: WATCH_MS, log });
  const useCertificate = () => {
    if (certificate !== null) (app.server as Server).setSecureContext(certificate.pem);
  };
  const unfollow = certificate?.follow(useCertificate);

  async function shutDown(): Promise<void> {
    closing = true;
    housekeeping.stop();
    unwatch();
    unwatchAccess();
    unfollow?.();
    await realtime.close();
    const impatience = setTimeout(() => app.server.closeAllConnections(), GRACE_MS);
    await app.close();
    clearTimeout(impatience);
    await webhooks.stop();
    storage.close();
    unlock();
  }

  try {
    const userId = await accounts.first();
    await stored.first();
    await housekeeping.run();
    // It was timed by the run before, whose clock may have been another.
    await storage.work(() => storage.outbox.hurry(steady() + longestPause('outbox')));
    await webhooks.start();
    const { epoch, revision } = inbox.position(userId);

    if (rescue !== null) await storage.work(() => inbox.arrive(userId, rescueNotice(rescue)), inbox.announce);
    const address = await listen(app, {
      host,
      ports: embedded ? desktopPorts(options.port, endpointUrl(dataDir)) : [options.port],
    });
    port = address.port;
    const url = urlOf(address, certificate === null ? 'http' : 'https');
    const abilities: Ability[] = embedded ? ['send'] : ['send', 'inbox'];
    const endpoint = await writeEndpoint({ accounts, dataDir, url: network.url ?? url, userId, abilities });
    log.info({ url, dataDir }, 'serving');
    const isGuarded = certificate !== null || network.trustedProxies.length > 0;
    if (!isLoopback(address.address) && !isGuarded) {
      log.warn('other computers reach this server in clear text: give it a certificate or a trusted proxy');
    }

    let stopped: Promise<void> | null = null;
    return {
      url,
      userId,
      appKey: apps.main().key,
      endpoint,
      position: { epoch, revision },
      reloadCertificate() {
        if (certificate?.reload() === true) useCertificate();
      },
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
