/** The main process between its backend and its sources, without Electron: on real servers, its profile in a folder. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Conf from 'conf';
import type { Session } from 'electron';
import type Store from 'electron-store';
import { expect, onTestFinished } from 'vitest';
import type { SourceDefinition, SourceSecrets, SourceView } from '#app/sources';
import type { ListQuery } from '#server/inbox';
import type { Notification } from '#server/notification';
import type { SendRequest } from '#server/send';
import type { BackendClient } from '../../../electron/backend/client.ts';
import type { Connection } from '../../../electron/connection.ts';
import { createDelivery, openJournal } from '../../../electron/delivery/delivery.ts';
import { createTranslate } from '../../../electron/i18n/i18n.ts';
import type { Inbox } from '../../../electron/inbox/inbox.ts';
import { findItem } from '../../../electron/inbox/reduce.ts';
import { wireInbox } from '../../../electron/inbox/wire.ts';
import type { Present } from '../../../electron/present.ts';
import type { Sources } from '../../../electron/sources/sources.ts';
import type { SourcesFile } from '../../../electron/sources/store.ts';
import { wireSources } from '../../../electron/sources/wire.ts';
import { startServer, type TestServer } from '../../support/server.ts';

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
  act: Inbox['act'];
  reply(id: string, text: string): Promise<void>;
  send(request: SendRequest): Promise<void>;
  /** Ends the backend; nobody is told, as when it is killed. */
  stopBackend(): Promise<void>;
  /** On the same data, or without any. */
  startBackend(data?: 'same' | 'none'): Promise<void>;
  /** Ends the app as its menu does, but for the backend. */
  quit(): Promise<void>;
  /** The app anew after that, on the same profile, together with a backend that has ended. */
  start(): Promise<void>;
}

type Main = { sources: Sources; connection: Connection; inbox: Inbox; present: Present; end(): void };

export async function startDesk(): Promise<Desk> {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-desk-'));
  const abilities = ['inbox', 'ingest'] as const;
  let dataDir = path.join(profile, 'backend');
  fs.mkdirSync(dataDir);
  let server: TestServer = await startServer({ abilities, dataDir });
  let main: Main;
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
    const t = createTranslate();
    const note = (room: string) => (line: string) => void log.push(`${room}: ${line}`);
    const logOf = (room: string) => ({ info: note(room), error: note(room) });
    const delivery = createDelivery({
      notifier: {
        show: async ({ title }) => {
          toasts.push(title);
          return 'shown';
        },
        close: () => {},
        onEvent: () => () => {},
        dispose: () => {},
      },
      journal: openJournal(path.join(profile, 'announced.jsonl'), logOf('delivery')),
      settings: () => ({ sound: true }),
      pausedUntil: () => null,
      images: { get: async () => null },
      waitingFrom: () => present.waitingFrom(),
      run: () => {},
      seen: () => {},
      t,
      now: () => new Date(),
      log: logOf('delivery'),
    });
    const { inbox, present, connection } = wireInbox({
      delivery,
      push: () => {},
      refresh: () => {},
      onChange: () => sources.inboxChanged(),
      log: note('connection'),
    });
    const sources = wireSources({
      profile,
      openStore: (name) => new Conf<SourcesFile>({ cwd: profile, configName: name }) as Store<SourcesFile>,
      net: { request: () => expect.fail('not on Linux') },
      session: () => ({ resolveProxy: async () => 'DIRECT' }) as unknown as Session,
      safeStorage: {},
      client: connection.client,
      find: (id) => findItem(inbox.state(), (item) => item.id === id),
      onDelta: inbox.receive,
      onCatchingUp: present.catchingUp,
      onChange: () => {},
      t,
      logs: logOf,
    });
    main = {
      ...{ sources, connection, inbox, present },
      end() {
        connection.dispose();
        present.dispose();
        delivery.dispose();
      },
    };
  }

  async function serve(): Promise<void> {
    server = await startServer({ abilities, dataDir });
    stopped = false;
  }

  async function ready(): Promise<void> {
    const { url, userId, app, tokens, endpoint } = server;
    const client = await fetch(`${url}/api/inbox`, { headers: { authorization: `Bearer ${tokens.inbox}` } });
    const { epoch, revision } = (await client.json()) as { epoch: string; revision: number };
    const message = {
      url,
      token: tokens.inbox,
      user_id: userId,
      app_key: app.key,
      endpoint,
      epoch,
      revision,
    };
    main.connection.onBackend({ status: 'ready', ready: { type: 'ready', ...message } });
    main.sources.backendReady(epoch);
    await expect.poll(() => main.connection.state().status, { timeout: 15_000 }).toBe('online');
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
      if (!saved.ok) throw new Error(`${saved.error.code}: ${saved.error.message}`);
      return saved.value;
    },
    view,
    status: (id) => view(id).connection.status,
    rows: async (query = {}) => (await client().list({ limit: 200, ...query })).items,
    unread: () => main.inbox.state().counts.unread,
    act: (request) => main.inbox.act(request),
    reply: (id, text) => client().reply(id, text),
    send: (request) => client().send(request),
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
