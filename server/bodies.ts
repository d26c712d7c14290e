import type { FastifyInstance } from 'fastify';
import { AppError } from './errors.ts';

/** Deeper nesting serves nobody and overflows recursive code on its way out. */
const DEPTH_LIMIT = 64;

export function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= DEPTH_LIMIT; depth += 1) {
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
    if (level.length === 0) return false;
  }
  return true;
}

/** JSON only. An empty body is no body: many clients send the header with every POST and DELETE. */
export function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') {
      done(null, undefined);
      return;
    }
    parse(request, body.toString(), (error, value) => {
      if (error) done(new AppError('malformed_json', 'The body is not valid JSON.', { cause: error }));
      else if (isTooDeep(value)) done(new AppError('invalid_request', 'The body is nested too deeply.'));
      else done(null, value);
    });
  });
  takeEmptyBodies(app);
}

/** Where nothing is sent, its type does not matter: clients without a body name any (`curl -d ''`, `fetch` with `''`, empty forms). */
function takeEmptyBodies(app: FastifyInstance): void {
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    if (body.length === 0) done(null, undefined);
    else done(new AppError('unsupported_media_type', 'The body must be application/json.'));
  });
}

/** For the routes of this encapsulated `app`. */
export function readFormBodies(app: FastifyInstance): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => {
      done(null, Object.fromEntries(new URLSearchParams(body.toString())));
    },
  );
}
