/**
 * The floor: the least that a server on `ws` can do. Anybody may connect and listen; a publish is answered unsigned, and one
 * prebuilt frame is written to each socket of its channel behind the library. Takes its port as argument.
 */
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocketServer } from 'ws';

const channels = new Map<string, Set<Socket>>();
/** Private channels are signed here, by anything. */
const AUTH_PATH = '/broadcasting/auth';
const SIGNED = JSON.stringify({ auth: 'floor:0' });
const sockets = new WebSocketServer({ noServer: true, clientTracking: false });
const established = JSON.stringify({
  event: 'pusher:connection_established',
  data: JSON.stringify({ socket_id: '1.1', activity_timeout: 120 }),
});
const succeeded = JSON.stringify({ event: 'pusher_internal:subscription_succeeded', data: '{}' });

/** One text frame as it travels; https://www.rfc-editor.org/rfc/rfc6455#section-5.2 */
function frameOf(text: Buffer): Buffer {
  const head = text.length < 126 ? Buffer.from([0x81, text.length]) : Buffer.from([0x81, 126, 0, 0]);
  if (head.length === 4) head.writeUInt16BE(text.length, 2);
  return Buffer.concat([head, text]);
}

function subscribersOf(channel: string): Set<Socket> {
  const subscribers = channels.get(channel) ?? new Set();
  channels.set(channel, subscribers);
  return subscribers;
}

function publish(body: string): void {
  const { name, channel = '', data } = JSON.parse(body) as Record<string, string>;
  const frame = frameOf(Buffer.from(JSON.stringify({ event: name, channel, data })));
  for (const socket of subscribersOf(channel)) socket.write(frame);
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    response.setHeader('content-type', 'application/json');
    if (request.url === AUTH_PATH) return response.end(SIGNED);
    publish(Buffer.concat(chunks).toString());
    response.end('{}');
  });
});
server.on('upgrade', (request, socket, head) => {
  sockets.handleUpgrade(request, socket as Socket, head, (webSocket) => {
    webSocket.send(established);
    let left = (): void => {};
    webSocket.on('message', (message) => {
      const { data } = JSON.parse(String(message)) as { data: { channel: string } };
      const subscribers = subscribersOf(data.channel).add(socket as Socket);
      left = () => void subscribers.delete(socket as Socket);
      webSocket.send(succeeded);
    });
    webSocket.on('close', () => left());
  });
});
// As Belfry's: what finds no room in the usual 511 would try again a second later.
server.listen({ port: Number(process.argv[2]), host: '127.0.0.1', backlog: 4_096 });
