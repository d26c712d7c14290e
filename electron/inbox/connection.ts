import type { Connection as ConnectionState } from '#app/state';
import type { Delta } from '#server/inbox';
import type { Endpoint, ReadyMessage } from '#server/session';
import {
  type BackendClient,
  BackendError,
  type BackendState,
  createBackendClient,
} from '../backend/backend.ts';
import { createSignal } from '../system/signal.ts';
import type { Channel } from './channel.ts';

export interface Connection {
  state(): ConnectionState;
  /** Rejects every call with `unreachable` while the backend is away. */
  client(): BackendClient;
  /** The backend's last message that it is ready; null: none yet. */
  ready(): ReadyMessage | null;
  onBackend(state: BackendState): void;
  /** The token of local senders was replaced. */
  onEndpoint(endpoint: Endpoint): void;
  /** Reopens the channel, after sleep or on demand. */
  kick(): void;
  /** Sets where its data goes. Call it before the backend starts. */
  feed(sink: Sink): void;
  /** Its state has changed. @returns its unsubscribe */
  onChange(listener: () => void): () => void;
  dispose(): void;
}

/** Where the connection's data goes. */
export interface Sink {
  /** The backend runs. Called before any request. */
  onReady(ready: ReadyMessage): void;
  onDelta(delta: Delta): void;
  onGap(): void;
  /** Rules or mutes have changed. */
  onRules(): void;
  /** Brings the inbox up to date with the backend; then the connection is `online`. */
  catchUp(): Promise<void>;
}

const NOBODY: Sink = { onReady() {}, onDelta() {}, onGap() {}, onRules() {}, catchUp: async () => {} };

const away = (): Promise<never> =>
  Promise.reject(new BackendError('unreachable', 'The backend is not running.'));
const AWAY: BackendClient = {
  sync: away,
  list: away,
  count: away,
  act: away,
  undo: away,
  batches: away,
  rules: {
    ...{ all: away, save: away, remove: away, order: away },
    ...{ preview: away, apply: away, mutes: away },
    ...{ filters: away, saveFilter: away, removeFilter: away },
  },
  send: away,
  authorize: away,
  reply: away,
  run: away,
  seen: away,
  sources: away,
  register: away,
  unread: away,
  removeSource: away,
  ingest: away,
  outbox: away,
  report: away,
};

/** One state for the backend and its channel. Each start of the backend gets a new channel. */
export function createConnection(deps: { log: (message: string) => void }): Connection {
  const changed = createSignal();
  let sink: Sink = NOBODY;
  let state: ConnectionState = { status: 'starting' };
  let ready: ReadyMessage | null = null;
  let client = AWAY;
  let channel: Channel | null = null;

  function set(next: ConnectionState): void {
    state = next;
    changed.emit();
  }

  async function subscribed(mine: Channel | null): Promise<void> {
    try {
      await sink.catchUp();
      if (mine === channel) set({ status: 'online' });
    } catch (error) {
      deps.log(`catch-up failed: ${error instanceof BackendError ? error.code : String(error)}`);
      if (mine === channel) mine?.kick();
    }
  }

  async function open(message: ReadyMessage): Promise<void> {
    ready = message;
    sink.onReady(message);
    const backend = createBackendClient({
      url: message.url,
      token: message.token,
      get senderToken() {
        return ready?.endpoint.token ?? message.endpoint.token;
      },
    });
    client = backend;
    set({ status: 'connecting' });
    // Loaded on demand: pusher-js would delay the tray.
    const { createChannel } = await import('./channel.ts');
    if (client !== backend) return;
    const mine: Channel = createChannel({
      url: message.url,
      appKey: message.app_key,
      userId: message.user_id,
      authorize: backend.authorize,
      onSubscribed: () => void subscribed(mine),
      onLost: () => set({ status: 'connecting' }),
      onDelta: (delta) => sink.onDelta(delta),
      onGap: () => sink.onGap(),
      onRules: () => sink.onRules(),
      log: deps.log,
    });
    channel = mine;
  }

  function close(): void {
    channel?.dispose();
    channel = null;
    client = AWAY;
  }

  return {
    state: () => state,
    client: () => client,
    ready: () => ready,
    onEndpoint(endpoint) {
      if (ready !== null) ready = { ...ready, endpoint };
      changed.emit();
    },
    onBackend(backend) {
      close();
      switch (backend.status) {
        case 'ready':
          return void open(backend.ready);
        case 'starting':
          return set({ status: 'starting' });
        case 'failed':
          return set({ status: 'offline', failure: backend.failure });
        default:
          return backend satisfies never;
      }
    },
    kick: () => channel?.kick(),
    feed(next) {
      sink = next;
    },
    onChange: changed.on,
    dispose: close,
  };
}
