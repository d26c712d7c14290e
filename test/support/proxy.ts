/** Proxies on this computer. Every name leads to 127.0.0.1, so that what arrives at all came through them. */
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import type { SecureContextOptions } from 'node:tls';

export type ProxyOptions = Readonly<{
  /** `user:password` that is asked for. */
  auth?: string;
  /** Its own answer to every request, instead of serving it. */
  status?: number;
  /** Takes connections and says nothing. */
  silent?: boolean;
  /** Speaks TLS itself. */
  tls?: SecureContextOptions;
}>;

export interface TestProxy {
  readonly port: number;
  /** Such as `CONNECT belfry.test:443` or `GET http://belfry.test/`, in the order in which they were let through. */
  readonly served: readonly string[];
  readonly refused: () => number;
  /** Connections that are open. */
  readonly open: () => number;
  readonly stop: () => Promise<void>;
}

const listening = async (server: net.Server): Promise<number> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

/** Keeps count of a server's connections, and ends them with it. */
function follow(server: net.Server): Pick<TestProxy, 'open' | 'stop'> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  return {
    open: () => sockets.size,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function join(one: net.Socket, other: net.Socket): void {
  one.pipe(other).pipe(one);
  one.on('close', () => other.destroy());
  other.on('close', () => one.destroy());
}

/** An HTTP proxy: tunnels for CONNECT, and forwards requests with a whole URL. */
export async function startProxy(options: ProxyOptions = {}): Promise<TestProxy> {
  const served: string[] = [];
  let refused = 0;
  const expected = options.auth && `Basic ${Buffer.from(options.auth).toString('base64')}`;
  const verdict = (headers: http.IncomingHttpHeaders): number => {
    if (expected && headers['proxy-authorization'] !== expected) return 407;
    return options.status ?? 200;
  };
  const server = options.tls === undefined ? http.createServer() : https.createServer(options.tls);
  const followed = follow(server);
  server.on('connect', ({ url = '', headers }: http.IncomingMessage, client: net.Socket) => {
    if (options.silent) {
      client.on('end', () => client.destroy()).resume();
      return;
    }
    const status = verdict(headers);
    if (status !== 200) {
      refused += 1;
      client.end(
        `HTTP/1.1 ${status} No\r\nProxy-Authenticate: Basic appState="test"\r\nContent-Length: 0\r\n\r\n`,
      );
      return;
    }
    served.push(`CONNECT ${url}`);
    const target = net.connect(Number(url.split(':').at(-1)), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      join(client, target);
    });
    target.on('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n'));
    client.on('error', () => target.destroy());
  });
  server.on('request', (request: http.IncomingMessage, response: http.ServerResponse) => {
    if (options.silent) return;
    const { method, headers, url = '' } = request;
    const status = verdict(headers);
    if (status !== 200 || !URL.canParse(url)) {
      refused += 1;
      response
        .writeHead(status === 200 ? 400 : status, { 'proxy-authenticate': 'Basic appState="test"' })
        .end();
      return;
    }
    served.push(`${method} ${url}`);
    const { port, pathname, search } = new URL(url);
    const target = http.request(
      { host: '127.0.0.1', port, path: pathname + search, method, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    target.on('error', () => response.writeHead(502).end());
    request.pipe(target);
  });
  return { port: await listening(server), served, refused: () => refused, ...followed };
}

/** A SOCKS 5 proxy: https://www.rfc-editor.org/rfc/rfc1928 and 1929 */
export async function startSocks(options: Readonly<{ auth?: string }> = {}): Promise<TestProxy> {
  const served: string[] = [];
  let refused = 0;
  const server = net.createServer((client) => {
    void converse(client).catch(() => client.destroy());
  });
  const followed = follow(server);

  async function converse(client: net.Socket): Promise<void> {
    const { read, rest } = readerOf(client);
    const [, methods = 0] = await read(2);
    await read(methods);
    client.write(Buffer.from([5, options.auth === undefined ? 0 : 2]));
    if (options.auth !== undefined) {
      const [, nameLength = 0] = await read(2);
      const name = await read(nameLength);
      const password = await read((await read(1))[0] ?? 0);
      const good = `${name}:${password}` === options.auth;
      client.write(Buffer.from([1, good ? 0 : 1]));
      if (!good) {
        refused += 1;
        client.end();
        return;
      }
    }
    const [, , , kind = 0] = await read(4);
    const host = await hostOf(kind, read);
    const port = (await read(2)).readUInt16BE();
    served.push(`CONNECT ${host}:${port}`);
    const target = net.connect(port, '127.0.0.1', () => {
      client.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
      rest();
      join(client, target);
    });
    target.on('error', () => client.end(Buffer.from([5, 5, 0, 1, 0, 0, 0, 0, 0, 0])));
  }
  return { port: await listening(server), served, refused: () => refused, ...followed };
}

/** Of a request to a name or an address, as a URL has it. @throws Error for any other kind of address */
async function hostOf(kind: number, read: (size: number) => Promise<Buffer>): Promise<string> {
  if (kind === 1) return (await read(4)).join('.');
  if (kind === 3) return (await read((await read(1))[0] ?? 0)).toString();
  if (kind !== 4) throw new Error(`no address is of kind ${kind}`);
  const bytes = await read(16);
  const words = Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(2 * at).toString(16));
  return new URL(`http://[${words.join(':')}]`).hostname;
}

/** Reads from a client a given number of bytes at a time; `rest` returns further bytes to the socket. */
function readerOf(socket: net.Socket): { read: (size: number) => Promise<Buffer>; rest: () => void } {
  let held = Buffer.alloc(0);

  /** Do not call it while bytes are buffered: a listener of `readable` would fire again and again. */
  async function more(): Promise<void> {
    if (socket.destroyed) throw new Error('the client has gone');
    const over = new AbortController();
    const told = ['readable', 'close'].map((event) => once(socket, event, { signal: over.signal }));
    await Promise.race(told).finally(() => over.abort());
  }

  return {
    async read(size) {
      while (held.length < size) {
        const chunk = socket.read() as Buffer | null;
        if (chunk === null) await more();
        else held = Buffer.concat([held, chunk]);
      }
      const taken = held.subarray(0, size);
      held = held.subarray(size);
      return taken;
    },
    rest() {
      if (held.length > 0) socket.unshift(held);
    },
  };
}
