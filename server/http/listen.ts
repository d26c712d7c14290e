import type { AddressInfo } from 'node:net';
import { StartError } from '../errors.ts';
import type { Routes } from './route.ts';

const HIGHEST_PORT = 65_535;
const FURTHER_PORTS = 20;
/**
 * How many connections may wait to be accepted, within the system's own limit. Node's default of 511 is too small for the moment
 * when all clients of a team reconnect: those that find no room retry after one second, then three.
 */
const BACKLOG = 4_096;

const isTaken = (error: unknown): boolean => (error as NodeJS.ErrnoException | null)?.code === 'EADDRINUSE';

/**
 * Listens on the first of these ports that is free; 0 means any.
 * @throws StartError `port_in_use`
 */
export async function listen(
  app: Pick<Routes, 'listen' | 'server'>,
  { host, ports }: Readonly<{ host: string; ports: readonly number[] }>,
): Promise<AddressInfo> {
  for (const port of ports) {
    try {
      await app.listen({ host, port, backlog: BACKLOG });
      return app.server.address() as AddressInfo;
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
  const tried = ports.length === 1 ? `Port ${ports[0]} is` : `Ports ${ports.join(', ')} are`;
  throw new StartError('port_in_use', `${tried} in use on ${host}.`);
}

/**
 * The ports that a desktop's server tries, in order: the wanted one, the one that local scripts know, the ones above the wanted
 * one, any. On a shared computer every user has a server, and each needs a port.
 */
export function desktopPorts(wanted: number, lastUrl: string | undefined): readonly number[] {
  const next = Array.from({ length: FURTHER_PORTS }, (_, index) => wanted + 1 + index);
  const last = lastUrl === undefined ? 0 : Number(new URL(lastUrl).port);
  const known = wanted === 0 || last === 0 ? [] : [last];
  return [
    ...new Set([wanted, ...known, ...(wanted === 0 ? [] : next.filter((port) => port <= HIGHEST_PORT)), 0]),
  ];
}

/** Whether this IP address is the computer's own loopback address. */
export const isLoopback = (address: string): boolean => /^(127\.|::1$|::ffff:127\.)/.test(address);

/** A URL that a program on this computer can open. */
export function urlOf({ address, family, port }: AddressInfo, scheme: 'http' | 'https'): string {
  if (address === '0.0.0.0') return `${scheme}://127.0.0.1:${port}`;
  if (address === '::') return `${scheme}://[::1]:${port}`;
  return `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
