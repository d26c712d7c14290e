import fs from 'node:fs';
import path from 'node:path';

/** Chromium writes this into the environment where there is no address, so that its libdbus starts no bus. */
const DISABLED = 'disabled:';
const MACHINE_IDS = ['/etc/machine-id', '/var/lib/dbus/machine-id'];
/** All else is escaped. https://dbus.freedesktop.org/doc/dbus-specification.html#addresses */
const PLAIN = /[^-0-9A-Za-z_/.\\*]/g;
/** What the library takes for syntax, and has no escapes for. */
const SYNTAX = /[;:,=]/;

type Entry = Readonly<{ transport: string; values: Readonly<Record<string, string>> }>;

const escaped = (value: string): string =>
  value.replace(PLAIN, (character) =>
    [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  );

const runtimeBus = ({ XDG_RUNTIME_DIR: folder }: NodeJS.ProcessEnv): string | null =>
  folder ? path.join(folder, 'bus') : null;

/**
 * Where the user's session bus may be, as libdbus has it: what the variable says, else where systemd puts the bus, else the one
 * that was started with this display. Null: there is nothing to try.
 */
export function sessionBusAddress(env: NodeJS.ProcessEnv): string | null {
  const given = env.DBUS_SESSION_BUS_ADDRESS;
  if (given && given !== DISABLED) return given;
  const socket = runtimeBus(env);
  const places = [
    ...(socket === null ? [] : [`unix:path=${escaped(socket)}`]),
    ...(env.DISPLAY && env.HOME ? ['autolaunch:'] : []),
  ];
  return places.length === 0 ? null : places.join(';');
}

/** Where the system's bus is, which knows of sleep and locked sessions. https://dbus.freedesktop.org/doc/dbus-specification.html#message-bus-types-system */
export const systemBusAddress = (env: NodeJS.ProcessEnv): string =>
  env.DBUS_SYSTEM_BUS_ADDRESS || 'unix:path=/var/run/dbus/system_bus_socket';

/** Gives Chromium, and programs that the app starts, the bus that it took away from them. To be called before Chromium looks for it. */
export function restoreSessionBus(env: NodeJS.ProcessEnv): void {
  if (env.DBUS_SESSION_BUS_ADDRESS !== DISABLED) return;
  const socket = runtimeBus(env);
  const isThere = socket !== null && fs.statSync(socket, { throwIfNoEntry: false })?.isSocket() === true;
  if (isThere) env.DBUS_SESSION_BUS_ADDRESS = `unix:path=${escaped(socket)}`;
}

function parse(text: string): Entry {
  const [transport = '', ...rest] = text.split(':');
  const pairs = rest
    .join(':')
    .split(',')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), decodeURIComponent(pair.slice(at + 1))] as const;
    });
  return { transport: transport.toLowerCase(), values: Object.fromEntries(pairs) };
}

/** The bus of this display, which dbus-launch has written down. */
function launched({ HOME: home, DISPLAY: display }: NodeJS.ProcessEnv): string | null {
  const screen = /:(\d+)/.exec(display ?? '')?.[1];
  const machine = MACHINE_IDS.find((file) => fs.existsSync(file));
  if (!home || screen === undefined || machine === undefined) return null;
  const name = `${fs.readFileSync(machine, 'utf8').trim()}-${screen}`;
  const file = path.join(home, '.dbus', 'session-bus', name);
  if (!fs.existsSync(file)) return null;
  return /^DBUS_SESSION_BUS_ADDRESS='?(.*?)'?$/m.exec(fs.readFileSync(file, 'utf8'))?.[1] ?? null;
}

function forms(text: string, env: NodeJS.ProcessEnv): readonly string[] {
  const { transport, values } = parse(text);
  const { path: file, abstract, runtime, host = 'localhost', port } = values;
  const unix = file ?? (runtime === 'yes' ? runtimeBus(env) : null);
  const usable = (value: string): boolean => value !== '' && !SYNTAX.test(value);
  switch (transport) {
    case 'unix':
      if (unix !== null) return usable(unix) ? [`unix:path=${unix}`] : [];
      return abstract !== undefined && usable(abstract) ? [`unix:abstract=${abstract}`] : [];
    case 'tcp':
      return port !== undefined && usable(port) && usable(host) ? [`tcp:host=${host},port=${port}`] : [];
    case 'autolaunch': {
      const found = launched(env);
      // One that says so again would lead nowhere.
      return found === null || found.includes('autolaunch:') ? [] : busAddresses(found, env);
    }
    default:
      return [];
  }
}

/**
 * The servers of an address, to be tried one after the other, each as the library takes it: it takes one only, without escapes.
 * What cannot be used is left out.
 */
export function busAddresses(address: string, env: NodeJS.ProcessEnv): readonly string[] {
  return address.split(';').flatMap((text) => {
    try {
      return forms(text, env);
    } catch {
      // Not an escape, or a file that cannot be read.
      return [];
    }
  });
}
