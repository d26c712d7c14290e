import { createGauge } from '../page.ts';
import type { OutboxRow } from '../rows.ts';
import type { OutboxRepository } from '../source-ports.ts';
import { changeOf, fieldOf, rowsOf, rowsUpTo } from '../statement-step.ts';
import { assertLocked, steps } from '../step.ts';
import type { TopicPlan } from '../topics.ts';

export type OutboxStatements = Readonly<
  Record<
    | 'add'
    | 'markActed'
    | 'find'
    | 'ofRows'
    | 'due'
    | 'dueReplies'
    | 'dueOthers'
    | 'nextAt'
    | 'postpone'
    | 'defer'
    | 'limitPauses'
    | 'remove'
    | 'removeAll'
    | 'noteSeen'
    | 'markSeen',
    string
  >
> &
  Readonly<{
    /** ?1 batch, ?2 source, ?3 topic */
    dropActed(plan: TopicPlan): string;
    /** ?1 batch, ?2 source, ?3 and ?4 the actions, ?5 topic, ?6 now, ?7 when it becomes due */
    addActed(plan: TopicPlan): string;
    /** ?1 batch, ?2 source, ?3 action */
    markKept(plan: TopicPlan): string;
  }>;

export const createOutboxRepository = (sql: OutboxStatements): OutboxRepository => ({
  dropActed({ userId, batch, source }, plan) {
    assertLocked('outbox.dropActed', userId);
    return changeOf('outbox.dropActed', sql.dropActed(plan), [batch, source, plan.topic]);
  },
  addActed({ userId, batch, source }, plan, { now, nextAt }) {
    assertLocked('outbox.addActed', userId);
    return changeOf('outbox.addActed', sql.addActed(plan), [
      ...[batch, source, plan.on, plan.off, plan.topic, now, nextAt],
    ]);
  },
  markKept({ userId, batch, source }, plan) {
    assertLocked('outbox.markKept', userId);
    return changeOf('outbox.markKept', sql.markKept(plan), [batch, source, plan.on]);
  },
  add(row) {
    assertLocked('outbox.add', row.user_id);
    return changeOf('outbox.add', sql.add, [
      ...[row.user_id, row.source, row.notification_id, row.external_id, row.action, row.topic],
      ...[row.reply, row.args ?? null, row.created_at],
    ]);
  },
  markActed(userId, revision, sources) {
    assertLocked('outbox.markActed', userId);
    return changeOf('outbox.markActed', sql.markActed, [userId, revision, JSON.stringify(sources)]);
  },
  find: (userId, ids) => rowsOf<OutboxRow>('outbox.find', sql.find, [userId, JSON.stringify(ids)]),
  ofRows: (notificationIds) =>
    rowsOf<OutboxRow>('outbox.ofRows', sql.ofRows, [JSON.stringify(notificationIds)]),
  due: (userId, source, now, limit) =>
    rowsUpTo<OutboxRow>('outbox.due', createGauge(), sql.due, [userId, source, now, limit]),
  dueNewest: steps('outbox.dueNewest', function* (userId, source, now, limit) {
    const of = [userId, source, now] as const;
    const replies = yield* rowsOf<OutboxRow>('outbox.dueNewest', sql.dueReplies, [...of, limit]);
    const left = limit - replies.length;
    const others = yield* rowsOf<OutboxRow>('outbox.dueNewest', sql.dueOthers, [...of, left]);
    return [...replies, ...others];
  }),
  nextAt: (userId, source, now) =>
    fieldOf<number | null, null>('outbox.nextAt', sql.nextAt, [userId, source, now], null),
  postpone(userId, id, nextAt) {
    assertLocked('outbox.postpone', userId);
    return changeOf('outbox.postpone', sql.postpone, [id, nextAt, userId]);
  },
  defer(userId, id, nextAt) {
    assertLocked('outbox.defer', userId);
    return changeOf('outbox.defer', sql.defer, [id, nextAt, userId]);
  },
  // Locks nobody: one statement changes all inboxes at a start, and only times that no revision covers.
  limitPauses: (latest) => changeOf('outbox.limitPauses', sql.limitPauses, [latest]),
  remove(userId, id) {
    assertLocked('outbox.remove', userId);
    return changeOf('outbox.remove', sql.remove, [id, userId]);
  },
  removeAll(userId, source) {
    assertLocked('outbox.removeAll', userId);
    return changeOf('outbox.removeAll', sql.removeAll, [userId, source]);
  },
  noteSeen: steps('outbox.noteSeen', function* (userId, ids, now) {
    assertLocked('outbox.noteSeen', userId);
    const wanted = JSON.stringify(ids);
    yield* changeOf('outbox.noteSeen', sql.noteSeen, [userId, wanted, now]);
    yield* changeOf('outbox.noteSeen', sql.markSeen, [userId, wanted]);
  }),
});
