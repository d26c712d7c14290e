import { Socket } from 'node:net';
import dbus, { type AuthMethod, type Message, type MessageBus } from '@particle/dbus-next';
import { retryPause } from '#server/rules/retry';
import type { Log } from '../log.ts';
import { busAddresses } from './bus-address.ts';
import { busValue } from './bus-value.ts';

export { restoreSessionBus, sessionBusAddress, systemBusAddress } from './bus-address.ts';

/** `no_bus`: not connected; `timeout`: no answer in time; `refused`: an error answer, its D-Bus name in `type`. */
export type BusFailure = 'no_bus' | 'timeout' | 'refused';

export class BusError extends Error {
  readonly code: BusFailure;
  /** Like `org.freedesktop.DBus.Error.ServiceUnknown`; empty unless refused. */
  readonly type: string;
  constructor(code: BusFailure, type = '') {
    super(type === '' ? code : `${code}: ${type}`);
    this.name = 'BusError';
    this.code = code;
    this.type = type;
  }
}

export type BusCall = Readonly<{
  destination: string;
  path: string;
  interface: string;
  member: string;
  signature?: string;
  body?: readonly unknown[];
}>;
/** `sender`: unique name of the program that answered or sent the signal. */
export type BusReply = Readonly<{ sender: string; body: readonly unknown[] }>;
/** `path`: the object that has sent it. */
export type BusSignal = BusReply & Readonly<{ path: string }>;
/** `sender` may be a well-known name: the bus then delivers only signals of its owner. */
export type SignalMatch = Readonly<{ sender: string; interface: string; member: string }>;

export interface BusClient {
  /**
   * @param onLate gets an answer that comes after the timeout
   * @throws BusError
   */
  call(call: BusCall, onLate?: (reply: BusReply) => void): Promise<BusReply>;
  /** Survives the loss of the bus. @returns its unsubscribe */
  onSignal(match: SignalMatch, listener: (signal: BusSignal) => void): () => void;
  /** Calls the listener with the unique name of the owner, now and at each change; null: no owner, or no bus. @returns its unsubscribe */
  watchName(name: string, listener: (owner: string | null) => void): () => void;
  dispose(): void;
}

const TIMEOUT = 5_000;
/** The only method of session buses today. The library's other methods would throw where nobody can catch it. */
const AUTH: AuthMethod[] = ['EXTERNAL'];
const BUS = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
};

/** The library does not report that the bus has closed the stream, so watch its socket. */
function socketOf(bus: MessageBus): Socket {
  const stream: unknown = Reflect.get(Reflect.get(bus, '_connection'), 'stream');
  if (!(stream instanceof Socket)) throw new Error('the bus is not reached over a socket');
  return stream;
}

type Link = Readonly<{ bus: MessageBus; waiting: Set<(error: BusError) => void> }>;
type Subscription = Readonly<{ match: SignalMatch; listener: (signal: BusSignal) => void }>;

/** A connection to the session bus or the system bus. If the bus goes away, it reconnects with growing pauses. */
export function createBusClient(deps: {
  address: string | null;
  env?: NodeJS.ProcessEnv;
  log: Log;
}): BusClient {
  let link: Link | null = null;
  let socket: Socket | null = null;
  let retry: NodeJS.Timeout | null = null;
  let failures = 0;
  /** It is not known yet whether there is a bus. */
  let connecting = false;
  let disposed = false;
  const subscriptions = new Set<Subscription>();
  const linkListeners = new Set<(connected: boolean) => void>();

  /** Tries all places: the bus may be in another one than before. */
  function connect(address: string): void {
    retry = null;
    connecting = true;
    const places = busAddresses(address, deps.env ?? process.env);
    if (places.length === 0 && failures === 0) {
      deps.log.error(`there is no usable address of a bus in ${address}`);
    }
    tryNext(address, places);
  }

  function again(address: string): void {
    connecting = false;
    for (const listener of linkListeners) listener(false);
    retry = setTimeout(connect, retryPause('bus', failures, 1), address);
    failures += 1;
  }

  function tryNext(address: string, [place, ...others]: readonly string[]): void {
    if (place === undefined) {
      again(address);
      return;
    }
    const bus = dbus.sessionBus({ busAddress: place, authMethods: AUTH });
    socket = socketOf(bus);
    const waiting: Link['waiting'] = new Set();
    const opened = socket;
    // An error event without a listener would end the process. A refused handshake leaves the socket open.
    bus.on('error', () => opened.destroy());
    bus.on('connect', () => {
      if (disposed) return;
      connecting = false;
      failures = 0;
      link = { bus, waiting };
      for (const { match } of subscriptions) setMatch('AddMatch', match);
      for (const listener of linkListeners) listener(true);
    });
    bus.on('message', (message) => {
      if (message.type === dbus.MessageType.SIGNAL) dispatch(message);
    });
    opened.once('close', () => {
      const wasConnected = link?.bus === bus;
      if (wasConnected) link = null;
      for (const fail of waiting) fail(new BusError('no_bus'));
      if (disposed) return;
      if (wasConnected) deps.log.error('the bus is gone');
      if (wasConnected) again(address);
      else tryNext(address, others);
    });
  }

  function dispatch(message: Message): void {
    for (const { match, listener } of [...subscriptions]) {
      if (message.interface !== match.interface || message.member !== match.member) continue;
      listener({ sender: message.sender, path: message.path, body: message.body });
    }
  }

  function call(request: BusCall, onLate?: (reply: BusReply) => void): Promise<BusReply> {
    const current = link;
    if (current === null) return Promise.reject(new BusError('no_bus'));
    return new Promise((resolve, reject) => {
      let pending = true;
      const settle = (): void => {
        pending = false;
        clearTimeout(timer);
        current.waiting.delete(fail);
      };
      const fail = (error: BusError): void => {
        settle();
        reject(error);
      };
      const timer = setTimeout(() => fail(new BusError('timeout')), TIMEOUT);
      current.waiting.add(fail);
      current.bus.call(new dbus.Message({ ...request, body: (request.body ?? []).map(busValue) })).then(
        (reply) => {
          const answer = { sender: reply?.sender ?? '', body: reply?.body ?? [] };
          if (!pending) return onLate?.(answer);
          settle();
          resolve(answer);
        },
        (error: unknown) => {
          if (pending)
            fail(new BusError('refused', error instanceof dbus.DBusError ? error.type : String(error)));
        },
      );
    });
  }

  /** Match rules end with the connection, so each new connection gets those of all subscriptions. */
  function setMatch(member: 'AddMatch' | 'RemoveMatch', match: SignalMatch): void {
    if (link === null) return;
    const rule = Object.entries({ type: 'signal', ...match }).map(([key, value]) => `${key}='${value}'`);
    call({ ...BUS, member, signature: 's', body: [rule.join(',')] }).catch((error) => {
      if (!disposed) deps.log.error(`${member} failed: ${error}`);
    });
  }

  function onSignal(match: SignalMatch, listener: (signal: BusSignal) => void): () => void {
    const subscription = { match, listener };
    subscriptions.add(subscription);
    setMatch('AddMatch', match);
    return () => {
      if (subscriptions.delete(subscription)) setMatch('RemoveMatch', match);
    };
  }

  function watchName(name: string, listener: (owner: string | null) => void): () => void {
    let known: string | null | undefined;
    let ended = false;
    /** Grows with each change, so that an older answer cannot overwrite a newer one. */
    let news = 0;
    const report = (owner: string | null): void => {
      news += 1;
      if (ended || owner === known) return;
      known = owner;
      listener(owner);
    };
    const ask = (): void => {
      const asked = news;
      call({ ...BUS, member: 'GetNameOwner', signature: 's', body: [name] }).then(
        ({ body }) => {
          if (news === asked) report(String(body[0]));
        },
        () => {
          if (news === asked) report(null);
        },
      );
    };
    const endSignal = onSignal(
      { sender: BUS.destination, interface: BUS.interface, member: 'NameOwnerChanged' },
      ({ sender, body }) => {
        if (sender === BUS.destination && body[0] === name) report(body[2] === '' ? null : String(body[2]));
      },
    );
    const onLink = (connected: boolean): void => (connected ? ask() : report(null));
    linkListeners.add(onLink);
    if (!connecting) ask();
    return () => {
      ended = true;
      linkListeners.delete(onLink);
      endSignal();
    };
  }

  if (deps.address === null) deps.log.error('there is no bus');
  else connect(deps.address);

  return {
    call,
    onSignal,
    watchName,
    dispose() {
      disposed = true;
      if (retry !== null) clearTimeout(retry);
      subscriptions.clear();
      linkListeners.clear();
      socket?.destroy();
    },
  };
}
