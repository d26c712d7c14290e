import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { ERROR_STATUS, type ErrorBody } from '#server/error';

/** Answers in the one error shape where no route can: on the bare socket, which ends with it. */
export function answerRaw(socket: Duplex, error: ErrorBody): void {
  const status = ERROR_STATUS[error.error.code];
  const body = JSON.stringify(error);
  // The client may be gone by now, and nobody else listens on such a socket.
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
