import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { isTooDeep } from '#server/rules/json/depth';
import { mayRound, parseExact } from '#server/rules/json/exact-json';
import { AppError } from '../errors.ts';

/** @throws AppError `malformed_json` for invalid UTF-8, which decoding would silently replace */
export function decode(body: Uint8Array): string {
  if (!isUtf8(body)) throw new AppError('malformed_json', 'The body is not UTF-8.');
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
}

/** Whether the percent-encoded bytes of a form or query are UTF-8. */
export function isEncodedUtf8(text: string): boolean {
  const escaped = text.match(/(?:%[0-9a-f]{2})+/gi) ?? [];
  return escaped.every((run) => isUtf8(Buffer.from(run.replaceAll('%', ''), 'hex')));
}

/** Accepts JSON only, and keeps its numbers exact. An empty body counts as none: many clients send the header with every request. */
export function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const text = decode(body).replace(/^\uFEFF/, '');
    if (text === '') {
      done(null, undefined);
      return;
    }
    parse(request, text, (error, value) => {
      if (error) done(new AppError('malformed_json', 'The body is not valid JSON.', { cause: error }));
      else if (isTooDeep(value)) done(new AppError('invalid_request', 'The body is nested too deeply.'));
      else done(null, typeof value === 'object' && mayRound(text) ? parseExact(text) : value);
    });
  });
  takeEmptyBodies(app);
}

/** Only the closing boundary, as a `FormData` without fields sends it: https://www.rfc-editor.org/rfc/rfc2046#section-5.1.1 */
const EMPTY_MULTIPART = /^(?:\r\n)?--[^\r\n]{1,70}--\s*$/;

const isEmpty = (body: Buffer, type = ''): boolean =>
  body.length === 0 || (/^multipart\//i.test(type) && EMPTY_MULTIPART.test(body.toString('latin1')));

/** The type of an empty body does not matter: clients send any (`curl -d ''`, `fetch` with `''`, empty forms). */
function takeEmptyBodies(app: FastifyInstance): void {
  // A malformed type (`undefined`, from careless scripts) would reach no parser.
  app.addHook('onRequest', async ({ headers }) => {
    const { 'content-length': length = '0', 'transfer-encoding': encoding } = headers;
    if (encoding === undefined && Number(length) === 0) delete headers['content-type'];
  });
  app.addContentTypeParser<Buffer>('*', { parseAs: 'buffer' }, ({ headers }, body, done) => {
    if (isEmpty(body, headers['content-type'])) done(null, undefined);
    else done(new AppError('unsupported_media_type', 'The body must be application/json.'));
  });
}

/** Accepts forms as well, in this encapsulated `app`. */
export function readFormBodies(app: FastifyInstance): void {
  app.addContentTypeParser<Buffer>(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer' },
    (_request, body, done) => {
      const text = decode(body);
      if (!isEncodedUtf8(text)) throw new AppError('bad_request', 'The form is not UTF-8.');
      done(null, Object.fromEntries(new URLSearchParams(text)));
    },
  );
}
