import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DRIVERS } from '../../support/drivers.ts';
import { newItem, openBench, SOURCE } from './harness.ts';

describe.each(DRIVERS)('an external id that another unit has claimed, on %s', (driver) => {
  let bench: Awaited<ReturnType<typeof openBench>>;
  beforeEach(async () => {
    bench = await openBench(driver);
    await bench.ingest(newItem('a', { revision: 7 }));
  });
  afterEach(() => bench.close());

  test('is not replaced, and the unit leaves nothing behind', async () => {
    const { sourceIds, notifications, users, read, work } = bench.app.storage;
    const stored = () => read(() => sourceIds.named(bench.userId, SOURCE, ['a', 'b']));
    const [id] = await stored();
    if (id?.notification_id == null) throw new Error('nothing is stored');
    const row = await read(() => notifications.byId(id.notification_id ?? ''));
    if (row === undefined) throw new Error('nothing is stored');
    await expect(
      work([bench.userId], function* () {
        yield* sourceIds.claim(bench.userId, { ...id, external_id: 'b' });
        yield* sourceIds.claim(bench.userId, { ...id, revision: 8 });
      }),
    ).rejects.toMatchObject({ code: 'storage_failed' });
    await expect(
      work([bench.userId], function* () {
        yield* users.advance(bench.userId, { unread: 1, shown: 1 });
        yield* notifications.insert({ ...row, id: 'one', external_id: 'c' });
        yield* notifications.insert({ ...row, id: 'another', external_id: 'c' });
      }),
    ).rejects.toMatchObject({ code: 'storage_failed' });
    expect(await stored()).toEqual([id]);
    expect(await bench.rows('inbox')).toMatchObject([{ id: row.id, revision: 1 }]);
    expect(await bench.revision()).toBe(1);
  });
});
