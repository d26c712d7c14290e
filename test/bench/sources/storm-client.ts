/** A client of a team server as stock ones are: protocol 7, its user's private channel, signed over HTTP. */
import http from 'node:http';
import type { Socket } from 'node:net';
import { userChannel } from '#server/rules/channels';
import { type ClientEvents, connect } from '../realtime/client.ts';

export type StormServer = Readonly<{ port: number; key: string }>;
export type StormClient = Readonly<{ userId: number; token: string }>;

const ANSWER = /"auth":"([^"]+)"/;

/** Over a new connection: the previous one was cut with all others. */
function authorize(port: number, { userId, token }: StormClient, socketId: string): Promise<string> {
  const body = new URLSearchParams({ socket_id: socketId, channel_name: userChannel(userId) }).toString();
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': Buffer.byteLength(body),
  };
  const options = {
    host: '127.0.0.1',
    port,
    path: '/broadcasting/auth',
    method: 'POST',
    headers,
    agent: false,
  };
  return new Promise((resolve, reject) => {
    const request = http.request(options, (response) => {
      let answer = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        answer += chunk;
      });
      response.on('error', reject);
      response.on('end', () => {
        const [, auth] = ANSWER.exec(answer) ?? [];
        if (auth === undefined) reject(new Error(`not authorised: ${answer}`));
        else resolve(auth);
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Resolves once it is subscribed. */
export const openClient = (
  { port, key }: StormServer,
  client: StormClient,
  events: ClientEvents,
): Promise<Socket> =>
  connect(
    {
      ...{ port, key, channel: userChannel(client.userId) },
      authorize: (socketId) => authorize(port, client, socketId),
    },
    events,
  );
