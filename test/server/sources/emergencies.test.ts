/** Emergencies that come from a source: who ends them, and what each side hears of it. */
import { afterEach, describe, expect, test } from 'vitest';
import { refusal } from '#server/rules/refusals';
import { timestamp } from '#server/rules/time';
import type { IngestItem } from '#server/source';
import { DRIVERS } from '../../support/drivers.ts';
import { LARAVEL, makeIngest, newItem, OLD_BELFRY, openBench } from './harness.ts';

const MINUTE = 60_000;
const emergency = { retry: 60, expire: 600 };

describe.each(DRIVERS)('an emergency from a source on %s', (driver) => {
  let bench: Awaited<ReturnType<typeof openBench>>;
  afterEach(() => bench.close());
  const start = Date.now();
  const until = timestamp(start + 10 * MINUTE);
  const at = timestamp(start);

  const fire = (fields: Partial<IngestItem> = {}): IngestItem =>
    newItem('fire', {
      ...{ content: makeIngest({ title: 'fire', emergency }), revision: 1, insists_until: until },
      ...{ acknowledged_at: null, acknowledged_by: null, ...fields },
    });

  const again = (revision: number, fields: Partial<IngestItem> = {}): IngestItem =>
    fire({
      ...{ revision, content: makeIngest({ title: 'fire', emergency, occurrences: revision }), ...fields },
    });

  test('is acknowledged here at once, and the team server hears of it', async () => {
    bench = await openBench(driver);
    await bench.ingest(fire());
    expect(await bench.row('fire')).toMatchObject({ insists_until: until });
    await bench.act('acknowledge', 'fire');
    expect(await bench.row('fire')).toMatchObject({ acknowledged_at: expect.any(String) });
    expect(await bench.row('fire')).not.toHaveProperty('insists_until');
    expect(await bench.outboxActions()).toEqual([['acknowledge', 'fire']]);
    // The server says something else of it before it has heard.
    await bench.ingest(fire({ revision: 2, read_at: at }));
    expect(await bench.row('fire')).toMatchObject({ acknowledged_at: expect.any(String) });
    expect(await bench.row('fire')).not.toHaveProperty('insists_until');
    await bench.reportAll({ outcome: 'done', revision: 3 });
    await bench.ingest(
      fire({ revision: 3, acknowledged_at: at, acknowledged_by: 'Ada', insists_until: null }),
    );
    expect(await bench.row('fire')).toMatchObject({ acknowledged_by: 'Ada' });
    expect(await bench.outboxActions()).toEqual([]);
  });

  test('ends here once somebody has acknowledged it elsewhere, and an entry for that is dropped', async () => {
    bench = await openBench(driver);
    await bench.ingest(fire());
    await bench.act('acknowledge', 'fire');
    await bench.ingest(
      fire({ revision: 2, acknowledged_at: at, acknowledged_by: 'Ben', insists_until: null }),
    );
    expect(await bench.row('fire')).toMatchObject({ acknowledged_by: 'Ben', upstream: null });
    expect(await bench.outboxActions()).toEqual([]);
    // It was sent again.
    await bench.ingest(again(3));
    expect(await bench.row('fire')).toMatchObject({ insists_until: until });
    expect(await bench.row('fire')).not.toHaveProperty('acknowledged_by');
  });

  test('insists again where the server refuses the acknowledgement', async () => {
    bench = await openBench(driver);
    await bench.ingest(fire());
    await bench.act('acknowledge', 'fire');
    await bench.reportAll({ outcome: 'refused', reason: refusal('not_allowed', {}) });
    expect(await bench.row('fire')).toMatchObject({
      insists_until: expect.any(String),
      upstream: { state: 'refused', action: 'acknowledge' },
    });
    expect(await bench.row('fire')).not.toHaveProperty('acknowledged_at');
  });

  test('lapses by the clock here, too', async () => {
    bench = await openBench(driver);
    await bench.ingest(fire());
    bench.app.advance(10 * MINUTE + 1);
    await bench.app.wake();
    expect(await bench.row('fire')).not.toHaveProperty('insists_until');
    await bench.ingest(fire({ revision: 2, read_at: at }));
    expect(await bench.row('fire')).not.toHaveProperty('insists_until');
  });

  test('insists no longer than its sender wants, whatever the server says, and however often', async () => {
    bench = await openBench(driver);
    const far = { insists_until: '9999-12-31T23:59:59.999Z' };
    let passed = 0;
    const advance = (ms: number) => {
      passed += ms;
      bench.app.advance(ms);
    };
    const left = async () => Date.parse((await bench.row('fire'))?.insists_until ?? '') - Date.now() - passed;
    await bench.ingest(fire(far));
    const atFirst = await left();
    expect(atFirst).toBeGreaterThan(9 * MINUTE);
    expect(atFirst).toBeLessThanOrEqual(10 * MINUTE);
    advance(4 * MINUTE);
    await bench.ingest(fire({ ...far, revision: 2, read_at: at }));
    expect(await left()).toBeLessThanOrEqual(6 * MINUTE);
    advance(6 * MINUTE + 1);
    await bench.app.wake();
    await bench.ingest(fire({ ...far, revision: 3, read_at: null }));
    expect(await bench.row('fire')).not.toHaveProperty('insists_until');
    // Sent again, it begins again.
    await bench.ingest(again(4, far));
    expect(await left()).toBeGreaterThan(9 * MINUTE);
    expect(await left()).toBeLessThanOrEqual(10 * MINUTE);
  });

  test('of an older team server does not insist here: nobody could end it', async () => {
    bench = await openBench(driver, { actions: OLD_BELFRY });
    const { insists_until: _, acknowledged_at: _at, acknowledged_by: _by, ...old } = fire();
    await bench.ingest(old);
    expect(await bench.row('fire')).not.toHaveProperty('insists_until');
    await expect(bench.act('acknowledge', 'fire')).rejects.toMatchObject({ code: 'not_supported' });
  });

  test('of a Laravel app insists from when it was sent, and its acknowledgement stays here', async () => {
    bench = await openBench(driver, { kind: 'laravel', actions: LARAVEL });
    const content = makeIngest({ title: 'fire', emergency });
    await bench.ingest(newItem('fire', { content, created_at: timestamp(Date.now() - MINUTE) }));
    const ends = Date.parse((await bench.row('fire'))?.insists_until ?? '');
    expect(ends - Date.now()).toBeLessThanOrEqual(9 * MINUTE);
    expect(ends - Date.now()).toBeGreaterThan(8 * MINUTE);
    await bench.act('acknowledge', 'fire');
    expect(await bench.row('fire')).not.toHaveProperty('insists_until');
    expect(await bench.outboxActions()).toEqual([]);
  });
});
