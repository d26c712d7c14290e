import type { DeliveryRepository } from '../ports.ts';
import type { DueDelivery, LoggedDelivery } from '../rows.ts';
import { changeOf, fieldOf, rowsOf, writtenFieldOf } from '../statement-step.ts';
import { steps } from '../step.ts';

export type DeliveryStatements = Readonly<
  Record<
    | 'insert'
    | 'pending'
    | 'body'
    | 'postpone'
    | 'finish'
    | 'log'
    | 'logOf'
    | 'purgeOld'
    | 'purgeSurplus'
    | 'apps',
    string
  >
>;

export const createDeliveryRepository = (sql: DeliveryStatements): DeliveryRepository => ({
  insert: ({ appId, url, body, events, now }) =>
    writtenFieldOf<number, number>('deliveries.insert', sql.insert, [appId, url, body, events, now], 0),
  pending: () => rowsOf<DueDelivery>('deliveries.pending', sql.pending),
  body: (id) => fieldOf<string>('deliveries.body', sql.body, [id], undefined),
  postpone: (id, { attempts, nextAt, status, error }) =>
    changeOf('deliveries.postpone', sql.postpone, [id, attempts, nextAt, status, error]),
  finish: (id, { attempts, status, error }) =>
    changeOf('deliveries.finish', sql.finish, [
      ...[id, error === null ? 'delivered' : 'failed', attempts, status, error],
    ]),
  log: (appId, limit) =>
    appId === null
      ? rowsOf<LoggedDelivery>('deliveries.log', sql.log, [limit])
      : rowsOf<LoggedDelivery>('deliveries.log', sql.logOf, [appId, limit]),
  purge: steps('deliveries.purge', function* ({ before, keep }) {
    let gone = yield* changeOf('deliveries.purge', sql.purgeOld, [before]);
    const apps = yield* rowsOf<{ app_id: string }>('deliveries.purge', sql.apps);
    for (const { app_id } of apps) {
      gone += yield* changeOf('deliveries.purge', sql.purgeSurplus, [app_id, keep]);
    }
    return gone;
  }),
});
