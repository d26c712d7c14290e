import type { AddressInfo } from 'node:net';
import { StartError } from './errors.ts';
import type { Routes } from './routes/route.ts';

const HIGHEST_PORT = 65_535;
/**
 * So many connections wait to be taken, as far as the system lets them. Node's own 511 are too few for the moment in which all
 * clients of a team come back: those that find no room try again a second later, and then three.
 */
const BACKLOG = 4_096;

const isTaken = (error: unknown): boolean => (error as NodeJS.ErrnoException | null)?.code === 'EADDRINUSE';

/**
 * Listens on `port`, or on the first free one of the `further` ports after it; port 0 is any.
 * @throws StartError `port_in_use`
 */
export async function listen(
  app: Pick<Routes, 'listen' | 'server'>,
  { host, port, further }: Readonly<{ host: string; port: number; further: number }>,
): Promise<AddressInfo> {
  const last = Math.min(port + further, HIGHEST_PORT);
  for (let candidate = port; candidate <= last; candidate += 1) {
    try {
      await app.listen({ host, port: candidate, backlog: BACKLOG });
      return app.server.address() as AddressInfo;
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
  const tried = last === port ? `Port ${port} is` : `Ports ${port} to ${last} are`;
  throw new StartError('port_in_use', `${tried} in use on ${host}.`);
}

/** Whether this IP address is this computer's own for itself. */
export const isLoopback = (address: string): boolean => /^(127\.|::1$|::ffff:127\.)/.test(address);

/** An address that a program of this computer can open. */
export function urlOf({ address, family, port }: AddressInfo, scheme: 'http' | 'https'): string {
  if (address === '0.0.0.0') return `${scheme}://127.0.0.1:${port}`;
  if (address === '::') return `${scheme}://[::1]:${port}`;
  return `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
