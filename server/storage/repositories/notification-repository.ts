import type { View } from '#server/rules/state';
import { idTaken } from '../id-taken.ts';
import { createGauge, NEWEST } from '../page.ts';
import type { NotificationRepository } from '../ports.ts';
import { CHANGING, COLUMNS } from '../row-columns.ts';
import type { ArrivedRow, DueRow, NotificationRow, RowPlace } from '../rows.ts';
import { changeOf, fieldOf, rowOf, rowsOf, rowsUpTo, writtenRowOf } from '../statement-step.ts';
import { assertLocked, steps } from '../step.ts';

/** An engine's statements. ?1 is the user, where there is one. */
export type NotificationStatements = Readonly<
  Record<
    | 'insert'
    | 'claim'
    | 'save'
    | 'foldable'
    | 'foldables'
    | 'takenPlaces'
    | 'byIds'
    | 'missing'
    | 'tallySource'
    | 'purgeSource'
    | 'wipe'
    | 'insistingWith'
    | 'signAcknowledged'
    | 'hasExternal'
    | 'idsOfExternal'
    | 'newest'
    | 'freePlace'
    | 'byId'
    | 'changedAt'
    | 'changedAfter'
    | 'pageAt'
    | 'noteForgotten'
    | 'forget',
    string
  >
> &
  Readonly<{
    /** ?2, ?3 the place, ?4 the limit, ?5 the source. */
    page(view: View, isOfSource: boolean): string;
  }>;

export const createNotificationRepository = (sql: NotificationStatements): NotificationRepository => ({
  insert: steps('notifications.insert', function* (row) {
    assertLocked('notifications.insert', row.user_id);
    const values = COLUMNS.map((name) => row[name]);
    if (row.external_id === null) yield* changeOf('notifications.insert', sql.insert, values);
    else if ((yield* writtenRowOf('notifications.insert', sql.claim, values)) === undefined) throw idTaken();
  }),
  save(row) {
    assertLocked('notifications.save', row.user_id);
    return changeOf('notifications.save', sql.save, [row.id, ...CHANGING.map((name) => row[name])]);
  },
  foldable: (userId, source, key) =>
    rowOf<NotificationRow>('notifications.foldable', sql.foldable, [userId, source, key]),
  foldables: (userId, source, keys) =>
    rowsOf<NotificationRow>('notifications.foldables', sql.foldables, [userId, source, JSON.stringify(keys)]),
  missing: steps('notifications.missing', function* (userId, ids) {
    const rows = yield* rowsOf<{ id: string }>('notifications.missing', sql.missing, [
      userId,
      JSON.stringify(ids),
    ]);
    return rows.map(({ id }) => id);
  }),
  tallySource: steps('notifications.tallySource', function* (userId, source) {
    const tally = yield* rowOf<Readonly<{ rows: number; shown: number; unread: number }>>(
      'notifications.tallySource',
      sql.tallySource,
      [userId, source],
    );
    return tally ?? { rows: 0, shown: 0, unread: 0 };
  }),
  purgeSource(userId, source, revision, now) {
    assertLocked('notifications.purgeSource', userId);
    return changeOf('notifications.purgeSource', sql.purgeSource, [userId, source, revision, now]);
  },
  insistingWith: (userId, ids) =>
    rowsOf<DueRow>('notifications.insistingWith', sql.insistingWith, [userId, JSON.stringify(ids)]),
  signAcknowledged(userId, revision, name) {
    assertLocked('notifications.signAcknowledged', userId);
    return changeOf('notifications.signAcknowledged', sql.signAcknowledged, [userId, revision, name]);
  },
  wipe(userId, revision) {
    assertLocked('notifications.wipe', userId);
    return changeOf('notifications.wipe', sql.wipe, [userId, revision]);
  },
  hasExternal: steps('notifications.hasExternal', function* (userId, source, externalId) {
    const row = yield* rowOf('notifications.hasExternal', sql.hasExternal, [userId, source, externalId]);
    return row !== undefined;
  }),
  idOfExternal: steps('notifications.idOfExternal', function* (userId, externalId) {
    // Few rows, one per source. With ORDER BY, SQLite's planner would scan all rows of the user, newest first.
    const rows = yield* rowsOf<RowPlace>('notifications.idOfExternal', sql.idsOfExternal, [
      userId,
      externalId,
    ]);
    return [...rows].sort((a, b) => b.surfaced_at - a.surfaced_at)[0]?.id;
  }),
  newest: (userId, limit) => rowsOf<ArrivedRow>('notifications.newest', sql.newest, [userId, limit]),
  freePlace: (userId, from) =>
    fieldOf<number, number>('notifications.freePlace', sql.freePlace, [userId, from], from),
  takenPlaces: steps('notifications.takenPlaces', function* (userId, ranges) {
    const rows = yield* rowsOf<{ place: number }>('notifications.takenPlaces', sql.takenPlaces, [
      ...[userId, JSON.stringify(ranges)],
    ]);
    return rows.map(({ place }) => place);
  }),
  byIds: (ids) => rowsOf<NotificationRow>('notifications.byIds', sql.byIds, [JSON.stringify(ids)]),
  byId: (id) => rowOf<NotificationRow>('notifications.byId', sql.byId, [id]),
  changedAt: (userId, revision) =>
    rowsUpTo<NotificationRow>('notifications.changedAt', createGauge(), sql.changedAt, [userId, revision]),
  changedAfter: (userId, revision, id, limit) =>
    rowsUpTo<NotificationRow>('notifications.changedAfter', createGauge(), sql.changedAfter, [
      ...[userId, revision, id, limit],
    ]),
  page(userId, view, before, limit, source) {
    const { surfaced_at, id } = before ?? NEWEST;
    return rowsUpTo<NotificationRow>(
      'notifications.page',
      createGauge(),
      sql.page(view, source !== undefined),
      [...[userId, surfaced_at, id, limit], ...(source === undefined ? [] : [source])],
    );
  },
  pageAt: (userId, offset, limit) =>
    rowsOf<NotificationRow>('notifications.pageAt', sql.pageAt, [userId, limit, offset]),
  purge: steps('notifications.purge', function* (before) {
    yield* changeOf('notifications.purge', sql.noteForgotten, [before]);
    return yield* changeOf('notifications.purge', sql.forget, [before]);
  }),
});
