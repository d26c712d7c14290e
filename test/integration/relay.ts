import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';

export interface Relay {
  readonly url: string;
  /** Ends every connection through it with this close code, as seen by the client. */
  closeAll(code: number): void;
}

/** Stands between a client and the server, so that a test can end a connection in any way it can end. */
export async function startRelay(upstream: string): Promise<Relay> {
  const http = createServer();
  const server = new WebSocketServer({ server: http });
  server.on('connection', (client, { url = '', headers: { origin } }) => {
    const target = new WebSocket(`${upstream.replace(/^http/, 'ws')}${url}`, {
      ...(origin === undefined ? {} : { origin }),
    });
    const early: string[] = [];
    target.on('open', () => {
      for (const text of early.splice(0)) target.send(text);
    });
    client.on('message', (data) => {
      if (target.readyState === WebSocket.OPEN) target.send(data.toString());
      else early.push(data.toString());
    });
    target.on('message', (data) => client.send(data.toString()));
    target.on('error', () => client.terminate());
    target.on('close', () => client.terminate());
    client.on('close', () => target.terminate());
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const client of server.clients) client.terminate();
    server.close();
    await new Promise((resolve) => http.close(resolve));
  });
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    closeAll(code) {
      for (const client of server.clients) client.close(code);
    },
  };
}
