import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RULES_LIMIT } from '#server/rules/verdicts';
import { createInbox } from '../../../server/inbox/inbox.ts';
import { DRIVERS } from '../../support/drivers.ts';
import { makeContent } from '../../support/make.ts';
import { NO_RECEIPTS } from '../../support/server.ts';
import { openStage, type Stage } from './stage.ts';

describe.each(DRIVERS)('rules on %s', (driver) => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await openStage(driver);
  });
  afterEach(() => stage.app.close());

  describe('an arrival', () => {
    test.each([
      ['read', { read_at: expect.any(String), archived_at: null }, 0, 'inbox'],
      ['done', { read_at: null, archived_at: expect.any(String) }, 0, 'done'],
      ['save', { read_at: null, saved_at: expect.any(String) }, 1, 'saved'],
      ['silent', { read_at: null, archived_at: null }, 1, 'unread'],
      ['urgent', { read_at: null, archived_at: null }, 1, 'unread'],
    ] as const)('that a rule matches is %s at once, and says why', async (does, state, unread, view) => {
      const { one } = stage;
      const id = await one.rule({ name: 'CI', do: does, sound: 'bell' });
      const sent = await one.send();
      const verdict = { rule: { id, name: 'CI' }, do: does, sound: 'bell' };
      expect(sent).toMatchObject({ ...state, verdict });
      expect(await one.unread()).toBe(unread);
      expect(await one.titles(view)).toEqual(['Build finished']);
      const [event] = stage.app.published.slice(-1);
      expect(JSON.parse(event?.data ?? '')).toMatchObject({ ...state, verdict, counts: { unread } });
    });

    test('is decided by the first that matches, alone; without one it is as ever', async () => {
      const { one } = stage;
      const first = await one.rule({ name: 'first', filter: 'build finished', do: 'save' });
      await one.rule({ name: 'second', do: 'read' });
      expect(await one.send()).toMatchObject({
        read_at: null,
        verdict: { rule: { id: first, name: 'first' } },
      });
      expect(await one.send({ title: 'Build failed' })).toMatchObject({ verdict: { do: 'read' } });
      const other = await one.send({ title: 'Lunch' });
      expect(other).not.toHaveProperty('verdict');
      expect(await one.unread()).toBe(2);
    });

    test.each([
      ['from:ada tag:ci priority:4..5', true],
      ['from:bob', false],
      ['has:link type:deploy is:unread', true],
      ['is:read', false],
      ['-build', false],
      ['', true],
    ])('matches by all that a filter can ask: %s → %s', async (filter, matches) => {
      const { one } = stage;
      await one.rule({ filter, do: 'silent' });
      const sent = await one.send({
        ...{ sender: 'Ada', tags: ['ci'], priority: 5, url: 'https://example.com', type: 'deploy' },
      });
      expect('verdict' in sent).toBe(matches);
    });

    test('takes the order that a device gives to the rules, and leaves out those that are off', async () => {
      const { one } = stage;
      const [a, b] = [
        await one.rule({ name: 'a', do: 'silent' }),
        await one.rule({ name: 'b', do: 'silent' }),
      ];
      expect((await one.call('PUT', '/api/rules/order', { ids: [b, a] })).status).toBe(200);
      expect((await one.send()).verdict).toMatchObject({ rule: { name: 'b' } });
      await one.call('PUT', `/api/rules/${b}`, { name: 'b', filter: 'build', do: 'silent', on: false });
      expect((await one.send()).verdict).toMatchObject({ rule: { name: 'a' } });
      await one.call('DELETE', `/api/rules/${a}`);
      expect(await one.send()).not.toHaveProperty('verdict');
      expect((await one.rules()).rules).toMatchObject([{ id: b, on: false }]);
    });

    test('its sender sees nothing of what was decided', async () => {
      const { one } = stage;
      await one.rule({ do: 'done' });
      const { body } = await one.call('POST', '/api/notifications', { title: 'Build finished' });
      expect(body.notification).toMatchObject({ read_at: null, archived_at: null });
      expect(body.notification).not.toHaveProperty('verdict');
      expect(await one.titles('done')).toEqual(['Build finished']);
    });

    test('another process takes up what has changed with its next one', async () => {
      const { storage, userId } = stage.app;
      const other = createInbox({
        ...{ storage, publish: () => {}, receipts: NO_RECEIPTS, hasOutboxWorker: false },
        ...{ now: Date.now, monotonic: Date.now, wakeAt: () => {} },
      });
      const arrive = async () =>
        (await storage.work([userId], () => other.arrive(userId, makeContent()))).notification;
      await stage.one.rule({ do: 'silent' });
      expect(await arrive()).toMatchObject({ verdict: { do: 'silent' } });
      await stage.one.rule({ name: 'new', do: 'read' });
      const [silent, read] = (await stage.one.rules()).rules.map(({ id }) => id);
      await stage.one.call('PUT', '/api/rules/order', { ids: [read, silent] });
      expect(await arrive()).toMatchObject({ verdict: { do: 'read' } });
    });

    test('that is folded into an unread one is not decided over: it has arrived', async () => {
      const { one } = stage;
      const { id } = await one.send({ dedupe_key: 'k', title: 'one' });
      await one.rule({ filter: 'two', do: 'done' });
      expect(await one.send({ dedupe_key: 'k', title: 'two' })).toMatchObject({ id, archived_at: null });
      expect(await one.unread()).toBe(1);
    });
  });

  describe('what matches now', () => {
    test('is done by a batch of its own, which can be undone', async () => {
      const { one } = stage;
      for (const title of ['Build 1', 'Lunch', 'Build 2']) await one.send({ title });
      const id = await one.rule({ name: 'CI', do: 'done' });
      expect(await one.titles('inbox')).toHaveLength(3);
      const { body } = await one.call('POST', `/api/rules/${id}/apply`);
      expect(body).toMatchObject({ batch: expect.any(String), delta: { counts: { unread: 1 } } });
      expect(await one.titles('done')).toEqual(['Build 2', 'Build 1']);
      const { batches } = (await one.call('GET', '/api/inbox/batches')).body;
      expect(batches).toMatchObject([{ action: { kind: 'done', rule: { id, name: 'CI' } }, rows: 2 }]);
      expect(await one.undo(body.batch)).toMatchObject({ restored: 2, left: 0 });
      expect(await one.titles('inbox')).toEqual(['Build 2', 'Lunch', 'Build 1']);
    });

    test('is nothing: no batch, no revision', async () => {
      const { one } = stage;
      const id = await one.rule();
      const { body } = await one.call('POST', `/api/rules/${id}/apply`);
      expect(body).toMatchObject({ batch: null, delta: { revision: 0, changed: [] } });
    });

    test.each([
      ['a rule that only concerns arrivals', { do: 'urgent' }, 'not_supported'],
      ['a rule that matches everything', { filter: '', do: 'done' }, 'empty_filter'],
    ] as const)('is refused to %s', async (_, rule, code) => {
      const id = await stage.one.rule(rule);
      expect((await stage.one.call('POST', `/api/rules/${id}/apply`)).body.error.code).toBe(code);
    });
  });

  test('a preview says which of the newest would have matched as they arrived', async () => {
    const { one } = stage;
    const build = await one.send();
    await one.send({ title: 'Lunch' });
    await one.act({ kind: 'read' }, { ids: [build.id] });
    const { body } = await one.call('POST', '/api/rules/preview', { filter: 'is:unread build color:red' });
    expect(body).toEqual({
      ids: [],
      items: [],
      of: 2,
      remarks: [{ code: 'unknown_operator', text: 'color:red' }],
    });
    const unread = await one.call('POST', '/api/rules/preview', { filter: 'is:unread build' });
    expect(unread.body).toMatchObject({ ids: [build.id], of: 2, remarks: [] });
    expect(unread.body.items).toEqual([expect.objectContaining({ id: build.id, title: build.title })]);
    expect(unread.body.items[0]).not.toHaveProperty('data');
    const all = await one.call('POST', '/api/rules/preview', { filter: '' });
    expect(all.body.ids).toHaveLength(2);
  });

  test('every change is a new version, which all devices hear of; what changes nothing is none', async () => {
    const { one } = stage;
    expect(await one.rules()).toEqual({ version: null, rules: [], except_sources: [] });
    const id = await one.rule({ filter: 'color:red' });
    const { version, rules } = await one.rules();
    expect(rules).toEqual([
      ...[{ id, name: 'a rule', filter: 'color:red', do: 'read', sound: null, on: true }].map((rule) => ({
        ...rule,
        remarks: [{ code: 'unknown_operator', text: 'color:red' }],
      })),
    ]);
    expect(one.announced()).toEqual([version]);
    expect((await one.call('DELETE', '/api/rules/unknown')).body).toEqual({ version });
    const gone = await one.call('DELETE', `/api/rules/${id}`);
    expect(one.announced()).toEqual([version, gone.body.version]);
    expect(gone.body.version).not.toBe(version);
  });

  test('nobody sees or changes those of others', async () => {
    const { one, another } = stage;
    const id = await one.rule({ do: 'done' });
    expect((await another.rules()).rules).toEqual([]);
    const body = { name: 'mine', filter: '', do: 'read' };
    expect((await another.call('PUT', `/api/rules/${id}`, body)).body.error.code).toBe('not_found');
    expect((await another.call('POST', `/api/rules/${id}/apply`)).body.error.code).toBe('not_found');
    await another.call('DELETE', `/api/rules/${id}`);
    expect((await one.rules()).rules).toMatchObject([{ id, name: 'a rule' }]);
    expect(await another.send()).not.toHaveProperty('verdict');
    expect(another.announced()).toEqual([]);
  });

  test('there cannot be more than a hundred', async () => {
    const { one } = stage;
    for (let n = 0; n < RULES_LIMIT; n += 1) await one.rule({ name: `${n}` });
    const body = { name: 'one more', filter: '', do: 'read' };
    const refused = await one.call('POST', '/api/rules', body);
    expect(refused).toMatchObject({
      status: 422,
      body: { error: { code: 'limit_reached', details: { limit: RULES_LIMIT } } },
    });
    const { rules } = await one.rules();
    expect(rules.map(({ name }) => name)).toEqual(Array.from({ length: RULES_LIMIT }, (_, n) => `${n}`));
    const [first] = rules;
    expect((await one.call('PUT', `/api/rules/${first?.id}`, body)).status).toBe(200);
  });

  test.each([
    ['a name of nothing', { name: '' }, 'invalid_request'],
    ['an effect that is none', { do: 'explode' }, 'invalid_request'],
    ['too many terms', { filter: 'a '.repeat(51) }, 'invalid_request'],
    ['an unknown field', { colour: 'red' }, 'not_supported'],
  ])('%s is refused', async (_, more, code) => {
    const body = { name: 'a rule', filter: 'build', do: 'read', ...more };
    expect((await stage.one.call('POST', '/api/rules', body)).body.error.code).toBe(code);
    expect((await stage.one.rules()).version).toBeNull();
  });

  test('an order is that of all rules', async () => {
    const { one } = stage;
    const [a] = [await one.rule(), await one.rule()];
    for (const ids of [[a], [a, 'unknown'], []]) {
      expect((await one.call('PUT', '/api/rules/order', { ids })).body.error.code).toBe('invalid_request');
    }
  });
});
