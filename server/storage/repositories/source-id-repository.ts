import { idTaken } from '../id-taken.ts';
import type { SourceIdRow } from '../rows.ts';
import type { SourceIdRepository } from '../source-ports.ts';
import { changeOf, fieldOf, rowsOf, writtenRowOf } from '../statement-step.ts';
import { assertLocked, steps } from '../step.ts';

export type SourceIdStatements = Readonly<
  Record<
    | 'named'
    | 'ofRows'
    | 'claim'
    | 'save'
    | 'living'
    | 'unread'
    | 'expected'
    | 'presumeWake'
    | 'presumeExpire'
    | 'removeAll',
    string
  >
>;

export const createSourceIdRepository = (sql: SourceIdStatements): SourceIdRepository => ({
  named: (userId, source, externalIds) =>
    rowsOf<SourceIdRow>('sourceIds.named', sql.named, [userId, source, JSON.stringify(externalIds)]),
  ofRows: (notificationIds) =>
    rowsOf<SourceIdRow>('sourceIds.ofRows', sql.ofRows, [JSON.stringify(notificationIds)]),
  claim: steps('sourceIds.claim', function* (userId, row) {
    assertLocked('sourceIds.claim', userId);
    const claimed = yield* writtenRowOf('sourceIds.claim', sql.claim, [
      ...[userId, row.source, row.external_id, row.notification_id, row.place, row.created_at, row.revision],
      ...[row.read_at, row.archived_at, row.gone, row.listed, row.concluded, row.placed],
      ...[row.saved_at, row.snoozed_until, row.deleted_at, row.acknowledged_at],
    ]);
    if (claimed === undefined) throw idTaken();
  }),
  save(userId, row) {
    assertLocked('sourceIds.save', userId);
    return changeOf('sourceIds.save', sql.save, [
      ...[userId, row.source, row.external_id, row.revision, row.read_at, row.archived_at, row.gone],
      ...[row.listed, row.concluded, row.created_at, row.placed],
      ...[row.saved_at, row.snoozed_until, row.deleted_at, row.acknowledged_at],
    ]);
  },
  living: steps('sourceIds.living', function* (notificationId) {
    const rows = yield* rowsOf<SourceIdRow>('sourceIds.living', sql.living, [notificationId]);
    return [...rows].sort((a, b) => a.place - b.place);
  }),
  unread: steps('sourceIds.unread', function* (userId, source) {
    const rows = yield* rowsOf<Pick<SourceIdRow, 'external_id' | 'created_at'>>(
      'sourceIds.unread',
      sql.unread,
      [userId, source],
    );
    return [...rows].sort((a, b) => a.created_at - b.created_at);
  }),
  expected: (userId, source) =>
    fieldOf<number, number>('sourceIds.expected', sql.expected, [userId, source], 0),
  presume({ user_id, id, created_at }, change) {
    assertLocked('sourceIds.presume', user_id);
    return change === 'wake'
      ? changeOf('sourceIds.presume', sql.presumeWake, [id])
      : changeOf('sourceIds.presume', sql.presumeExpire, [id, created_at]);
  },
  removeAll(userId, source) {
    assertLocked('sourceIds.removeAll', userId);
    return changeOf('sourceIds.removeAll', sql.removeAll, [userId, source]);
  },
});
