/** One of the user's computers: the main process and its backend, in the simulated network. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Session } from 'electron';
import type { SourceDefinition } from '#app/source-definition';
import type { Action, Counts, View } from '#server/inbox';
import type { Notification } from '#server/notification';
import { ofView } from '#server/rules/list-filter';
import type { ReadyMessage } from '#server/session';
// Main imports them when they are first wanted, which takes real time: the first story would go otherwise than when it is repeated.
import '../../../electron/inbox/channel.ts';
import '../../../electron/sources/remote.ts';
import type { Outgoing, Socket } from '../../../electron/network/network.ts';
import { listOf } from '../../../server/client/client.ts';
import { type MainProcess, screen, startMain } from '../sources/main-process.ts';
import type { Network } from './network.ts';
import { type BelfryHost, rowsOf, startBelfry } from './upstreams.ts';

/** How a main process reaches the network; by its session, as Electron's. */
export type Way = Readonly<{
  send(url: string, request: Outgoing): ReturnType<Network['send']>;
  socket(url: string): Socket;
}>;
export const ways = new WeakMap<object, Way>();
/** Of the process that has the backend of this name. */
export const owners = new Map<string, Way>();

/** `run`: of the app, so that a repetition by another one is seen. */
export type Shown = Readonly<{ run: number; key: string; title: string; body: string }>;

export interface Device {
  readonly name: string;
  readonly toasts: readonly Shown[];
  /** Of those, titles of what the main process knew to be read, archived or gone when it asked for them. */
  readonly late: readonly string[];
  /** What stays on the screen, by its key. */
  readonly screen: ReadonlyMap<string, Shown>;
  rows(source?: string): Promise<readonly Notification[]>;
  /** Whether its source's list has ever shown it here; what came live only may be gone before. */
  wasListed(id: string): Promise<boolean>;
  /** The backend's numbers, and what tray and window have. */
  counts(): Promise<Readonly<{ backend: Counts; main: Counts; listed: readonly string[] | undefined }>>;
  pending(): Promise<number>;
  act(action: Action, ids: readonly string[]): void;
  actOnView(action: Action, view: View): void;
  send(title: string): Promise<void>;
  kick(): void;
  /** Quits the app, backend and all, and starts it again. */
  restart(how: 'quit' | 'crash'): Promise<void>;
  restartBackend(): Promise<void>;
  remove(): Promise<void>;
}

export async function startDevice(
  network: Network,
  name: string,
  options: Readonly<{
    random: () => number;
    sources: readonly SourceDefinition[];
    tokens: readonly string[];
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
        const toast = { run, key, title, body };
        const unread = listOf(main.inbox.state(), ofView('unread'));
        const isKnown = unread?.items.some((item) => `item:${item.id}` === place) ?? true;
        if (place.startsWith('item:') && !isKnown) late.push(title);
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

  await begin();
  return {
    name,
    ...{ toasts, late },
    screen: shown,
    rows: (source) => rowsOf(backend.app, source),
    async wasListed(id) {
      const { read, sourceIds } = backend.app.storage;
      return (await read(() => sourceIds.living(id))).some(({ listed }) => listed === 1);
    },
    counts: async () => ({
      backend: (await backend.app.inbox.position(backend.app.userId)).counts,
      main: main.inbox.state().counts,
      listed: listOf(main.inbox.state(), ofView('unread'))?.items.map(({ title }) => title),
    }),
    pending: async () =>
      (await backend.app.sources.all(backend.app.userId)).reduce((sum, source) => sum + source.pending, 0),
    act: (action, ids) => void main.inbox.act({ action, ids: [...ids] }).catch(() => {}),
    actOnView(action, view) {
      const { revision } = main.inbox.state();
      void main.inbox.act({ action, view, up_to_revision: revision }).catch(() => {});
    },
    async send(title) {
      await backend.app.call('POST', '/api/notifications', { token, body: { title } });
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
