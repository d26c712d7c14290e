import fs from 'node:fs';
import path from 'node:path';

/** Chromium sets this if there is no address, so that its libdbus does not start a bus. */
const DISABLED = 'disabled:';
const MACHINE_IDS = ['/etc/machine-id', '/var/lib/dbus/machine-id'];
/** All other characters are escaped. https://dbus.freedesktop.org/doc/dbus-specification.html#addresses */
const PLAIN = /[^-0-9A-Za-z_/.\\*]/g;
/** Characters that are syntax to the library, which cannot read escapes. */
const SYNTAX = /[;:,=]/;

type Entry = Readonly<{ transport: string; values: Readonly<Record<string, string>> }>;

const escaped = (value: string): string =>
  value.replace(PLAIN, (character) =>
    [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  );

const runtimeBus = ({ XDG_RUNTIME_DIR: folder }: NodeJS.ProcessEnv): string | null =>
  folder ? path.join(folder, 'bus') : null;

/**
 * Where the user's session bus may be, in the order of libdbus: the variable, else where systemd puts the bus, else the bus that was
 * started with this display. null: nowhere.
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

/** The system bus, on which logind announces sleep and locking. https://dbus.freedesktop.org/doc/dbus-specification.html#message-bus-types-system */
export const systemBusAddress = (env: NodeJS.ProcessEnv): string =>
  env.DBUS_SYSTEM_BUS_ADDRESS || 'unix:path=/var/run/dbus/system_bus_socket';

/** Restores the bus that Chromium has disabled for itself and for programs that the app starts. Call it before Chromium looks for a bus. */
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

/** The bus of this display, which dbus-launch has noted in a file. */
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
      // `autolaunch:` inside of it would be a loop.
      return found === null || found.includes('autolaunch:') ? [] : busAddresses(found, env);
    }
    default:
      return [];
  }
}

/**
 * The servers of an address, to be tried in this order. The library takes a single server without escapes; servers that it cannot
 * take are left out.
 */
export function busAddresses(address: string, env: NodeJS.ProcessEnv): readonly string[] {
  return address.split(';').flatMap((text) => {
    try {
      return forms(text, env);
    } catch {
      // An invalid escape, or a file that cannot be read.
      return [];
    }
  });
}
