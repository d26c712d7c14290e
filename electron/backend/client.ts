import { Value } from 'typebox/value';
import type { Failure } from '#app/result';
import { ErrorBody } from '#server/error';
import type {
  ActionAnswer,
  ActionRequest,
  Batch,
  CountAnswer,
  CountQuery,
  ListPage,
  ListQuery,
  SyncPage,
  SyncQuery,
  UndoAnswer,
} from '#server/inbox';
import type { OutboxPage, OutboxQuery, OutboxResult } from '#server/outbox';
import type { RunAnswer } from '#server/run';
import { IDEMPOTENCY_HEADER, type SendAnswer, type SendRequest } from '#server/send';
import type {
  IngestAnswer,
  IngestRequest,
  SourceRegistration,
  SourceState,
  SourceUnread,
} from '#server/source';
import { queryOf } from '../query.ts';
import { createRulesClient, type RulesClient } from './rules-client.ts';

const TIMEOUT = 10_000;

/** `code`: the backend's own, or `unreachable` if it did not answer in time. */
export class BackendError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** What is said of it to somebody who asked for something. */
export function failureOf({ code }: BackendError): Failure {
  switch (code) {
    case 'unreachable':
      return { code: 'backend_unavailable' };
    case 'not_found':
    case 'limit_reached':
    case 'not_supported':
      return { code };
    default:
      return { code: 'backend_refused' };
  }
}

export interface BackendClient {
  sync(query: SyncQuery): Promise<SyncPage>;
  list(query: ListQuery): Promise<ListPage>;
  count(query: CountQuery): Promise<CountAnswer>;
  act(request: ActionRequest): Promise<ActionAnswer>;
  undo(batch: string): Promise<UndoAnswer>;
  batches(): Promise<readonly Batch[]>;
  readonly rules: RulesClient;
  /** Sends with the sender token, as a script would. @returns the id of the notification, which is on disk */
  send(request: SendRequest): Promise<string>;
  /** @param key makes a repeated request count once */
  reply(id: string, text: string, key: string): Promise<void>;
  /** Presses an `event` or `http` action of its sender. */
  run(id: string, action: string): Promise<RunAnswer>;
  /** Reports that these notifications were on a screen. */
  seen(ids: readonly string[]): Promise<void>;
  sources(): Promise<readonly SourceState[]>;
  register(id: string, registration: SourceRegistration): Promise<SourceState>;
  unread(source: string): Promise<SourceUnread>;
  removeSource(id: string): Promise<void>;
  ingest(request: IngestRequest): Promise<IngestAnswer>;
  outbox(query: OutboxQuery): Promise<OutboxPage>;
  report(results: readonly OutboxResult[]): Promise<void>;
  /** Channel signature, `key:hex`. */
  authorize(socketId: string, channel: string): Promise<string>;
}

/** The backend's HTTP API. Every method rejects only with a BackendError. */
export function createBackendClient(deps: {
  readonly url: string;
  readonly token: string;
  readonly senderToken: string;
}): BackendClient {
  async function call<T>(
    method: string,
    path: string,
    body?: unknown,
    { token = deps.token, key }: { token?: string; key?: string } = {},
  ): Promise<T> {
    let response: Response;
    let answer: unknown;
    try {
      response = await fetch(new URL(path, deps.url), {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(key === undefined ? {} : { [IDEMPOTENCY_HEADER]: key }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(TIMEOUT),
      });
      answer = await response.json();
    } catch (error) {
      throw new BackendError('unreachable', error instanceof Error ? error.message : String(error));
    }
    if (response.ok) return answer as T;
    if (Value.Check(ErrorBody, answer)) throw new BackendError(answer.error.code, answer.error.message);
    throw new BackendError('internal', `the backend answered ${response.status}`);
  }

  return {
    sync: (q) => call('GET', `/api/inbox/sync?${queryOf(q)}`),
    list: (q) => call('GET', `/api/inbox?${queryOf(q)}`),
    count: (q) => call('GET', `/api/inbox/count?${queryOf(q)}`),
    act: (request) => call('POST', '/api/inbox/actions', request),
    undo: (batch) => call('POST', '/api/inbox/undo', { batch }),
    batches: async () => (await call<{ batches: Batch[] }>('GET', '/api/inbox/batches')).batches,
    rules: createRulesClient(call),
    async send(request) {
      const { senderToken: token } = deps;
      const answer = await call<SendAnswer>('POST', '/api/notifications', request, { token });
      return answer.notification.id;
    },
    async reply(id, text, key) {
      await call('POST', `/api/inbox/${encodeURIComponent(id)}/reply`, { text }, { key });
    },
    run: (id, action) => call('POST', `/api/inbox/${encodeURIComponent(id)}/run`, { action }),
    async seen(ids) {
      await call('POST', '/api/inbox/receipts', { seen: ids });
    },
    sources: async () => (await call<{ sources: SourceState[] }>('GET', '/api/sources')).sources,
    register: (id, registration) => call('PUT', `/api/sources/${id}`, registration),
    unread: (id) => call('GET', `/api/sources/${id}/unread`),
    async removeSource(id) {
      await call('DELETE', `/api/sources/${id}`);
    },
    ingest: (request) => call('POST', '/api/inbox/ingest', request),
    outbox: (q) => call('GET', `/api/outbox?${queryOf(q)}`),
    async report(results) {
      await call('POST', '/api/outbox/results', { results });
    },
    authorize: async (socket_id, channel_name) =>
      (await call<{ auth: string }>('POST', '/broadcasting/auth', { socket_id, channel_name })).auth,
  };
}
