/** The clients of a reconnect storm, in a separate process, controlled by its parent. */
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { openClient, type StormClient, type StormServer } from './storm-client.ts';

export type StormCommand =
  | Readonly<{ do: 'connect'; server: StormServer; clients: readonly StormClient[] }>
  | Readonly<{ do: 'cut' | 'connect again' }>;
/** `ms`: from the first attempt until all were subscribed. `attempts`: more than there are clients where some failed. */
export type StormReport = Readonly<{ ms: number; attempts: number }>;

/** After a cut or a failure pusher-js waits this long, in milliseconds; all clients in step. */
const RETRY_MS = 1_000;
const EVENTS = { onEvent: () => {}, onClose: () => {} };

let server: StormServer = { port: 0, key: '' };
let clients: readonly StormClient[] = [];
let sockets: readonly Socket[] = [];
let attempts = 0;

async function open(client: StormClient): Promise<Socket> {
  for (;;) {
    attempts += 1;
    try {
      return await openClient(server, client, EVENTS);
    } catch {
      await pause(RETRY_MS);
    }
  }
}

async function openAll(): Promise<StormReport> {
  attempts = 0;
  const begin = performance.now();
  sockets = await Promise.all(clients.map(open));
  return { ms: performance.now() - begin, attempts };
}

async function obey(command: StormCommand): Promise<StormReport> {
  switch (command.do) {
    case 'connect':
      ({ server, clients } = command);
      return openAll();
    case 'connect again':
      return openAll();
    case 'cut':
      for (const socket of sockets) socket.destroy();
      await pause(RETRY_MS);
      return { ms: 0, attempts: 0 };
    default:
      return command satisfies never;
  }
}

process.on('message', (command: StormCommand) => {
  void obey(command).then((report) => process.send?.(report));
});
process.on('disconnect', () => process.exit());
