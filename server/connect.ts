import type { Server } from 'node:https';
import type { FastifyBaseLogger } from 'fastify';
import type { StorageTrouble } from '#server/session';
import type { Services } from './compose.ts';
import type { Certificate } from './http/http.ts';
import { markSuspect, type Storage, watchDatabase, watchStorage } from './storage/storage.ts';

export interface ConnectDeps {
  readonly services: Services;
  readonly storage: Storage;
  readonly dataDir: string;
  readonly embedded: boolean;
  readonly certificate: Certificate | null;
  readonly onStorage: ((trouble: StorageTrouble | null) => void) | undefined;
  readonly log: FastifyBaseLogger;
}

export interface Connections {
  /** Reads the certificate files again. Open connections stay. */
  reloadCertificate(): void;
  /** Ends every subscription and timer. */
  end(): void;
}

/** How long a user keeps a connection, at most, after being disabled on the command line. */
const WATCH_MS = 1_000;

/** Subscribes the services to what changes while the server runs: disk trouble, other processes, the certificate, sockets. */
export function connect(deps: ConnectDeps): Connections {
  const { services, storage, dataDir, embedded, certificate, onStorage, log } = deps;
  const { app, capacity, realtime, recheck, stored, wakeups } = services;

  function onTrouble(trouble: StorageTrouble | null): void {
    log.error({ trouble }, trouble === null ? 'the storage takes writes again' : 'the storage is in trouble');
    if (trouble === 'damaged') markSuspect(dataDir);
    onStorage?.(trouble);
  }
  async function onOtherProcess(): Promise<void> {
    await stored.reload();
    await recheck.all();
  }
  function useCertificate(): void {
    if (certificate !== null) (app.server as Server).setSecureContext(certificate.pem);
  }

  const ends = [
    watchStorage(storage),
    storage.health.onChange(onTrouble),
    ...(certificate === null ? [] : [certificate.follow(useCertificate)]),
    // Nobody changes accounts on a desktop: it must not wake up for that.
    ...(embedded
      ? []
      : [watchDatabase({ version: storage.db.version, onChange: onOtherProcess, everyMs: WATCH_MS, log })]),
  ];
  realtime.attach(app.server);
  app.server.on('request', wakeups.look);
  if (capacity !== null) {
    app.server.maxConnections = capacity.connections;
    const fields = { open_files: capacity.openFiles, clients: capacity.sockets };
    if (capacity.isSmall) log.warn(fields, 'few clients fit: raise the limit of open files (LimitNOFILE)');
  }

  return {
    reloadCertificate() {
      if (certificate?.reload() === true) useCertificate();
    },
    end() {
      for (const end of ends) end();
    },
  };
}
