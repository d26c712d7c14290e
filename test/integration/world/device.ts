/** One of the user's computers: the main process and its backend, in the simulated network. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Session } from 'electron';
import { vi } from 'vitest';
import type { SourceDefinition } from '#app/source-definition';
import type { Counts } from '#server/inbox';
import type { Notification } from '#server/notification';
import { ofView } from '#server/rules/list-filter';
import { newsRevision } from '#server/rules/order';
import { VIEWS, type View } from '#server/rules/state';
import type { SendRequest } from '#server/send';
import type { ReadyMessage } from '#server/session';
import type { Outgoing, Socket } from '../../../electron/network/network.ts';
import { listOf } from '../../../server/client/client.ts';
import { type MainProcess, screen, startMain } from '../sources/main-process.ts';
import { type Account, accountOf } from './account.ts';
import { type BelfryHost, type Moment, startBelfry } from './belfry-host.ts';
import type { Network } from './network.ts';

/** How a main process reaches the network; by its session, as Electron's. */
export type Way = Readonly<{
  send(url: string, request: Outgoing): ReturnType<Network['send']>;
  socket(url: string): Socket;
}>;
export const ways = new WeakMap<object, Way>();
/** Of the process that has the backend of this name. */
export const owners = new Map<string, Way>();

/** `run`: of the app, so that a repetition by another one is seen. `news`: at which revision it came to the top; of a single one. */
export type Shown = Readonly<{ run: number; key: string; title: string; body: string; news: number | null }>;

type DeviceName = 'one' | 'two';

export interface Device {
  readonly name: DeviceName;
  readonly toasts: readonly Shown[];
  /** Of those, titles of what the main process knew to be read, archived or gone when it asked for them. */
  readonly late: readonly string[];
  /** What stays on the screen, by its key. */
  readonly screen: ReadonlyMap<string, Shown>;
  rows(source?: string): Promise<readonly Notification[]>;
  /** Whether its source's list has ever shown it here; what came live only may be gone before. */
  wasListed(id: string): Promise<boolean>;
  /** The backend's numbers, and what tray and window have. */
  counts(): Promise<Readonly<{ backend: Counts; main: Counts }>>;
  /** What each list of main shows; undefined: it is not loaded, and is from now on. */
  listed(): Readonly<Record<View, readonly string[] | undefined>>;
  moments(): readonly Moment[];
  tombstones(): number;
  /** Sends whose time is still to come. */
  waiting(): number;
  /** Entries of the outbox. */
  pending(): number;
  readonly account: Account;
  send(request: SendRequest): Promise<void>;
  kick(): void;
  /** Somebody sets the clock on its wall: so wrong it is then, in milliseconds. */
  setClock(wrong: number): void;
  /** Whether somebody ever did. */
  readonly wasSet: boolean;
  /** Quits the app, backend and all, and starts it again. */
  restart(how: 'quit' | 'crash'): Promise<void>;
  restartBackend(): Promise<void>;
  remove(): Promise<void>;
}

/**
 * Main imports parts of itself when they are first wanted, which takes real time: meanwhile nothing else may go on, or a story would
 * go otherwise when it is repeated.
 */
const imported = (): Promise<void> => vi.dynamicImportSettled();

export async function startDevice(
  network: Network,
  name: DeviceName,
  options: Readonly<{
    random: () => number;
    sources: readonly SourceDefinition[];
    tokens: readonly string[];
    onFault: (fault: string) => void;
  }>,
): Promise<Device> {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-device-'));
  const host = `${name}-backend`;
  const backend: BelfryHost = await startBelfry(network, host, options.random);
  const toasts: Shown[] = [];
  const late: string[] = [];
  const shown = new Map<string, Shown>();
  let run = 0;
  let token = '';
  let wasSet = false;
  let main: MainProcess;

  function start(): void {
    run += 1;
    const mine = run;
    const client = `${name}-${run}`;
    shown.clear();
    const way: Way = {
      send: (url, request) => network.send(client, url, request),
      socket: (url) => network.socket(client, url),
    };
    const session = {} as Session;
    ways.set(session, way);
    owners.set(host, way);
    const notifier = screen(
      async ({ key, place, title, body }) => {
        if (mine !== run) return 'failed';
        const unread = listOf(main.inbox.state(), ofView('unread'));
        const item = unread?.items.find(({ id }) => `item:${id}` === place);
        const toast = { run, key, title, body, news: item === undefined ? null : newsRevision(item) };
        // An emergency goes on while it is read.
        const insists = main.emergencies.open().some(({ id }) => `item:${id}` === place);
        if (place.startsWith('item:') && unread !== undefined && item === undefined && !insists)
          late.push(title);
        toasts.push(toast);
        shown.set(key, toast);
        return 'shown';
      },
      (key) => void (mine === run && shown.delete(key)),
    );
    main = startMain({
      profile,
      notifier,
      session,
      now: () => new Date(Date.now() + backend.wrong),
      log: () => {},
    });
  }

  async function ready(): Promise<void> {
    const { app, url } = backend;
    const { epoch, revision } = await app.inbox.position(app.userId);
    token = app.accounts.issueSession(app.userId, ['inbox', 'ingest', 'send']);
    const message: ReadyMessage = {
      type: 'ready',
      url,
      token,
      user_id: app.userId,
      app_key: app.pusher.key,
      endpoint: { url, token },
      epoch,
      revision,
    };
    main.ready(message);
    await imported();
  }

  /** The sources begin once what opens them is read; before the first time they are given. */
  async function begin(): Promise<void> {
    start();
    // Which waits for their file, and then finds nothing: that takes no time in this network.
    await main.sources.remove('none');
    await ready();
    for (const [index, source] of options.sources.entries()) {
      const given = run === 1 ? { token: options.tokens[index] ?? '' } : {};
      const saved = await network.during(main.sources.save(source, given));
      if (!saved.ok) throw new Error(JSON.stringify(saved.error));
    }
  }

  function setClock(wrong: number): void {
    wasSet = true;
    backend.setWrong(wrong);
    // As the watch does.
    main.connection.kick();
    main.sources.kick();
  }

  await begin();
  return {
    name,
    ...{ toasts, late, setClock },
    screen: shown,
    get wasSet() {
      return wasSet;
    },
    rows: backend.rows,
    moments: backend.moments,
    tombstones: backend.tombstones,
    waiting: backend.waiting,
    async wasListed(id) {
      const { read, sourceIds } = backend.app.storage;
      return (await read(() => sourceIds.living(id))).some(({ listed }) => listed === 1);
    },
    counts: async () => ({
      backend: (await backend.app.inbox.position(backend.app.userId)).counts,
      main: main.inbox.state().counts,
    }),
    listed() {
      const lists = VIEWS.map((view) => {
        const rows = main.inbox.rows(ofView(view));
        // As a window does when it shows the view.
        if (rows.get() === null) rows.load().catch(() => {});
        return [view, rows.get()?.items.map(({ title }) => title)];
      });
      return Object.fromEntries(lists);
    },
    pending: () => backend.app.storage.db.all('SELECT id FROM outbox', []).length,
    account: accountOf({
      rows: backend.rows,
      revision: async () => main.inbox.state().revision,
      now: () => Date.now() + backend.wrong,
      act: (request) => main.inbox.act(request),
      batches: () => backend.app.inbox.batches(backend.app.userId),
      undo: (batch) => main.inbox.undo(batch),
      call: (method, path, body) => backend.app.call(method, path, { token, body }),
      // It is answered over the network.
      hand: async () => {},
      onFault: options.onFault,
    }),
    async send(body) {
      await backend.app.call('POST', '/api/notifications', { token, body });
    },
    kick: () => main.sources.kick(),
    async restart(how) {
      if (how === 'quit') await network.during(main.sources.dispose());
      else {
        network.kill(`${name}-${run}`);
        void main.sources.dispose();
      }
      main.end();
      await backend.kill();
      await backend.start();
      await begin();
    },
    async restartBackend() {
      await backend.kill();
      main.connection.onBackend({ status: 'starting' });
      await network.pass(1_000);
      await backend.start();
      await ready();
    },
    async remove() {
      network.kill(`${name}-${run}`);
      void main.sources.dispose();
      main.end();
      owners.delete(host);
      await backend.remove();
      fs.rmSync(profile, { recursive: true, force: true });
    },
  };
}
