import type { Net, Session } from 'electron';
import type { Network } from './choose-stack.ts';

/** Its code is much, and the tray would wait for it: nobody reads it before there is somebody to reach. */
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
