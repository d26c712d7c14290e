import type { Socket } from 'node:net';
import type { FastifyBaseLogger, FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { ERROR_STATUS, type ErrorBody, type ErrorCode } from '#server/error';
import { AppError } from '../errors.ts';
import { createRepeatedLog } from '../log.ts';
import { answerRaw } from './raw-answer.ts';

/** What clients see instead of an internal message. */
const HIDDEN = {
  internal: 'Something went wrong on the server.',
  storage_failed: 'The server cannot write to its storage right now. Nothing was changed.',
  shutting_down: 'The server is going away.',
} as const satisfies Partial<Record<ErrorCode, string>>;

const FASTIFY_CODES: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: ['malformed_json', 'The body is not valid JSON.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['malformed_json', 'The body is shorter or longer than announced.'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['payload_too_large', 'The body is longer than this address takes.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported_media_type', 'The body must be application/json.'],
  FST_ERR_ROUTE_MISSING_CONTENT_TYPE: ['unsupported_media_type', 'The body must be application/json.'],
  FST_ERR_BAD_URL: ['not_found', 'There is nothing at this address.'],
  FST_ERR_MAX_PARAM_LENGTH: ['not_found', 'There is nothing at this address.'],
};

/** Anything thrown, as an error with a known code. */
function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const known = FASTIFY_CODES[(error as Partial<FastifyError>)?.code ?? ''];
  if (known !== undefined) return new AppError(known[0], known[1], { cause: error });
  return new AppError('internal', HIDDEN.internal, { cause: error });
}

export function toErrorBody({ code, message, details }: AppError): ErrorBody {
  const words = code in HIDDEN ? HIDDEN[code as keyof typeof HIDDEN] : message;
  return { error: { code, message: words, ...(details === undefined ? {} : { details }) } };
}

/** Logs failures of the server itself. For the `onError` hook. */
export function createFailureLog(log: FastifyBaseLogger): (request: FastifyRequest, error: unknown) => void {
  const report = createRepeatedLog();
  return ({ routeOptions: { url: route } }, error) => {
    const { code, cause, stack } = toAppError(error);
    if (code !== 'internal' && code !== 'storage_failed') return;
    report(`${code} ${route}`, (repeated) => {
      const first = { cause: cause instanceof Error ? cause.stack : stack };
      log.error({ code, route, ...(repeated === 0 ? first : { repeated }) }, 'request failed');
    });
  };
}

/** The one place where errors become answers. */
export function answerError(error: unknown, _request: FastifyRequest, reply: FastifyReply): void {
  const refused = toAppError(error);
  const status = ERROR_STATUS[refused.code];
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  void reply.code(status).type('application/json; charset=utf-8').send(toErrorBody(refused));
}

/** Errors of Node's HTTP parser by code: https://nodejs.org/api/http.html#event-clienterror */
const PARSER_CODES: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  HPE_HEADER_OVERFLOW: ['headers_too_large', 'The headers are longer than this server takes.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['request_timeout', 'The request did not arrive in time.'],
};
const NO_REQUEST = ['invalid_request', 'This is not a valid HTTP request.'] as const;

/** Answers what is not an HTTP request, and so reaches no route, on the bare socket. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const [code, message] = PARSER_CODES[error.code ?? ''] ?? NO_REQUEST;
  answerRaw(socket, toErrorBody(new AppError(code, message)));
}
