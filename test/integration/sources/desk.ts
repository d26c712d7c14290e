import { randomUUID } from 'node:crypto';
/** The main process between its backend and its sources, without Electron: on real servers, its profile in a folder. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { SourceDefinition, SourceSecrets } from '#app/source-definition';
import type { SourceView } from '#app/source-view';
import type { ListQuery } from '#server/inbox';
import type { Notification } from '#server/notification';
import type { SendRequest } from '#server/send';
import type { BackendClient } from '../../../electron/backend/client.ts';
import type { Sources } from '../../../electron/sources/sources.ts';
import type { InboxClient } from '../../../server/client/client.ts';
import { startServer, type TestServer } from '../../support/server.ts';
import { type MainProcess, readyMessage, screen, startMain } from './main-process.ts';

export interface Desk {
  readonly profile: string;
  readonly sources: Sources;
  readonly client: () => BackendClient;
  /** Titles of toasts, oldest first; one that takes the place of another counts again. */
  readonly toasts: readonly string[];
  readonly log: readonly string[];
  save(definition: SourceDefinition, secrets?: SourceSecrets): Promise<SourceView>;
  view(id: string): SourceView;
  /** `online`, and so on. */
  status(id: string): string;
  rows(query?: ListQuery): Promise<readonly Notification[]>;
  unread(): number;
  act: InboxClient['act'];
  /** Titles in the tray's menu. */
  menu(): readonly string[];
  reply(id: string, text: string): Promise<void>;
  send(request: SendRequest): Promise<void>;
  /** Ends the backend without notice, as when it is killed. */
  stopBackend(): Promise<void>;
  /** On the same data, or without any. */
  startBackend(data?: 'same' | 'none'): Promise<void>;
  /** Ends the app as its menu does, but for the backend. */
  quit(): Promise<void>;
  /** Starts the app again after that, on the same profile, with the backend too if it has ended. */
  start(): Promise<void>;
}

export async function startDesk(): Promise<Desk> {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-desk-'));
  const abilities = ['inbox', 'ingest'] as const;
  let dataDir = path.join(profile, 'backend');
  fs.mkdirSync(dataDir);
  let server: TestServer = await startServer({ abilities, dataDir });
  let main: MainProcess;
  let stopped = false;
  const toasts: string[] = [];
  const log: string[] = [];
  onTestFinished(async () => {
    await main.sources.dispose();
    main.end();
    await server.stop();
    fs.rmSync(profile, { recursive: true, force: true });
  });

  function start(): void {
    main = startMain({
      profile,
      notifier: screen(async ({ title }) => {
        toasts.push(title);
        return 'shown';
      }),
      log: (line) => void log.push(line),
    });
  }

  async function serve(): Promise<void> {
    server = await startServer({ abilities, dataDir });
    stopped = false;
  }

  async function ready(): Promise<void> {
    main.ready(await readyMessage(server));
    await expect.poll(() => main.connection.state().status).toBe('online');
  }

  start();
  await ready();

  const client = (): BackendClient => main.connection.client();
  function view(id: string): SourceView {
    const found = main.sources.state().sources.find(({ definition }) => definition.id === id);
    if (found === undefined) throw new Error(`there is no ${id}`);
    return found;
  }

  return {
    profile,
    get sources() {
      return main.sources;
    },
    client,
    toasts,
    log,
    async save(definition, secrets = {}) {
      const saved = await main.sources.save(definition, secrets);
      if (!saved.ok) throw new Error(JSON.stringify(saved.error));
      return saved.value;
    },
    view,
    status: (id) => view(id).connection.status,
    rows: async (query = {}) => (await client().list({ limit: 200, ...query })).items,
    unread: () => main.inbox.state().counts.unread,
    act: (request) => main.inbox.act(request),
    menu: () => main.recent().map(({ title }) => title),
    reply: (id, text) => client().reply(id, text, randomUUID()),
    send: async (request) => void (await client().send(request)),
    async stopBackend() {
      await server.stop();
      stopped = true;
      main.connection.onBackend({ status: 'starting' });
    },
    async startBackend(data = 'same') {
      if (data === 'none') {
        dataDir = path.join(profile, 'backend-2');
        fs.mkdirSync(dataDir);
      }
      await serve();
      await ready();
    },
    async quit() {
      await main.sources.dispose();
      main.end();
    },
    async start() {
      if (stopped) await serve();
      start();
      await ready();
    },
  };
}
