import type { LookupFunction } from 'node:net';
import type { Incoming, Outgoing, Stack } from '../../network/network.ts';
import { detail } from '../detail.ts';
import { TroubleError, troubleOf } from '../trouble.ts';

const TIMEOUT = 15_000;
export const BODY_LIMIT = 8 * 1024 * 1024;
const REDIRECTS = 5;

/** Names of `headers` are in lower case; `body` is at most `BODY_LIMIT` bytes long. */
export type HttpAnswer = Readonly<{
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}>;

export type HttpInit = Readonly<{
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** For the whole request, up to the last byte of the answer; in milliseconds. */
  timeoutMs?: number;
  /** Where on the same origin a redirect may lead. Default: anywhere. */
  mayFollow?: (url: URL) => boolean;
  /** As of `Outgoing`. */
  lookup?: LookupFunction;
  /** false: only its status and headers matter, and `body` is empty. */
  isAnswerRead?: boolean;
}>;

export interface Http {
  /**
   * Resolves for every HTTP status, and rejects with a TroubleError only (network, TLS, proxy, timeout, too large). A redirect that is
   * not followed resolves, too: one to another origin, one that `mayFollow` refuses, and one that would turn this request into a GET.
   */
  request(url: string, init: HttpInit): Promise<HttpAnswer>;
}

async function text({ body }: Incoming): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > BODY_LIMIT) throw new TroubleError('bad_answer', detail('too_long', {}));
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Where a redirect leads; null: it is not followed. Another origin must not see the secrets of this one. And where a browser would turn
 * a POST into a GET, the page behind it (a sign-in, the front page) would answer 200 although nothing was done.
 * https://fetch.spec.whatwg.org/#http-redirect-fetch
 */
function nextOf(
  url: string,
  { method, mayFollow = () => true }: HttpInit,
  { status, headers }: Incoming,
): string | null {
  const { location } = headers;
  const keepsMethod = method === 'GET' ? [301, 302, 303, 307, 308] : [307, 308];
  if (!keepsMethod.includes(status) || !location || !URL.canParse(location, url)) return null;
  const next = new URL(location, url);
  return next.origin === new URL(url).origin && mayFollow(next) ? next.href : null;
}

/** HTTP for sources, over a stack of `electron/network`: redirects, a time limit, a size limit. */
export function createHttp(stack: Pick<Stack, 'send'>): Http {
  async function follow(url: string, init: HttpInit, signal: AbortSignal): Promise<HttpAnswer> {
    let target = url;
    const { method, headers: own = {}, body = null, lookup, isAnswerRead = true } = init;
    const request: Outgoing = { method, headers: own, body, ...(lookup !== undefined && { lookup }) };
    for (let redirects = 0; ; redirects += 1) {
      const incoming = await stack.send(target, request, signal);
      const { status, headers } = incoming;
      const next = nextOf(target, init, incoming);
      if (next === null) {
        if (status === 407) throw new TroubleError('proxy_refused', detail('proxy_asks', {}, '407'));
        return { status, headers, body: isAnswerRead ? await text(incoming) : '' };
      }
      if (redirects === REDIRECTS) throw new TroubleError('bad_answer', detail('redirect_circle', {}));
      target = next;
    }
  }

  return {
    async request(url, init) {
      if (!/^https?:/.test(url) || !URL.canParse(url)) {
        throw new TroubleError('bad_answer', detail('no_http_address', {}));
      }
      const end = new AbortController();
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(
          () => reject(new TroubleError('timeout', detail('no_answer', {}))),
          init.timeoutMs ?? TIMEOUT,
        );
      });
      try {
        return await Promise.race([follow(url, init, end.signal), late]);
      } catch (error) {
        throw troubleOf(error);
      } finally {
        clearTimeout(timer);
        end.abort();
      }
    },
  };
}
