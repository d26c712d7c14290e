import type { FastifyBaseLogger } from 'fastify';
import { longestPause } from '#server/rules/retry';
import type { Ability, Endpoint, StorageTrouble } from '#server/session';
import { endpointUrl, writeEndpoint } from './accounts/accounts.ts';
import { openAppRegistry, type RunOptions } from './apps/apps.ts';
import { compose, type Services } from './compose.ts';
import { type Connections, connect } from './connect.ts';
import {
  createCertificate,
  desktopPorts,
  isLoopback,
  LOCAL_NETWORK,
  listen,
  type PublicNetwork,
  urlOf,
} from './http/http.ts';
import { openOrRescue, type Rescue, rescueNotice } from './rescue.ts';
import { type Driver, lockFolder, type MakeEngine, NOBODY, type Storage } from './storage/storage.ts';

export interface StartOptions {
  readonly dataDir: string;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /**
   * An embedded server is for programs on this computer. It takes another port when the wanted one is in use, and replaces a damaged
   * database; on a standalone server the administrator decides.
   */
  readonly embedded: boolean;
  /** Absent: clear text, for this computer or a proxy. */
  readonly network?: PublicNetwork;
  /** Overrides the stored app for this run. */
  readonly app?: RunOptions;
  /** Sends per token and minute; null: no limit. */
  readonly sendRate?: number | null;
  readonly log: FastifyBaseLogger;
  readonly driver?: Driver;
  /** Runs the units of work instead of SQLite's own engine. */
  readonly engine?: MakeEngine;
  /** Called when writes start to fail, and when they work again (null). After `damaged` only a restart helps. */
  readonly onStorage?: (trouble: StorageTrouble | null) => void;
}

export interface RunningServer {
  readonly url: string;
  readonly userId: number;
  readonly appKey: string;
  readonly endpoint: Endpoint;
  /** Where the owner's inbox stood before anyone could send to it. */
  readonly position: Readonly<{ epoch: string; revision: number }>;
  /** A token that lives as long as this process. It replaces the previous one. */
  issueSession(abilities: readonly Ability[]): string;
  /** Replaces the token of `endpoint.json`; the old one is refused from then on. @throws AppError `storage_failed` */
  rotateEndpoint(): Promise<Endpoint>;
  /** Reads the certificate files again. Open connections stay. */
  reloadCertificate(): void;
  /** The clock may have been set, or the computer may have slept. */
  look(): void;
  /** Closes the sockets, finishes running requests and closes the database. Idempotent. */
  stop(): Promise<void>;
}

/** How long running requests may take at a stop. */
const GRACE_MS = 1_000;

type Opened = Readonly<{ storage: Storage; rescue: Rescue | null; unlock: () => void }>;

async function open({ dataDir, embedded, log, driver, engine }: StartOptions): Promise<Opened> {
  const unlock = await lockFolder(dataDir, driver);
  try {
    const opened = await openOrRescue({
      ...{ dataDir, log, now: Date.now, repair: embedded },
      ...(driver && { driver }),
      ...(engine && { engine }),
    });
    return { ...opened, unlock };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Creates the first user and app, and takes up what an earlier run left. @returns the first user, and where its inbox stands */
async function prepare(
  { accounts, stored, webhooks, inbox, monotonic }: Services,
  { work, outbox }: Storage,
  rescue: Rescue | null,
) {
  const userId = await accounts.first();
  await stored.first();
  // The previous run set these times, and its clock may have been wrong.
  await work(NOBODY, () => outbox.limitPauses(monotonic() + longestPause('outbox')));
  await webhooks.start();
  const { epoch, revision } = await inbox.position(userId);
  if (rescue !== null) {
    const notice = rescueNotice(rescue);
    await work([userId], () => inbox.arrive(userId, notice), inbox.announce);
  }
  return { userId, position: { epoch, revision } };
}

/**
 * Opens the database and serves it.
 * @throws StartError `database_from_future`, `database_damaged`, `data_in_use`, `port_in_use`, `certificate_unusable`; AppError
 * `storage_failed`; AppProblem for an unusable `app`
 */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const { dataDir, host, embedded, log, app: run, sendRate, onStorage } = options;
  const { network = { ...LOCAL_NETWORK, certificate: null, url: null } } = options;
  const { certificate: files } = network;
  const certificate = files === null ? null : createCertificate({ files, log });
  const { storage, rescue, unlock } = await open(options);
  let port = 0;
  let closing = false;
  let services: Services | undefined;
  let connections: Connections | undefined;
  let stopped: Promise<void> | null = null;

  async function shutDown(): Promise<void> {
    closing = true;
    connections?.end();
    if (services !== undefined) {
      const { realtime, app, webhooks, wakeups } = services;
      await wakeups.end();
      await realtime.close();
      const forceClose = setTimeout(() => app.server.closeAllConnections(), GRACE_MS);
      await app.close();
      clearTimeout(forceClose);
      await webhooks.stop();
    }
    storage.close();
    unlock();
  }

  try {
    services = compose({
      ...{ storage, stored: await openAppRegistry({ storage }), embedded, log, sendRate, app: run },
      network: { ...network, tls: certificate?.pem ?? null },
      port: () => port,
      closing: () => closing,
    });
    connections = connect({ services, storage, dataDir, embedded, certificate, onStorage, log });
    const { accounts, apps, app, wakeups, kinds, recheck } = services;
    const { userId, position } = await prepare(services, storage, rescue);
    const address = await listen(app, {
      host,
      ports: embedded ? desktopPorts(options.port, endpointUrl(dataDir)) : [options.port],
    });
    port = address.port;
    const url = urlOf(address, certificate === null ? 'http' : 'https');
    const abilities: Ability[] = embedded ? ['send'] : ['send', 'inbox'];
    const place = { accounts, dataDir, url: network.url ?? url, userId, abilities };
    const endpoint = await writeEndpoint(place);
    log.info({ url, dataDir }, 'serving');
    wakeups.start(kinds);
    const isGuarded = certificate !== null || network.trustedProxies.length > 0;
    if (!isLoopback(address.address) && !isGuarded) {
      log.warn('other computers reach this server in clear text: give it a certificate or a trusted proxy');
    }
    return {
      ...{ url, userId, position, endpoint, appKey: apps.main().key },
      reloadCertificate: connections.reloadCertificate,
      look: wakeups.look,
      async rotateEndpoint() {
        const rotated = await writeEndpoint({ ...place, rotate: true });
        await recheck.tokens();
        return rotated;
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
