import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RuleInput } from '#server/decisions';
import { userChannel } from '#server/rules/channels';
import { createDecisions, type Decisions } from '../../../server/decisions/decisions.ts';
import { createNotificationStore } from '../../../server/dialects/laravel/store-notification.ts';
import { DRIVERS } from '../../support/drivers.ts';
import { TEST_APP } from '../../support/server.ts';
import { makeIngest, newItem, openBench, SOURCE } from './harness.ts';

const THEN = '2026-11-01T10:00:00.000000Z';
const MUTE = { kind: 'mute', what: 'source', source: SOURCE, until: null } as const;

describe.each(DRIVERS)('what comes from a source is decided over on %s', (driver) => {
  let bench: Awaited<ReturnType<typeof openBench>>;
  let decisions: Decisions;
  async function open(kind: 'laravel' | 'belfry', ...actions: ('read' | 'delete' | 'save' | 'done')[]) {
    bench = await openBench(driver, { kind, actions });
    const { storage, inbox } = bench.app;
    decisions = createDecisions({ storage, inbox, publish: () => {}, now: Date.now });
  }
  beforeEach(() => open('laravel', 'read', 'delete'));
  afterEach(() => bench.close());

  const rule = (more: Partial<RuleInput> = {}) =>
    decisions.rules.add(bench.userId, { name: 'a rule', filter: 'one', do: 'read', ...more }, null);

  test('by the first rule that matches, with its counts', async () => {
    const { id } = (await rule()).rule;
    const { delta } = await bench.ingest(newItem('one'), newItem('two'));
    expect(delta.counts).toEqual({ unread: 1, by_source: { [SOURCE]: 1 } });
    const verdict = { rule: { id, name: 'a rule' }, do: 'read' };
    expect(await bench.row('one')).toMatchObject({ read_at: expect.any(String), verdict });
    expect(await bench.row('two')).not.toHaveProperty('verdict');
  });

  test('and the source hears of it, as if its user had done that', async () => {
    await rule({ do: 'done' });
    await bench.ingest(newItem('one'), newItem('two'));
    expect(await bench.outboxActions()).toEqual([['read', 'one']]);
    expect(await bench.row('one')).toMatchObject({ upstream: { state: 'pending', action: 'read' } });
    await bench.reportAll({ outcome: 'done' });
    expect(await bench.row('one')).toMatchObject({ upstream: null, archived_at: expect.any(String) });
    await bench.ingest(newItem('one', { read_at: THEN, listed: true }));
    expect(await bench.outboxActions()).toEqual([]);
  });

  test('but not of what it says itself: its own time stays', async () => {
    await rule();
    await bench.ingest(newItem('one', { read_at: THEN }));
    expect(await bench.row('one')).toMatchObject({ read_at: THEN, verdict: { do: 'read' } });
    expect(await bench.outboxActions()).toEqual([]);
  });

  test('by a mute, which ends with its source', async () => {
    await bench.command({ action: MUTE });
    await bench.ingest(newItem('one', { content: makeIngest({ title: 'one', dedupe_key: 'k' }) }));
    expect(await bench.row('one')).toMatchObject({
      ...{ muted_at: expect.any(String), verdict: { rule: null, do: 'muted' } },
    });
    expect(await bench.counts()).toEqual({ unread: 0, by_source: {} });
    await bench.ingest(newItem('two', { content: makeIngest({ title: 'two', dedupe_key: 'k' }) }));
    expect(await bench.rows()).toMatchObject([{ title: 'two', occurrences: 2 }]);
    const { version, mutes } = await decisions.mutes(bench.userId);
    await bench.command({ action: { kind: 'unmute', mute: mutes[0]?.id ?? '' } });
    await bench.ingest(newItem('three', { content: makeIngest({ title: 'three', dedupe_key: 'k' }) }));
    expect(await bench.counts()).toEqual({ unread: 1, by_source: { [SOURCE]: 1 } });
    await bench.command({ action: MUTE });
    await bench.app.sources.remove(bench.userId, SOURCE);
    expect(await decisions.mutes(bench.userId)).toMatchObject({
      mutes: [],
      version: expect.not.stringMatching(`^${version}$`),
    });
  });

  test('once: what its source changes later is not decided over again', async () => {
    await bench.ingest(newItem('one', { revision: 1 }));
    await rule();
    await bench.ingest({ external_id: 'one', revision: 2, content: makeIngest({ title: 'one, changed' }) });
    expect(await bench.row('one, changed')).toMatchObject({ read_at: null });
    expect(await bench.row('one, changed')).not.toHaveProperty('verdict');
  });

  test('by a Belfry server alone, where it is one', async () => {
    await bench.close();
    await open('belfry', 'read');
    await rule({ filter: '', do: 'done' });
    const verdict = { rule: { id: 'there', name: 'of the team' }, do: 'urgent' };
    await bench.ingest(newItem('one', { revision: 1, verdict }), newItem('two', { revision: 2 }));
    expect(await bench.row('one')).toMatchObject({ archived_at: null, verdict });
    expect(await bench.row('two')).not.toHaveProperty('verdict');
    const { rules, except_sources } = await decisions.rules.all(bench.userId);
    expect(except_sources).toEqual([SOURCE]);
    expect(await decisions.rules.preview(bench.userId, '')).toMatchObject({ ids: [], of: 0 });
    await expect(bench.command({ action: MUTE })).rejects.toMatchObject({ code: 'not_supported' });
    const [{ id } = { id: '' }] = rules;
    await decisions.rules.replace(bench.userId, id, { name: 'all', filter: 'one', do: 'done' });
    expect(await decisions.rules.apply(bench.userId, id, null)).toMatchObject({ batch: null });
  });

  test('also where a Laravel app publishes to this server', async () => {
    const { storage, inbox, userId } = bench.app;
    const store = createNotificationStore({ storage, inbox });
    await rule({ filter: 'type:orderpaid', do: 'done' });
    const data = JSON.stringify({ id: 'a', type: 'OrderPaid', data: { title: 'Paid' } });
    const name = 'Illuminate\\Notifications\\Events\\BroadcastNotificationCreated';
    expect(await store(TEST_APP, { channel: userChannel(userId), name, data })).toBe('stored');
    expect(await bench.row('Paid')).toMatchObject({
      archived_at: expect.any(String),
      verdict: { do: 'done' },
    });
    expect(await bench.counts()).toEqual({ unread: 0, by_source: {} });
  });
});
