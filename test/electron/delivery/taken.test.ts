import { expect, test } from 'vitest';
import { createTaken } from '../../../electron/delivery/taken.ts';
import { notification } from '../../support/notification.ts';

test('accepted notifications are remembered until the inbox has caught up, then forgotten, however long the run', () => {
  const taken = createTaken();
  for (let revision = 1; revision <= 10_000; revision += 1) {
    const item = notification(revision);
    taken.add(item);
    expect(taken.has(item)).toBe(true);
    // A sync of some pages is level at its end only.
    if (revision % 1_000 === 0) taken.level(revision);
  }
  expect(taken.size).toBe(0);
  taken.add(notification(10_002));
  taken.level(10_001);
  expect(taken.has(notification(10_002))).toBe(true);
});
