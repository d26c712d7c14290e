import type { Detail } from '#app/detail';
import type { SourceTrouble } from '#app/source-view';
import { parseExact } from '#server/rules/exact-json';
import { type RefusalCode, refusal } from '#server/rules/refusals';
import { cleanText } from '#server/rules/text';
import { cut } from '../cut.ts';
import type { Told } from './adapter.ts';
import { detail, inTheirWords, plainly } from './detail.ts';
import type { Http, HttpAnswer } from './http.ts';
import { TroubleError, troubleOfStatus } from './trouble.ts';

const LONGEST_DETAIL = 300;
/** As long as the backend's outbox will wait, in milliseconds. */
export const LONGEST_PAUSE = 24 * 60 * 60 * 1_000;
/** A pause of 0 after too many requests is not believed; in milliseconds. */
const LEAST_PAUSE = 1_000;
/** Client errors that another attempt may not meet: signed in again, timed out, too early, too many. */
const PASSING: readonly number[] = [401, 408, 419, 425, 429];

/** The other side answered, and not with what was asked for. */
export class AnswerError extends TroubleError {
  readonly status: number;
  /** `error.code` and `error.details` of a Belfry server. */
  readonly code: string | null;
  readonly details: unknown;
  /** It wants to be left alone for so long, in milliseconds. */
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
   * Asks with the source's token. @returns the JSON of a success, or undefined where that says nothing
   * @throws TroubleError; AnswerError for an answer that is no success, or not JSON
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

/** The error that an answer without success is. */
export function answerError(answer: HttpAnswer, now: Date): AnswerError {
  const pause = { status: answer.status, afterMs: pauseOf(answer, now) };
  return new AnswerError(troubleOfStatus(answer.status), pause, wordsOf(jsonOf(answer.body)));
}

/**
 * Whether it is about the address, and not about what was asked for there: a 405, as the app has the address for another method, or a
 * 404 in the words of Laravel's router, since version 9.
 */
export const hasNoRoute = ({ status, detail: { said } }: AnswerError): boolean =>
  status === 405 || (status === 404 && /^The route .* could not be found\.$/.test(said ?? ''));

/** A success in name, that makes no sense. */
export const badAnswer = (of: Detail): AnswerError =>
  new AnswerError('bad_answer', { status: 200, afterMs: null }, NO_WORDS, of);

export const isSuccess = ({ status }: HttpAnswer): boolean => status >= 200 && status < 300;

/** It is refused for good by this answer, with what that says in its own words. */
export const refusedBy = (
  { status, detail: { said } }: AnswerError,
  code: Extract<RefusalCode, `answered${string}`> = 'answered',
): Told => ({ outcome: 'refused', reason: refusal(code, { status }, said) });

/** What becomes of an outbox entry that met this error. */
export function toldOf(error: unknown): Told {
  if (!(error instanceof AnswerError)) return { outcome: 'retry' };
  const { status, afterMs } = error;
  const forGood = status >= 400 && status < 500 && !PASSING.includes(status);
  if (forGood) return refusedBy(error);
  // It came too soon, and the answer says when to return: that is no failure.
  if (status === 429 && afterMs !== null)
    return { outcome: 'later', after_ms: Math.max(afterMs, LEAST_PAUSE) };
  return { outcome: 'retry', ...(afterMs === null ? {} : { after_ms: afterMs }) };
}

/** The JSON surface of a source below `base`. */
export function createApi(deps: {
  readonly base: string;
  readonly http: Http;
  token(): string | null;
  headers(): Readonly<Record<string, string>>;
  now(): Date;
  /** Of each answer, whatever it says. */
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
      // Whoever takes an order may say so in other words; a page for people is somebody else's, e.g. of a hotel's network.
      if (method !== 'GET' && !answer.body.trimStart().startsWith('<')) return undefined;
      throw badAnswer(detail('no_json', {}));
    },
  };
}
