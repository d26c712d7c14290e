import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { CurrentSession } from '#server/account';
import { type ActionRequest, Delta, ListPage, type ListQuery, SyncPage, type SyncQuery } from '#server/inbox';
import { queryOf } from '../../query.ts';
import { type Api, badAnswer } from '../api.ts';

/** Small enough that a page of the largest notifications is still an answer that is taken. */
export const LIST_PAGE = 50;

/** The team server's surface, as far as it is used. Every call rejects with a TroubleError. */
export interface TeamInbox {
  session(): Promise<CurrentSession>;
  sync(query: SyncQuery): Promise<SyncPage>;
  list(query: ListQuery): Promise<ListPage>;
  act(request: ActionRequest): Promise<Delta>;
  receipts(ids: Readonly<{ delivered: readonly string[]; seen: readonly string[] }>): Promise<void>;
}

export function createTeamInbox(api: Api): TeamInbox {
  function checked<T>(schema: TSchema, answer: unknown): T {
    if (Value.Check(schema, answer)) return answer as T;
    throw badAnswer('The answer is not that of a Belfry server.');
  }

  return {
    session: async () => checked(CurrentSession, await api.call('GET', '/api/session')),
    sync: async (q) => checked(SyncPage, await api.call('GET', `/api/inbox/sync?${queryOf(q)}`)),
    list: async (q) => checked(ListPage, await api.call('GET', `/api/inbox?${queryOf(q)}`)),
    async act(request) {
      const answer = await api.call('POST', '/api/inbox/actions', request);
      const delta = typeof answer === 'object' && answer !== null && 'delta' in answer ? answer.delta : null;
      return checked(Delta, delta);
    },
    async receipts(ids) {
      await api.call('POST', '/api/inbox/receipts', ids);
    },
  };
}
