import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { CurrentSession } from '#server/account';
import { type Mute, Mutes } from '#server/decisions';
import { type ActionRequest, Delta, ListPage, type ListQuery, SyncPage, type SyncQuery } from '#server/inbox';
import { queryOf } from '../../../query.ts';
import { detail } from '../../detail.ts';
import { type Api, badAnswer } from '../../http/http.ts';

/** Small enough that a page of the largest notifications stays below the size limit of an answer. */
export const LIST_PAGE = 50;

/** The part of the team server's API that is used. Every call rejects with a TroubleError. */
export interface TeamInbox {
  session(): Promise<CurrentSession>;
  sync(query: SyncQuery): Promise<SyncPage>;
  list(query: ListQuery): Promise<ListPage>;
  act(request: ActionRequest): Promise<Delta>;
  mutes(): Promise<readonly Mute[]>;
  /** Chooses an `event` action; once done, it stays so. */
  choose(id: string, action: string): Promise<Delta>;
  receipts(ids: Readonly<{ delivered: readonly string[]; seen: readonly string[] }>): Promise<void>;
}

export function createTeamInbox(api: Api): TeamInbox {
  /** Compiled: checking a page of 500 rows takes less than a millisecond instead of thirty. */
  function checker<T extends TSchema>(schema: T): (answer: unknown) => Static<T> {
    const compiled = Compile(schema);
    return (answer) => {
      if (compiled.Check(answer)) return answer;
      throw badAnswer(detail('other_answer', {}));
    };
  }
  const toSession = checker(CurrentSession);
  const toSyncPage = checker(SyncPage);
  const toListPage = checker(ListPage);
  const toDelta = checker(Delta);
  const toMutes = checker(Mutes);

  const deltaIn = (answer: unknown): Delta =>
    toDelta(typeof answer === 'object' && answer !== null && 'delta' in answer ? answer.delta : null);

  return {
    session: async () => toSession(await api.call('GET', '/api/session')),
    sync: async (q) => toSyncPage(await api.call('GET', `/api/inbox/sync?${queryOf(q)}`)),
    list: async (q) => toListPage(await api.call('GET', `/api/inbox?${queryOf(q)}`)),
    async act(request) {
      return deltaIn(await api.call('POST', '/api/inbox/actions', request));
    },
    mutes: async () => toMutes(await api.call('GET', '/api/mutes')).mutes,
    async choose(id, action) {
      return deltaIn(await api.call('POST', `/api/inbox/${encodeURIComponent(id)}/run`, { action }));
    },
    async receipts(ids) {
      await api.call('POST', '/api/inbox/receipts', ids);
    },
  };
}
