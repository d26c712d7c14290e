import { expect, test } from 'vitest';
import { createAccepted } from '../../../electron/delivery/accepted.ts';
import { notification } from '../../support/notification.ts';

test('an accepted notification is remembered until the inbox is complete up to it, and then forgotten, however long the run', () => {
  const accepted = createAccepted();
  for (let revision = 1; revision <= 10_000; revision += 1) {
    const item = notification(revision);
    accepted.add(item);
    expect(accepted.has(item)).toBe(true);
    // A sync of several pages is complete only at its end.
    if (revision % 1_000 === 0) accepted.completeTo(revision);
  }
  expect(accepted.size).toBe(0);
  accepted.add(notification(10_002));
  accepted.completeTo(10_001);
  expect(accepted.has(notification(10_002))).toBe(true);
});

test('what has come to the top once more since is not accepted yet', () => {
  const accepted = createAccepted();
  accepted.add(notification(10, { revision: 11 }));
  expect(accepted.has(notification(10, { revision: 12 }))).toBe(true);
  expect(accepted.has(notification(10, { surfaced_revision: 12, revision: 12 }))).toBe(false);
});
