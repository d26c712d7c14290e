import type { Duplex } from 'node:stream';
import type { ErrorCode } from '#server/error';
import { answerRaw } from '../http/raw-answer.ts';

const MESSAGES = {
  bad_request: 'An upgrade has no body.',
  foreign_host: 'The Host header does not name this server.',
  foreign_origin: 'Pages of other origins may not connect.',
  overloaded: 'The server has as many connections as it can have.',
  shutting_down: 'The server is going away.',
} as const satisfies Partial<Record<ErrorCode, string>>;
export type RefusedUpgrade = keyof typeof MESSAGES;

/** Answers over HTTP, where there is no WebSocket yet to say it on. */
export function refuseUpgrade(socket: Duplex, code: RefusedUpgrade): void {
  answerRaw(socket, { error: { code, message: MESSAGES[code] } });
}
