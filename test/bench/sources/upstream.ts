/** Where the app collects from, as a source of one of its users. */
import http from 'node:http';
import type { Socket } from 'node:net';
import type { SourceDefinition } from '#app/source-definition';

/** One answer to the app's question for what it missed. */
export type Page = Readonly<{
  body: string;
  rows: readonly unknown[];
  /** On the wire, with its headers. */
  bytes: number;
}>;

export interface Upstream {
  readonly definition: SourceDefinition;
  readonly token: string;
  /** This many notifications arrive without a broadcast. */
  miss(count: number): Promise<void>;
  /** All of the last `miss`, asked for as the app does. */
  pages(): Promise<readonly Page[]>;
  /** How many of them anybody has asked for so far, where that can be known. */
  asked?(): Promise<number>;
  stop(): Promise<void>;
}

/** Sends requests over one open connection. @param rowsOf the rows in an answer @throws Error unless it is answered by 200 */
export function createAsk(
  url: string,
  token: string,
): Readonly<{
  ask: (path: string, rowsOf: (answer: never) => readonly unknown[]) => Promise<Page>;
  end: () => void;
}> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
  const before = new WeakMap<Socket, number>();
  return {
    ask: (path, rowsOf) =>
      new Promise((resolve, reject) => {
        const request = http.get(url + path, { agent, headers }, (response) => {
          const chunks: Buffer[] = [];
          const { socket } = response;
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const body = Buffer.concat(chunks).toString();
            if (response.statusCode !== 200) return reject(new Error(body));
            const bytes = socket.bytesRead - (before.get(socket) ?? 0);
            before.set(socket, socket.bytesRead);
            resolve({ body, bytes, rows: rowsOf(JSON.parse(body) as never) });
          });
        });
        request.on('error', reject);
      }),
    end: () => agent.destroy(),
  };
}
