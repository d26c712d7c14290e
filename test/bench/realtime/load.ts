/** The load generator: thousands of subscribers in a separate process, controlled by its parent. */
import type { Socket } from 'node:net';
import { connect } from './client.ts';

export type LoadCommand =
  | Readonly<{ do: 'connect'; port: number; key: string; channel: string; count: number; parallel: number }>
  | Readonly<{ do: 'reset' | 'report' | 'disconnect' }>;

/** `p50` and `p99` in milliseconds from the sending of an event to its reading. */
export type LoadReport = Readonly<{
  connected: number;
  lost: number;
  received: number;
  p50: number;
  p99: number;
}>;

const NS_PER_MS = 1_000_000;

let sockets: Socket[] = [];
let lost = 0;
let latencies: number[] = [];
let received = 0;

function onEvent(sentAt: number | null): void {
  received += 1;
  if (sentAt !== null) latencies.push(Number(process.hrtime.bigint()) - sentAt);
}

function onClose(): void {
  lost += 1;
}

function report(): LoadReport {
  const sorted = Float64Array.from(latencies).sort();
  const at = (part: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0) / NS_PER_MS;
  return { connected: sockets.length, lost, received, p50: at(0.5), p99: at(0.99) };
}

async function connectAll(command: Extract<LoadCommand, { do: 'connect' }>): Promise<void> {
  let begun = 0;
  async function next(): Promise<void> {
    while (begun < command.count) {
      begun += 1;
      sockets.push(await connect(command, { onEvent, onClose }));
    }
  }
  await Promise.all(Array.from({ length: command.parallel }, next));
}

async function obey(command: LoadCommand): Promise<LoadReport> {
  switch (command.do) {
    case 'connect':
      await connectAll(command);
      break;
    case 'reset':
      latencies = [];
      received = 0;
      lost = 0;
      break;
    case 'report':
      break;
    case 'disconnect':
      for (const socket of sockets) socket.destroy();
      sockets = [];
      break;
    default:
      command satisfies never;
  }
  return report();
}

process.on('message', (command: LoadCommand) => {
  obey(command).then(
    (answer) => process.send?.(answer),
    (error) => process.send?.({ error: String(error) }),
  );
});
process.on('disconnect', () => process.exit());
