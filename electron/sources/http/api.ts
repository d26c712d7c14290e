import type { Detail } from '#app/detail';
import type { SourceTrouble } from '#app/source-view';
import { parseExact } from '#server/rules/json/exact-json';
import { type RefusalCode, refusal } from '#server/rules/refusals';
import { cleanText } from '#server/rules/text/text';
import { cut } from '../../system/text.ts';
import { detail, inTheirWords, plainly } from '../detail.ts';
import { TroubleError, troubleOfStatus } from '../trouble.ts';
import type { UpstreamResult } from '../upstream-result.ts';
import type { Http, HttpAnswer } from './request.ts';

const LONGEST_DETAIL = 300;
/** The longest pause that the backend's outbox takes, in milliseconds. */
export const LONGEST_PAUSE = 24 * 60 * 60 * 1_000;
/** The shortest pause after a 429, even if it says `Retry-After: 0`; in milliseconds. */
const LEAST_PAUSE = 1_000;
/** 4xx answers that another attempt may not get: not signed in, timed out, session expired, too early, too many. */
const PASSING: readonly number[] = [401, 408, 419, 425, 429];

/** The source answered, but not with what was asked for. */
export class AnswerError extends TroubleError {
  readonly status: number;
  /** `error.code` and `error.details` of a Belfry server. */
  readonly code: string | null;
  readonly details: unknown;
  /** From `Retry-After`, in milliseconds; null: not given. */
  readonly afterMs: number | null;

  constructor(
    trouble: SourceTrouble,
    answer: Readonly<{ status: number; afterMs: number | null }>,
    body: Words,
    of: Detail | null = null,
  ) {
    const { status } = answer;
    const words = body.message ?? (of === null ? `HTTP ${status}` : plainly(of));
    super(
      trouble,
      of ?? (body.message === null ? detail('answered', { status }) : inTheirWords(words)),
      words,
    );
    this.name = 'AnswerError';
    this.status = status;
    this.afterMs = answer.afterMs;
    this.code = body.code;
    this.details = body.details;
  }
}

export interface Api {
  /**
   * Sends a request with the source's token. @returns the JSON of a success; undefined if it has no body
   * @throws TroubleError; AnswerError for an answer that is not a success, or not JSON
   */
  call(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<unknown>;
}

type Fields = Readonly<Record<string, unknown>>;
type Words = Readonly<{ message: string | null; code: string | null; details: unknown }>;

const NO_WORDS: Words = { message: null, code: null, details: undefined };

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const textOf = (value: unknown): string | null =>
  typeof value === 'string' ? cut(cleanText(value).trim(), LONGEST_DETAIL) || null : null;

function jsonOf(text: string): unknown {
  try {
    return parseExact(text);
  } catch {
    return undefined;
  }
}

/** Belfry says `{error: {code, message, details}}`, Laravel `{message}`. */
function wordsOf(body: unknown): Words {
  const said = isObject(body) && isObject(body.error) ? body.error : body;
  if (!isObject(said)) return NO_WORDS;
  return { message: textOf(said.message), code: textOf(said.code), details: said.details };
}

/** `Retry-After`: seconds, or a date. @returns milliseconds */
export function pauseOf({ headers }: Pick<HttpAnswer, 'headers'>, now: Date): number | null {
  const text = headers['retry-after']?.trim() ?? '';
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now.getTime();
  return Number.isNaN(ms) ? null : Math.min(Math.max(0, ms), LONGEST_PAUSE);
}

/** The error for an answer that is not a success. */
export function answerError(answer: HttpAnswer, now: Date): AnswerError {
  const pause = { status: answer.status, afterMs: pauseOf(answer, now) };
  return new AnswerError(troubleOfStatus(answer.status), pause, wordsOf(jsonOf(answer.body)));
}

/**
 * Whether the app has no such route, as opposed to no such resource: a 405 (the address exists for another method), or a 404 worded
 * by Laravel's router, as since version 9.
 */
export const hasNoRoute = ({ status, detail: { said } }: AnswerError): boolean =>
  status === 405 || (status === 404 && /^The route .* could not be found\.$/.test(said ?? ''));

/** The error for a 200 whose content makes no sense. */
export const badAnswer = (of: Detail): AnswerError =>
  new AnswerError('bad_answer', { status: 200, afterMs: null }, NO_WORDS, of);

export const isSuccess = ({ status }: HttpAnswer): boolean => status >= 200 && status < 300;

/** The answer refuses it for good; `said` has its own words. */
export const refusedBy = (
  { status, detail: { said } }: AnswerError,
  code: Extract<RefusalCode, `answered${string}`> = 'answered',
): UpstreamResult => ({ outcome: 'refused', reason: refusal(code, { status }, said) });

/** The result for an outbox entry that failed with this error. */
export function upstreamResultOf(error: unknown): UpstreamResult {
  if (!(error instanceof AnswerError)) return { outcome: 'retry' };
  const { status, afterMs } = error;
  const forGood = status >= 400 && status < 500 && !PASSING.includes(status);
  if (forGood) return refusedBy(error);
  // The answer says when to come back: that does not count as a failed attempt.
  if (status === 429 && afterMs !== null)
    return { outcome: 'later', after_ms: Math.max(afterMs, LEAST_PAUSE) };
  return { outcome: 'retry', ...(afterMs === null ? {} : { after_ms: afterMs }) };
}

/** The JSON API of a source, below `base`. */
export function createApi(deps: {
  readonly base: string;
  readonly http: Http;
  token(): string | null;
  headers(): Readonly<Record<string, string>>;
  now(): Date;
  /** Called for each answer, success or not. */
  onAnswer?(answer: HttpAnswer): void;
}): Api {
  return {
    async call(method, path, body, extra = {}) {
      const token = deps.token();
      const answer = await deps.http.request(`${deps.base}${path}`, {
        method,
        headers: {
          ...deps.headers(),
          accept: 'application/json',
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...extra,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      deps.onAnswer?.(answer);
      if (!isSuccess(answer)) throw answerError(answer, deps.now());
      if (answer.body === '') return undefined;
      const json = jsonOf(answer.body);
      if (json !== undefined) return json;
      // A POST may be answered by plain text. A page of HTML comes from something in between, such as a hotel's sign-in.
      if (method !== 'GET' && !answer.body.trimStart().startsWith('<')) return undefined;
      throw badAnswer(detail('no_json', {}));
    },
  };
}
