import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { ERROR_STATUS, type ErrorBody } from '#server/error';

/** Answers with an error on the bare socket, where no route can, and closes it. */
export function answerRaw(socket: Duplex, error: ErrorBody): void {
  const status = ERROR_STATUS[error.error.code];
  const body = JSON.stringify(error);
  // The client may be gone, and nothing else handles errors of this socket.
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
