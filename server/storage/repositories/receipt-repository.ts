import type { ReceiptRepository } from '../ports.ts';
import type { ChoiceRow, NotificationIds, ReceiptRow } from '../rows.ts';
import { changeOf, rowOf, rowsOf } from '../statement-step.ts';
import { assertLocked, steps } from '../step.ts';

export type ReceiptStatements = Readonly<
  Record<
    | 'undelivered'
    | 'unseen'
    | 'deliver'
    | 'see'
    | 'sentBy'
    | 'wasSentBy'
    | 'of'
    | 'choose'
    | 'choices'
    | 'readAt',
    string
  >
>;

export const createReceiptRepository = (sql: ReceiptStatements): ReceiptRepository => ({
  deliver: steps('receipts.deliver', function* (userId, ids, now) {
    assertLocked('receipts.deliver', userId);
    const fresh = yield* rowsOf<NotificationIds>('receipts.deliver', sql.undelivered, [
      userId,
      JSON.stringify(ids),
    ]);
    for (const { id } of fresh) yield* changeOf('receipts.deliver', sql.deliver, [id, now]);
    return fresh;
  }),
  see: steps('receipts.see', function* (userId, ids, now) {
    assertLocked('receipts.see', userId);
    const fresh = yield* rowsOf<NotificationIds>('receipts.see', sql.unseen, [userId, JSON.stringify(ids)]);
    for (const { id } of fresh) yield* changeOf('receipts.see', sql.see, [id, now]);
    return fresh;
  }),
  sentBy: (id, userId) => changeOf('receipts.sentBy', sql.sentBy, [id, userId]),
  wasSentBy: steps('receipts.wasSentBy', function* (id, userId) {
    return (yield* rowOf('receipts.wasSentBy', sql.wasSentBy, [id, userId])) !== undefined;
  }),
  of: (id) => rowOf<ReceiptRow>('receipts.of', sql.of, [id]),
  choose(userId, { id, action, event, at }) {
    assertLocked('receipts.choose', userId);
    return changeOf('receipts.choose', sql.choose, [id, action, event, at]);
  },
  choices: (id) => rowsOf<ChoiceRow>('receipts.choices', sql.choices, [id]),
  readAt: (userId, revision) => rowsOf('receipts.readAt', sql.readAt, [userId, revision]),
});
