import { admit, refuseClientEvent } from './access.ts';
import type { Subscriber } from './app-state.ts';
import type { LiveAppState } from './app-states.ts';
import {
  errorFrame,
  established,
  PING,
  PONG,
  signInSuccess,
  subscriptionError,
  subscriptionSucceeded,
} from './frames.ts';
import { Heartbeat, type Listener } from './heartbeat.ts';
import { readUser, type User } from './identity.ts';
import type { Limits } from './limits.ts';
import { type ClientEvent, parseMessage, type SignIn, type Subscription } from './messages.ts';
import { ERRORS, type ErrorName, REFUSALS, type RefusalName } from './protocol.ts';
import { verifyUser } from './signature.ts';
import type { SocketWriter } from './socket-writer.ts';
import { type Bucket, createBucket } from './token-bucket.ts';

export interface Connection extends Subscriber {
  /** Handles one text message of the client. Never throws. */
  receive(text: string): void;
  /** Handles a WebSocket pong, or a ping, which is answered with this payload. */
  heard(ping?: Buffer): void;
  /** Closes with the error's close code. Later messages of the client are not read. */
  end(name: ErrorName): void;
  /** Cleans up after either side has closed the socket. */
  dispose(): void;
}

export interface ConnectionDeps {
  readonly writer: SocketWriter;
  readonly socketId: string;
  readonly appState: LiveAppState;
  readonly limits: Limits;
  /** A monotonic clock in milliseconds. */
  readonly clock: () => number;
}

/** One client's connection, from `connection_established` to the close frame. */
export const createConnection = (deps: ConnectionDeps): Connection => new ClientConnection(deps);

/** A class, because there are thousands: methods are shared, closures are not. */
class ClientConnection implements Connection, Listener {
  readonly socketId: string;
  readonly #deps: ConnectionDeps;
  /** Outside of `#deps`, because every delivery uses it. */
  readonly #writer: SocketWriter;
  readonly #subscribed = new Set<string>();
  readonly #messages: Bucket;
  readonly #heartbeat: Heartbeat;
  readonly #authorisation: NodeJS.Timeout | null;
  /** Created at the first client event. */
  #clientEvents: Bucket | null = null;
  #user: User | null = null;
  #over = false;

  constructor(deps: ConnectionDeps) {
    const { socketId, appState, limits, clock } = deps;
    this.socketId = socketId;
    this.#deps = deps;
    this.#writer = deps.writer;
    this.#messages = createBucket(limits.messages, clock);
    appState.subscribers.set(this.socketId, this);
    this.#heartbeat = new Heartbeat(this, limits.pingIntervalMs, clock);
    this.#authorisation = appState.app.authorizedConnections
      ? setTimeout(() => this.disconnect('not_authorised_in_time'), limits.authorisationMs)
      : null;
    this.send(established(socketId));
  }

  send(frame: Buffer): void {
    if (this.#over || this.#writer.send(frame)) return;
    this.#fallBehind();
  }

  disconnect(name: ErrorName): void {
    this.#say(name);
    this.end(name);
  }

  end(name: ErrorName): void {
    if (this.#over) return;
    this.dispose();
    this.#writer.close(ERRORS[name].code, ERRORS[name].message);
  }

  dispose(): void {
    const { appState } = this.#deps;
    // Also called after `end`, when there is nothing left to clean up.
    this.#over = true;
    this.#heartbeat.stop();
    if (this.#authorisation !== null) clearTimeout(this.#authorisation);
    const channels = [...this.#subscribed];
    this.#subscribed.clear();
    for (const channel of channels) appState.live.leave(this, channel);
    if (this.#user !== null) appState.signedIn.signOut(this, this.#user);
    this.#user = null;
    appState.subscribers.delete(this.socketId);
  }

  heard(ping?: Buffer): void {
    if (this.#over || !this.#isWithinRate() || !this.isServed()) return;
    this.#heartbeat.heard();
    if (ping !== undefined && !this.#writer.pong(ping)) this.#fallBehind();
  }

  receive(text: string): void {
    if (this.#over || !this.#isWithinRate() || !this.isServed()) return;
    this.#heartbeat.heard();
    const message = parseMessage(text);
    switch (message.kind) {
      case 'ping':
        this.send(PONG);
        break;
      case 'pong':
        break;
      case 'subscribe':
        this.#subscribe(message);
        break;
      case 'unsubscribe':
        if (this.#subscribed.delete(message.channel)) this.#deps.appState.live.leave(this, message.channel);
        break;
      case 'client_event':
        this.#relay(message);
        break;
      case 'sign_in':
        this.#signIn(message);
        break;
      case 'refused_channel':
        this.#refuse(message.channel, 'not_text');
        break;
      case 'refused':
        this.#say(message.error);
        break;
      default:
        message satisfies never;
    }
  }

  isServed(): boolean {
    const { closed } = this.#deps.appState;
    if (closed) this.disconnect('app_disabled');
    return !closed;
  }

  onSilence(intervals: number): void {
    if (intervals === 1) this.#writer.ping();
    // Some clients do not answer WebSocket pings.
    else if (intervals === 2) this.send(PING);
    else this.end('pong_timeout');
  }

  #say(name: ErrorName): void {
    this.send(errorFrame(name));
  }

  /**
   * Closes a client that reads too slowly: it catches up when it reconnects. Waits for the end of the fan-out, because its
   * leaving is announced to others, who may be slow too.
   */
  #fallBehind(): void {
    this.#over = true;
    queueMicrotask(() => {
      this.dispose();
      this.#writer.close(ERRORS.too_slow.code, ERRORS.too_slow.message);
    });
  }

  #isWithinRate(): boolean {
    const verdict = this.#messages.take();
    if (verdict === 'drop') this.#say('too_many_messages');
    else if (verdict === 'stop') this.disconnect('flood');
    return verdict === 'pass';
  }

  #subscribe(subscription: Subscription): void {
    const { appState, socketId, limits } = this.#deps;
    const { channel } = subscription;
    const admission = admit(subscription, { app: appState.app, socketId, user: this.#user });
    if (typeof admission === 'string') {
      this.#refuse(channel, admission);
      return;
    }
    const { kind, member } = admission;
    if (!this.#subscribed.has(channel) && this.#subscribed.size >= limits.subscriptions) {
      this.#refuse(channel, 'too_many');
      return;
    }
    // A user's events reach every signed-in connection anyway, so there is no channel to join.
    if (kind.access === 'user') this.send(subscriptionSucceeded(channel, null));
    else if (appState.live.join(this, channel, member) === 'full') {
      this.#refuse(channel, 'channel_full');
      return;
    }
    this.#subscribed.add(channel);
    if (kind.access !== 'public') this.#authorise();
  }

  #refuse(channel: string, name: RefusalName): void {
    // Clients look for one of the two: the first names the channel, older ones only know the second.
    this.send(subscriptionError(channel, name));
    this.#say(REFUSALS[name].follows);
  }

  #authorise(): void {
    if (this.#authorisation !== null) clearTimeout(this.#authorisation);
  }

  #relay(message: ClientEvent): void {
    const { appState, limits, clock } = this.#deps;
    const isSubscribed = this.#subscribed.has(message.channel);
    const refused = refuseClientEvent(message, { app: appState.app, isSubscribed });
    if (refused !== null) {
      this.#say(refused);
      return;
    }
    this.#clientEvents ??= createBucket(limits.clientEvents, clock);
    if (this.#clientEvents.take() === 'pass') appState.live.relay(this, message);
    else this.#say('client_events_too_fast');
  }

  #signIn({ auth, userData }: SignIn): void {
    const { appState, socketId } = this.#deps;
    const { app } = appState;
    if (!app.userAuthentication) {
      this.#say('sign_in_off');
      return;
    }
    const read = verifyUser(app, auth, socketId, userData) ? readUser(userData) : null;
    if (read === null) {
      this.disconnect('sign_in_failed');
      return;
    }
    const { user, watchesTooMany } = read;
    if (this.#user !== null && this.#user.id !== user.id) {
      this.#say('other_user');
      return;
    }
    this.send(signInSuccess(userData));
    if (watchesTooMany) this.#say('watchlist_too_long');
    if (this.#user !== null) return;
    this.#authorise();
    this.#user = user;
    appState.signedIn.signIn(this, user);
  }
}
