import type { Connection as ConnectionState } from '#app/state';
import type { Delta } from '#server/inbox';
import type { ReadyMessage } from '#server/session';
import type { BackendState } from './backend/backend.ts';
import { type BackendClient, BackendError, createBackendClient } from './backend/client.ts';
import type { Channel } from './inbox/channel.ts';

export interface Connection {
  state(): ConnectionState;
  /** Rejects every call with `unreachable` while the backend is away. */
  client(): BackendClient;
  /** What the backend said when it got ready last; null before. */
  ready(): ReadyMessage | null;
  onBackend(state: BackendState): void;
  /** After sleep or on demand: the channel is opened anew. */
  kick(): void;
  dispose(): void;
}

const away = (): Promise<never> =>
  Promise.reject(new BackendError('unreachable', 'The backend is not running.'));
const AWAY: BackendClient = {
  sync: away,
  list: away,
  act: away,
  send: away,
  authorize: away,
  reply: away,
  seen: away,
  sources: away,
  register: away,
  unread: away,
  removeSource: away,
  ingest: away,
  outbox: away,
  report: away,
};

/** From the backend's life and the channel's to one state; a new channel for each life of the backend. */
export function createConnection(deps: {
  /** The backend runs; called before anything else is asked of it. */
  onReady: (ready: ReadyMessage) => void;
  onDelta: (delta: Delta) => void;
  onGap: () => void;
  /** Brings the inbox level with the backend; the connection is `online` once it has. */
  catchUp: () => Promise<void>;
  onChange: () => void;
  log: (message: string) => void;
}): Connection {
  let state: ConnectionState = { status: 'starting' };
  let ready: ReadyMessage | null = null;
  let client = AWAY;
  let channel: Channel | null = null;

  function set(next: ConnectionState): void {
    state = next;
    deps.onChange();
  }

  async function subscribed(mine: Channel | null): Promise<void> {
    try {
      await deps.catchUp();
      if (mine === channel) set({ status: 'online' });
    } catch (error) {
      deps.log(`catch-up failed: ${error instanceof BackendError ? error.code : String(error)}`);
      if (mine === channel) mine?.kick();
    }
  }

  async function open(message: ReadyMessage): Promise<void> {
    ready = message;
    deps.onReady(message);
    const backend = createBackendClient({
      url: message.url,
      token: message.token,
      senderToken: message.endpoint.token,
    });
    client = backend;
    set({ status: 'connecting' });
    // Not with the rest of main: the tray is not to wait for pusher-js.
    const { createChannel } = await import('./inbox/channel.ts');
    if (client !== backend) return;
    const mine: Channel = createChannel({
      url: message.url,
      appKey: message.app_key,
      userId: message.user_id,
      authorize: backend.authorize,
      onSubscribed: () => void subscribed(mine),
      onLost: () => set({ status: 'connecting' }),
      onDelta: deps.onDelta,
      onGap: deps.onGap,
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
    dispose: close,
  };
}
