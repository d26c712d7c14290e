import type { Net, Session } from 'electron';
import type { Incoming, Network, Stack } from './stack.ts';

export { HandshakeError, ProxyError } from './errors.ts';
export type { Incoming, Network, Outgoing, Socket, Stack } from './stack.ts';

/** The network, whose code is loaded with the first request: it is large, and would delay the tray. */
export function createLazyNetwork(deps: {
  readonly net: Pick<Net, 'request'> & Partial<Pick<Net, 'WebSocket'>>;
  readonly session: () => Session;
  readonly log: (message: string) => void;
}): () => Promise<Network> {
  let network: Promise<Network> | null = null;
  return () => {
    network ??= import('./choose-stack.ts').then(({ createNetwork }) =>
      createNetwork({ ...deps, platform: process.platform, env: process.env }),
    );
    return network;
  };
}

/** See `addresses.ts`, which is loaded with the first call. */
export const addresses = () => import('./addresses.ts');

/** See `pictures.ts`, which is loaded with the first call. */
export async function getPicture(
  stack: Pick<Stack, 'send'>,
  url: string,
  isOwn: (host: string) => boolean,
  signal: AbortSignal,
): Promise<Incoming> {
  const pictures = await import('./pictures.ts');
  return pictures.getPicture(stack, url, isOwn, signal);
}
