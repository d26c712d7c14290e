import { isObject } from '#server/rules/laravel/laravel';
import { detail } from '../../detail.ts';
import { AnswerError, type Api, badAnswer } from '../../http/http.ts';
import type { Row } from './list-row.ts';
import type { Normalise } from './normalise.ts';

/** The app's list of notifications. Calls reject with a TroubleError. */
export interface Pages {
  /** Page `number`, from 1, newest rows first. What the answer says about other pages is ignored. */
  page(number: number): Promise<readonly Row[]>;
  /** How many are unread, by the app's count; null: it has none. */
  unreadCount(): Promise<number | null>;
}

function listOf(answer: unknown): readonly unknown[] {
  const list = isObject(answer) ? (answer.notifications ?? answer.data) : answer;
  if (!Array.isArray(list)) throw badAnswer(detail('no_list', {}));
  return list;
}

export function createPages(deps: {
  readonly api: Api;
  /** e.g. `/api/notifications` */
  readonly prefix: string;
  readonly normalise: Pick<Normalise, 'row'>;
  log(message: string): void;
}): Pages {
  const { api, prefix, normalise } = deps;

  return {
    async page(number) {
      const list = listOf(await api.call('GET', `${prefix}?page=${number}`));
      const rows = list.map(normalise.row).filter((row) => row !== null);
      if (rows.length < list.length) deps.log(`${list.length - rows.length} notifications have no id`);
      return rows;
    },

    async unreadCount() {
      try {
        const answer = await api.call('GET', `${prefix}/unread-count`);
        const count = isObject(answer) ? answer.count : null;
        return typeof count === 'number' && Number.isInteger(count) && count >= 0 ? count : null;
      } catch (error) {
        // 405: the address belongs to another route (`DELETE {id}`).
        if (error instanceof AnswerError && (error.status === 404 || error.status === 405)) return null;
        throw error;
      }
    },
  };
}
