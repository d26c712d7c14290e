/** Senders that cost next to nothing compared with the server: prepared requests over open connections. */
import net from 'node:net';
import type { SendRequest } from '#server/send';
import type { Endpoint } from '#server/session';

export const PARALLEL = 20;
export const REQUEST = {
  title: 'Deployment finished',
  message: 'shop: version 2.41.0 is live on all of the 12 machines after 3 minutes and 20 seconds.',
  url: 'https://ci.example/shop/deployments/2410',
  type: 'deployment',
} as const satisfies SendRequest;

const TAKEN = 'HTTP/1.1 201';
const LENGTH = /content-length: (\d+)/i;

function requestTo({ url, token }: Endpoint): Buffer {
  const body = JSON.stringify(REQUEST);
  const head = [
    'POST /api/notifications HTTP/1.1',
    `Host: ${new URL(url).host}`,
    `Authorization: Bearer ${token}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** One sender: the next request follows the answer to the one before, until `more` says no. */
function sendAll(endpoint: Endpoint, more: () => boolean): Promise<void> {
  const request = requestTo(endpoint);
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(new URL(endpoint.url).port), '127.0.0.1');
    socket.setNoDelay(true).setEncoding('latin1');
    let answer = '';
    const next = (): void => {
      if (more()) socket.write(request);
      else socket.end();
    };
    socket.on('connect', next);
    socket.on('data', (chunk: string) => {
      answer += chunk;
      const head = answer.indexOf('\r\n\r\n');
      if (head === -1 || answer.length < head + 4 + Number(LENGTH.exec(answer)?.[1])) return;
      if (!answer.startsWith(TAKEN)) return void socket.destroy(new Error(answer.slice(0, 200)));
      answer = '';
      next();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve());
  });
}

/** @returns acknowledged sends per second, measured for this many milliseconds */
export async function sendFor(endpoint: Endpoint, ms: number): Promise<number> {
  const begin = performance.now();
  let sent = 0;
  const more = (): boolean => {
    if (performance.now() >= begin + ms) return false;
    sent += 1;
    return true;
  };
  await Promise.all(Array.from({ length: PARALLEL }, () => sendAll(endpoint, more)));
  return (sent * 1_000) / (performance.now() - begin);
}
