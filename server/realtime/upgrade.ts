import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { ERROR_STATUS, type ErrorBody, type ErrorCode } from '#server/error';

const MESSAGES = {
  bad_request: 'An upgrade has no body.',
  foreign_host: 'The Host header does not name this server.',
  foreign_origin: 'Pages of other origins may not connect.',
  shutting_down: 'The server is going away.',
} as const satisfies Partial<Record<ErrorCode, string>>;
export type RefusedUpgrade = keyof typeof MESSAGES;

/** Answers over HTTP, where there is no WebSocket yet to say it on. */
export function refuseUpgrade(socket: Duplex, code: RefusedUpgrade): void {
  const status = ERROR_STATUS[code];
  const body = JSON.stringify({ error: { code, message: MESSAGES[code] } } satisfies ErrorBody);
  // The client may be gone by now; nobody else listens on a socket that is being upgraded.
  socket.on('error', () => socket.destroy());
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Connection: close',
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
    () => socket.destroy(),
  );
}
