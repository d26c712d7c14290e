/** A TCP relay that breaks as networks do. */
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';

/** `silent`: nothing comes through any more, and no side gets an error, as behind a NAT that has dropped the connection. */
export type Weather = 'fine' | 'cut' | 'silent';

export interface FlakyNetwork {
  readonly url: string;
  set(weather: Weather): void;
  /** Connections that came so far. */
  readonly connections: () => number;
  /** Bytes from the server. */
  readonly received: () => number;
  stop(): Promise<void>;
}

export async function startFlakyNetwork(upstreamPort: number): Promise<FlakyNetwork> {
  let weather: Weather = 'fine';
  let connections = 0;
  let received = 0;
  const pairs = new Set<readonly [net.Socket, net.Socket]>();

  const server = net.createServer((client) => {
    connections += 1;
    client.on('error', () => {});
    if (weather === 'cut') {
      client.resetAndDestroy();
      return;
    }
    const upstream = net.connect(upstreamPort, '127.0.0.1');
    upstream.on('error', () => client.destroy());
    const pair = [client, upstream] as const;
    pairs.add(pair);
    const stuck = weather === 'silent';
    client.on('data', (chunk) => {
      if (weather === 'fine' && !stuck) upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      received += chunk.length;
      if (weather === 'fine' && !stuck) client.write(chunk);
    });
    for (const [one, other] of [pair, [upstream, client] as const]) {
      one.on('close', () => {
        pairs.delete(pair);
        if (weather === 'fine') other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  function dropAll(): void {
    for (const [client, upstream] of pairs) {
      client.resetAndDestroy();
      upstream.destroy();
    }
    pairs.clear();
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    set(next) {
      // What was lost in silence never comes, so that such a connection is of no use afterwards.
      if (next === 'cut' || weather === 'silent') dropAll();
      weather = next;
    },
    connections: () => connections,
    received: () => received,
    async stop() {
      dropAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
