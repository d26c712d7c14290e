/**
 * A network without a computer below it. What is on its way waits until it is let through; in which order, and what gets lost,
 * doubled or late, follows from a seed.
 */
import { setImmediate } from 'node:timers/promises';
import { vi } from 'vitest';
import type { Incoming, Outgoing, Socket } from '../../../electron/network/network.ts';

/** `silent`: nothing comes through any more, and no side gets an error. */
export type Weather = 'fine' | 'cut' | 'silent';
export type Answer = Readonly<{ status: number; headers: Readonly<Record<string, string>>; body: string }>;

/** The server's side of a socket. */
export interface Subscriber {
  receive(text: string): void;
  heard(): void;
  dispose(): void;
}
export type Line = Readonly<{
  /** `isEvent`: nothing guarantees its arrival. */
  send(text: string, isEvent: boolean): void;
  ping(): void;
  close(code: number, reason: string): void;
}>;
export interface Host {
  handle(path: string, request: Outgoing): Promise<Answer>;
  accept(path: string, line: Line): Subscriber;
}

export interface Network {
  /** The way of a program, `computer-number`, into the network. A host that is somebody's `-backend` is on its own computer: nothing gets lost. */
  send(client: string, url: string, request: Outgoing): Promise<Incoming & { readonly text: string }>;
  socket(client: string, url: string): Socket;
  up(name: string, host: Host): void;
  /** It is killed: others notice only a broken connection. */
  down(name: string): void;
  /** The program is killed: nothing reaches it any more. */
  kill(client: string): void;
  weather(computer: string, host: string, weather: Weather): void;
  /** From now on, until it is `calm`, things get lost, doubled and late. */
  storm(): void;
  /** From now on everything arrives, once and in order. */
  calm(): void;
  /** Lets so much through that is on its way. */
  flow(parcels: number): Promise<void>;
  /** Time passes, and what is sent meanwhile arrives. In milliseconds. */
  pass(ms: number, step?: number): Promise<void>;
  /** Time passes until this is settled. */
  during<T>(work: Promise<T>): Promise<T>;
}

/** Things that arrive one after the other. */
type Lane = { readonly client: string; readonly host: string; readonly parcels: (() => void)[] };
type Open = { readonly client: string; readonly host: string; breakOff(): void; stuck: boolean };
type Fate = 'arrives' | 'never arrives' | 'answer lost' | 'twice' | 'failure' | 'too many' | 'hangs';

/** Of a hundred requests. */
const FATES: readonly (readonly [Fate, number])[] = [
  ['never arrives', 5],
  ['answer lost', 7],
  ['twice', 6],
  ['failure', 4],
  ['too many', 2],
  ['hangs', 3],
];
const STILL = 4;

export function createNetwork(draw: () => number): Network {
  const hosts = new Map<string, Host>();
  const skies = new Map<string, Weather>();
  const dead = new Set<string>();
  let lanes: Lane[] = [];
  let open: Open[] = [];
  let stormy = false;
  let busy = 0;

  const computerOf = (client: string): string => client.replace(/-\d+$/, '');
  const sky = (client: string, host: string): Weather => skies.get(`${computerOf(client)} ${host}`) ?? 'fine';
  const isOwn = (host: string): boolean => host.endsWith('-backend');
  const pick = (count: number): number => Math.min(count - 1, Math.floor(draw() * count));
  const broken = (): Error => Object.assign(new Error('the connection is lost'), { code: 'ECONNRESET' });

  function put(lane: Lane, deliver: () => void): void {
    if (lane.parcels.length === 0) lanes.push(lane);
    lane.parcels.push(deliver);
  }
  const laneOf = (client: string, host: string): Lane => ({ client, host, parcels: [] });

  function fateOf(host: string): Fate {
    if (!stormy || isOwn(host)) return 'arrives';
    let left = draw() * 100;
    for (const [fate, share] of FATES) {
      left -= share;
      if (left < 0) return fate;
    }
    return 'arrives';
  }

  async function handled(host: string, path: string, request: Outgoing): Promise<Answer | null> {
    busy += 1;
    try {
      return (await hosts.get(host)?.handle(path, request)) ?? null;
    } finally {
      busy -= 1;
    }
  }

  /** Until nothing goes on by itself. */
  async function idle(): Promise<void> {
    for (let still = 0; still < STILL; ) {
      await setImmediate();
      still = busy === 0 ? still + 1 : 0;
    }
  }

  async function flow(parcels: number): Promise<void> {
    await idle();
    for (let left = parcels; left > 0 && lanes.length > 0; left -= 1) {
      const lane = lanes[stormy ? pick(lanes.length) : 0];
      const deliver = lane?.parcels.shift();
      if (lane?.parcels.length === 0) lanes = lanes.filter((one) => one !== lane);
      deliver?.();
      await idle();
    }
  }

  async function pass(ms: number, step = 250): Promise<void> {
    for (let left = ms; left > 0; left -= step) {
      await flow(Number.POSITIVE_INFINITY);
      await vi.advanceTimersByTimeAsync(Math.min(step, left));
    }
    await flow(Number.POSITIVE_INFINITY);
  }

  /** Everything between these two ends, in both directions. */
  function interrupt(is: (one: Readonly<{ client: string; host: string }>) => boolean, told: boolean): void {
    const gone = open.filter(is);
    lanes = lanes.filter((lane) => !is(lane));
    for (const one of gone) one.stuck = true;
    if (!told) return;
    open = open.filter((one) => !is(one));
    for (const one of gone) one.breakOff();
  }

  return {
    send(client, url, request) {
      const { hostname: host, pathname, search } = new URL(url);
      const fate = fateOf(host);
      return new Promise((resolve, reject) => {
        let over = false;
        const call: Open = {
          client,
          host,
          stuck: sky(client, host) === 'silent' || dead.has(client),
          breakOff: () => end(() => reject(broken())),
        };
        function end(how: () => void): void {
          if (over) return;
          over = true;
          open = open.filter((one) => one !== call);
          if (!dead.has(client)) how();
        }
        const lane = laneOf(client, host);
        const later = (deliver: () => void): void => {
          if (!call.stuck) put(lane, deliver);
        };
        const answer = (given: Answer): void =>
          later(() =>
            end(() => {
              const body = (async function* () {
                yield Buffer.from(given.body);
              })();
              resolve({ status: given.status, headers: given.headers, body, text: given.body });
            }),
          );
        open.push(call);
        later(async () => {
          if (sky(client, host) === 'cut' || !hosts.has(host) || fate === 'never arrives')
            return call.breakOff();
          if (fate === 'hangs') return;
          if (fate === 'failure') return answer({ status: 500, headers: {}, body: '{"message":"no"}' });
          if (fate === 'too many') {
            return answer({ status: 429, headers: { 'retry-after': '7' }, body: '{"message":"no"}' });
          }
          const path = pathname + search;
          const given = await handled(host, path, request);
          if (fate === 'twice') await handled(host, path, request);
          if (given === null || fate === 'answer lost') later(call.breakOff);
          else answer(given);
        });
      });
    },

    socket(client, url) {
      const { hostname: host, pathname, search } = new URL(url);
      const [down, up] = [laneOf(client, host), laneOf(client, host)];
      let subscriber: Subscriber | null = null;
      let state: 'opening' | 'open' | 'closed' = 'opening';
      const mine: Open = {
        client,
        host,
        stuck: sky(client, host) === 'silent' || dead.has(client),
        breakOff() {
          subscriber?.dispose();
          closed(1006, '');
        },
      };
      function closed(code: number, reason: string): void {
        if (state === 'closed') return;
        state = 'closed';
        open = open.filter((one) => one !== mine);
        if (!dead.has(client)) socket.onclose?.({ code, reason });
      }
      const travel = (lane: Lane, deliver: () => void): void => {
        if (!mine.stuck) put(lane, () => state !== 'closed' && deliver());
      };
      const line: Line = {
        send(text, isEvent) {
          const hand = (): void => socket.onmessage?.({ data: text });
          const luck = isEvent && stormy && !isOwn(host) ? draw() * 100 : 100;
          if (luck < 8) return;
          if (luck < 16) travel(down, hand);
          travel(luck < 24 ? laneOf(client, host) : down, hand);
        },
        ping: () => travel(down, () => travel(up, () => subscriber?.heard())),
        close: (code, reason) => travel(down, () => closed(code, reason)),
      };
      const socket: Socket = {
        onopen: null,
        onmessage: null,
        onerror: null,
        onclose: null,
        send: (data) => travel(up, () => subscriber?.receive(data)),
        close() {
          travel(up, () => {
            subscriber?.dispose();
            closed(1000, '');
          });
        },
      };
      open.push(mine);
      travel(up, () => {
        const target = hosts.get(host);
        if (target === undefined || sky(client, host) === 'cut') return closed(1006, '');
        state = 'open';
        socket.onopen?.();
        subscriber = target.accept(pathname + search, line);
      });
      return socket;
    },

    up: (name, host) => void hosts.set(name, host),
    down(name) {
      hosts.delete(name);
      interrupt(({ host }) => host === name, true);
    },
    kill(client) {
      dead.add(client);
      interrupt((one) => one.client === client, true);
    },
    weather(computer, host, weather) {
      skies.set(`${computer} ${host}`, weather);
      if (weather !== 'fine') {
        interrupt((one) => computerOf(one.client) === computer && one.host === host, weather === 'cut');
      }
    },
    storm() {
      stormy = true;
    },
    calm() {
      stormy = false;
      skies.clear();
    },
    ...{ flow, pass },
    async during(work) {
      let over = false;
      const end = (): void => {
        over = true;
      };
      work.then(end, end);
      while (!over) {
        // Loading a part of the program takes real time, in which no other may pass.
        await vi.dynamicImportSettled();
        await pass(250);
      }
      return work;
    },
  };
}
