/** A team server on one port for the length of a test, and its user at another device. */
import fs from 'node:fs';
import { onTestFinished } from 'vitest';
import type { BelfrySource } from '#app/source-definition';
import { userChannel } from '#server/rules/channels';
import type { SendRequest } from '#server/send';
import { type BackendClient, createBackendClient } from '../../../electron/backend/client.ts';
import { newDataDir, startServer, type TestServer } from '../../support/server.ts';
import { sdkFor } from '../pusher-sdk.ts';

export interface Team {
  readonly url: string;
  /** The user's own, over restarts. */
  readonly token: () => string;
  readonly dataDir: string;
  readonly source: BelfrySource;
  readonly userId: number;
  /** The same user at another device. */
  readonly client: BackendClient;
  send(request: SendRequest): Promise<void>;
  /** Ids of the inbox, newest first. */
  ids(): Promise<readonly string[]>;
  /** Any event on the user's channel, as anybody with the app's secret can publish it. */
  publish(event: string, data: unknown): Promise<void>;
  stop(): Promise<void>;
  /** On the same port. */
  start(options?: Parameters<typeof startServer>[0]): Promise<void>;
  /** Instead of its database: nothing, or that of an earlier `copy`. Only while it is stopped. */
  replace(copy?: string): void;
  copy(): string;
}

export async function startTeam(): Promise<Team> {
  const dataDir = newDataDir();
  const base = { embedded: false, dataDir, settings: { clientEvents: true } };
  let server: TestServer = await startServer(base);
  const { url } = server;
  const folders = [dataDir];
  onTestFinished(async () => {
    await server.stop();
    for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
  });
  const token = () => server.endpoint.token;
  const client = () => createBackendClient({ url, token: token(), senderToken: token() });

  return {
    url,
    token,
    dataDir,
    userId: server.userId,
    source: { id: 's-team', name: 'Team', colour: 'blue', enabled: true, kind: 'belfry', url },
    get client() {
      return client();
    },
    send: async (request) => void (await client().send(request)),
    ids: async () => (await client().list({ limit: 200 })).items.map(({ id }) => id),
    async publish(event, data) {
      await sdkFor(server).trigger(userChannel(server.userId), event, data);
    },
    stop: () => server.stop(),
    async start(options = {}) {
      server = await startServer({ ...base, ...options, port: Number(new URL(url).port) });
    },
    replace(copy) {
      for (const file of fs.readdirSync(dataDir)) fs.rmSync(`${dataDir}/${file}`, { recursive: true });
      if (copy !== undefined) fs.cpSync(copy, dataDir, { recursive: true });
    },
    copy() {
      const folder = newDataDir();
      folders.push(folder);
      fs.cpSync(dataDir, folder, { recursive: true });
      return folder;
    },
  };
}
