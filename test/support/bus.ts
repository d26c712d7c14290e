/** A small client of a D-Bus, over messages instead of introspection: the tests play services that have none. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import dbus, { type Message } from '@particle/dbus-next';
import { busConfig } from '../../build/desktop/configs.ts';
import { untilListening } from './poll.ts';

export const { Variant } = dbus;

const DBUS = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
};

export type Call = Readonly<{
  destination: string;
  path: string;
  interface: string;
  member: string;
  signature?: string;
  body?: readonly unknown[];
}>;

/** What a served method answers: a signature and its values. `null`: no answer at all, as from a hung service. */
export type Answer = Readonly<{ signature?: string; body?: readonly unknown[] }> | null;
/** `undefined`: not a method of this service. */
export type Serve = (call: Message) => Answer | Promise<Answer> | undefined;

export interface Bus {
  /** @throws DBusError with the service's error */
  readonly call: (call: Call) => Promise<readonly unknown[]>;
  readonly property: (of: Omit<Call, 'member' | 'signature' | 'body'>, name: string) => Promise<unknown>;
  /** Answers calls to this connection. */
  readonly serve: (serve: Serve) => void;
  readonly own: (name: string) => Promise<void>;
  readonly disown: (name: string) => Promise<void>;
  readonly emit: (signal: Omit<Call, 'destination'>) => void;
  /** Calls the listener with each signal that matches. */
  readonly onSignal: (
    match: Readonly<{ interface: string; member?: string; sender?: string }>,
    listener: (signal: Message) => void,
  ) => Promise<void>;
  readonly disconnect: () => void;
}

export async function connectBus(address: string): Promise<Bus> {
  const bus = dbus.sessionBus({ busAddress: address });
  await new Promise<void>((resolve, reject) => {
    bus.once('connect', resolve);
    bus.once('error', reject);
  });
  // The bus may go before its clients when a test ends.
  bus.on('error', () => {});
  let gone = false;

  const call = async ({ body, ...to }: Call) => {
    const reply = await bus.call(new dbus.Message({ ...to, body: [...(body ?? [])] }));
    return reply?.body ?? [];
  };
  return {
    call,
    property: async (of, name) => {
      const properties = 'org.freedesktop.DBus.Properties';
      const [variant] = await call({
        ...of,
        interface: properties,
        member: 'Get',
        signature: 'ss',
        body: [of.interface, name],
      });
      return plain(variant);
    },
    serve: (serve) => {
      bus.addMethodHandler((message: Message) => {
        const answer = serve(message);
        if (answer === undefined) return false;
        void Promise.resolve(answer).then((settled) => {
          // A call may still wait for its answer when its test ends.
          if (settled === null || gone) return;
          bus.send(dbus.Message.newMethodReturn(message, settled.signature ?? '', [...(settled.body ?? [])]));
        });
        return true;
      });
    },
    own: async (name) => {
      await bus.requestName(name, dbus.NameFlag.DO_NOT_QUEUE);
    },
    disown: async (name) => {
      await bus.releaseName(name);
    },
    emit: ({ path: from, interface: name, member, signature, body }) => {
      bus.send(dbus.Message.newSignal(from, name, member, signature ?? '', [...(body ?? [])]));
    },
    onSignal: async (match, listener) => {
      const rule = Object.entries({ type: 'signal', ...match }).map(([key, value]) => `${key}='${value}'`);
      bus.on('message', (message) => {
        if (message.type !== dbus.MessageType.SIGNAL || message.interface !== match.interface) return;
        if (match.member === undefined || message.member === match.member) listener(message);
      });
      await call({ ...DBUS, member: 'AddMatch', signature: 's', body: [rule.join(',')] });
    },
    disconnect: () => {
      gone = true;
      bus.disconnect();
    },
  };
}

/**
 * Shows the listener every method call to `interface`, whichever program answers it, without taking part.
 * https://dbus.freedesktop.org/doc/dbus-specification.html#bus-messages-become-monitor
 * @returns its end
 */
export async function monitorCalls(
  address: string,
  interfaceName: string,
  listener: (call: Message) => void,
): Promise<() => void> {
  const bus = dbus.sessionBus({ busAddress: address });
  await new Promise<void>((resolve, reject) => {
    bus.once('connect', resolve);
    bus.once('error', reject);
  });
  bus.on('error', () => {});
  // A monitor that answers is thrown out of the bus: claim to have handled all.
  bus.addMethodHandler(() => true);
  bus.on('message', (message) => {
    if (message.type === dbus.MessageType.METHOD_CALL && message.interface === interfaceName)
      listener(message);
  });
  await bus.call(
    new dbus.Message({
      ...DBUS,
      interface: 'org.freedesktop.DBus.Monitoring',
      member: 'BecomeMonitor',
      signature: 'asu',
      body: [[`type='method_call',interface='${interfaceName}'`], 0],
    }),
  );
  return () => bus.disconnect();
}

/** Variants and what they hold, all the way down, as plain values. */
export function plain(value: unknown): unknown {
  if (value instanceof Variant) return plain(value.value);
  if (Buffer.isBuffer(value)) return value;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
  }
  return value;
}

export interface BusDaemon {
  readonly address: string;
  readonly stop: () => Promise<void>;
}

/** A bus without a desktop; a second one plays the system bus. */
export async function startBusDaemon(): Promise<BusDaemon> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-bus-'));
  const socket = path.join(folder, 'bus');
  const config = path.join(folder, 'bus.conf');
  fs.writeFileSync(config, busConfig(socket, []));
  // It ends with its input, so that it does not outlive a test run that is killed.
  const script = 'dbus-daemon --config-file="$0" --nofork & cat; kill $!';
  const child = spawn('/bin/sh', ['-c', script, config], { stdio: ['pipe', 'ignore', 'ignore'] });
  await untilListening(socket);
  return {
    address: `unix:path=${socket}`,
    stop: async () => {
      child.stdin.end();
      await once(child, 'exit');
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
