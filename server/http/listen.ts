import type { AddressInfo } from 'node:net';
import { StartError } from '../errors.ts';
import type { Routes } from './route.ts';

const HIGHEST_PORT = 65_535;
const FURTHER_PORTS = 20;
/**
 * So many connections wait to be taken, as far as the system lets them. Node's own 511 are too few for the moment in which all
 * clients of a team come back: those that find no room try again a second later, and then three.
 */
const BACKLOG = 4_096;

const isTaken = (error: unknown): boolean => (error as NodeJS.ErrnoException | null)?.code === 'EADDRINUSE';

/**
 * Listens on the first free one of these ports; 0 is any.
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
 * The ports of a desktop's server, the best first: the wanted one, the one that local scripts know, those after the wanted one, any.
 * On a computer that many share, each has a server, and none of them may be without one.
 */
export function desktopPorts(wanted: number, lastUrl: string | undefined): readonly number[] {
  const next = Array.from({ length: FURTHER_PORTS }, (_, index) => wanted + 1 + index);
  const last = lastUrl === undefined ? 0 : Number(new URL(lastUrl).port);
  const known = wanted === 0 || last === 0 ? [] : [last];
  return [
    ...new Set([wanted, ...known, ...(wanted === 0 ? [] : next.filter((port) => port <= HIGHEST_PORT)), 0]),
  ];
}

/** Whether this IP address is this computer's own for itself. */
export const isLoopback = (address: string): boolean => /^(127\.|::1$|::ffff:127\.)/.test(address);

/** An address that a program of this computer can open. */
export function urlOf({ address, family, port }: AddressInfo, scheme: 'http' | 'https'): string {
  if (address === '0.0.0.0') return `${scheme}://127.0.0.1:${port}`;
  if (address === '::') return `${scheme}://[::1]:${port}`;
  return `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
