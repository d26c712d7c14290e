import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MUTES_LIMIT } from '#server/rules/verdicts';
import { NOBODY } from '../../../server/storage/storage.ts';
import { DRIVERS } from '../../support/drivers.ts';
import { openStage, type Stage } from './stage.ts';

const MINUTE = 60_000;
const MUTED = { rule: null, do: 'muted' };

describe.each(DRIVERS)('mutes on %s', (driver) => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await openStage(driver);
  });
  afterEach(() => stage.app.close());

  const until = (ms: number): string => new Date(Date.now() + ms).toISOString();
  const mute = (more: object = {}) => ({
    kind: 'mute',
    what: 'thread',
    source: 'local',
    key: 'ci',
    until: null,
    ...more,
  });

  test.each([
    ['thread', { group_key: 'ci' }, 'ci'],
    ['type', { type: 'deploy' }, 'deploy'],
    ['sender', { sender: 'Ada' }, 'Ada'],
    ['source', {}, ''],
  ])('a %s: what is unread counts no more, what comes later never does', async (what, fields, key) => {
    const { one } = stage;
    const before = await one.send(fields);
    const { body } = await one.act({ kind: 'mute', what, until: null }, { ids: [before.id] });
    expect(body).toMatchObject({
      batch: expect.any(String),
      delta: {
        counts: { unread: 0, by_source: {} },
        changed: [{ id: before.id, muted_at: expect.any(String) }],
      },
    });
    const later = await one.send(fields);
    expect(later).toMatchObject({ muted_at: expect.any(String), verdict: MUTED, read_at: null });
    expect(await one.unread()).toBe(0);
    expect(await one.titles('unread')).toEqual([]);
    expect(await one.titles('inbox')).toHaveLength(2);
    expect(await one.mutes()).toMatchObject([{ what, source: 'local', key, until: null }]);
    if (what === 'source') return;
    await one.send({ group_key: 'other', type: 'other', sender: 'Bob' });
    await one.send();
    expect(await one.unread()).toBe(2);
  });

  test('decide before all rules', async () => {
    const { one } = stage;
    await one.rule({ filter: '', do: 'save' });
    await one.act(mute());
    expect(await one.send({ group_key: 'ci' })).toMatchObject({ verdict: MUTED });
    expect(await one.send()).toMatchObject({ verdict: { do: 'save' } });
  });

  test('end at their time, which changes nothing that has arrived', async () => {
    const { one, app } = stage;
    await one.act(mute({ until: until(10 * MINUTE) }));
    await one.send({ group_key: 'ci', title: 'during' });
    app.advance(11 * MINUTE);
    expect(await one.mutes()).toEqual([]);
    await one.send({ group_key: 'ci', title: 'after' });
    expect(await one.titles('unread')).toEqual(['after']);
  });

  test('cover repeated sends only as long as they last: what comes later is seen', async () => {
    const { one, app } = stage;
    await one.act(mute({ until: until(10 * MINUTE) }));
    const fields = { group_key: 'ci', dedupe_key: 'k' };
    const { id } = await one.send(fields);
    expect(await one.send(fields)).toMatchObject({ id, occurrences: 2 });
    app.advance(11 * MINUTE);
    expect(await one.send(fields)).toMatchObject({ occurrences: 1 });
    expect(await one.send(fields)).toMatchObject({ occurrences: 2 });
    expect(await one.unread()).toBe(1);
  });

  test('are taken away for what comes later; what they have muted is counted again by `unread`', async () => {
    const { one } = stage;
    const { id } = await one.send({ group_key: 'ci' });
    await one.act(mute());
    const [{ id: muteId }] = await one.mutes();
    const { body } = await one.act({ kind: 'unmute', mute: muteId });
    expect(body).toMatchObject({ batch: expect.any(String), delta: { changed: [] } });
    await one.send({ group_key: 'ci' });
    expect(await one.unread()).toBe(1);
    await one.act({ kind: 'unread' }, { ids: [id] });
    expect(await one.unread()).toBe(2);
    expect((await one.act({ kind: 'unmute', mute: muteId })).body.error.code).toBe('not_found');
  });

  test('stay away when the clock is set back', async () => {
    const { one, app } = stage;
    await one.act(mute());
    const [{ id }] = await one.mutes();
    await one.act({ kind: 'unmute', mute: id });
    app.setClock(-60 * MINUTE);
    expect(await one.send({ group_key: 'ci' })).not.toHaveProperty('verdict');
  });

  describe('an undo', () => {
    test('brings back the rows and what the mute was before', async () => {
      const { one } = stage;
      await one.send({ group_key: 'ci' });
      const first = (await one.act(mute({ until: until(MINUTE) }))).body.batch;
      await one.send({ group_key: 'ci' });
      const second = (await one.act(mute())).body.batch;
      expect(await one.mutes()).toMatchObject([{ until: null }]);
      expect(await one.undo(second)).toMatchObject({ restored: 0, left: 0 });
      expect(await one.mutes()).toMatchObject([{ until: expect.any(String) }]);
      expect(await one.undo(first)).toMatchObject({ restored: 1, left: 0, delta: { counts: { unread: 1 } } });
      expect(await one.mutes()).toEqual([]);
      await one.send({ group_key: 'ci' });
      expect(await one.unread()).toBe(2);
    });

    test('of an unmute mutes again', async () => {
      const { one } = stage;
      await one.act(mute());
      const [before] = await one.mutes();
      const { batch } = (await one.act({ kind: 'unmute', mute: before.id })).body;
      expect(await one.undo(batch)).toMatchObject({ restored: 0, left: 0 });
      expect(await one.mutes()).toEqual([before]);
    });

    test('leaves a mute that something newer has changed', async () => {
      const { one } = stage;
      const first = (await one.act(mute())).body.batch;
      const end = until(MINUTE);
      await one.act(mute({ until: end }));
      await one.undo(first);
      expect(await one.mutes()).toMatchObject([{ until: expect.stringContaining(end.slice(0, 23)) }]);
    });

    test('is still possible after a night, and forgotten mutes are removed when it is not', async () => {
      const { one, app } = stage;
      await one.act(mute());
      const [{ id }] = await one.mutes();
      const { batch } = (await one.act({ kind: 'unmute', mute: id })).body;
      const { work, mutes, batches, read } = app.storage;
      const purge = () => work(NOBODY, () => mutes.purge(Date.now()));
      expect(await purge()).toBe(0);
      await one.undo(batch);
      expect(await one.mutes()).toHaveLength(1);
      await one.act({ kind: 'unmute', mute: id });
      await work(NOBODY, () => batches.purge(Date.now() + MINUTE));
      expect(await purge()).toBe(1);
      expect(await read(() => mutes.get(app.userId, id))).toBeUndefined();
    });
  });

  test('the same again changes nothing, but what it has not covered yet', async () => {
    const { one } = stage;
    const { id } = await one.send({ group_key: 'ci' });
    await one.act(mute());
    expect((await one.act(mute())).body).toMatchObject({ batch: null, delta: { changed: [] } });
    await one.act({ kind: 'unread' }, { ids: [id] });
    expect((await one.act(mute())).body).toMatchObject({
      batch: expect.any(String),
      delta: { counts: { unread: 0 } },
    });
    expect(one.announced()).toHaveLength(1);
  });

  test('say in the list of batches what they are of', async () => {
    const { one } = stage;
    await one.send({ group_key: 'ci' });
    await one.act(mute());
    const [{ id }] = await one.mutes();
    await one.act({ kind: 'unmute', mute: id });
    const { batches } = (await one.call('GET', '/api/inbox/batches')).body;
    expect(batches).toMatchObject([
      { action: { kind: 'unmute', what: 'thread', source: 'local', key: 'ci' }, rows: 0 },
      { action: { kind: 'mute', what: 'thread', source: 'local', key: 'ci', until: null }, rows: 1 },
    ]);
  });

  test('are their user’s alone', async () => {
    const { one, another } = stage;
    const { id } = await one.send({ group_key: 'ci' });
    expect(
      (await another.act({ kind: 'mute', what: 'thread', until: null }, { ids: [id] })).body.error.code,
    ).toBe('not_found');
    const { batch } = (await one.act(mute())).body;
    const [own] = await one.mutes();
    expect(await another.mutes()).toEqual([]);
    expect((await another.act({ kind: 'unmute', mute: own.id })).body.error.code).toBe('not_found');
    expect((await another.undo(batch)).error.code).toBe('not_found');
    await another.send({ group_key: 'ci' });
    expect(await another.unread()).toBe(1);
    expect(another.announced()).toEqual([]);
    expect(one.announced()).toHaveLength(1);
  });

  test('there cannot be more than a thousand', async () => {
    const { one, app } = stage;
    await app.storage.work([app.userId], function* () {
      for (let n = 0; n < MUTES_LIMIT; n += 1) {
        const row = { id: `${n}`, what: 'type', source: 'local', key: `${n}` } as const;
        yield* app.storage.mutes.insert(app.userId, { ...row, until: null, created_at: n, changed_by: 'b' });
      }
    });
    expect((await one.act(mute())).body.error).toMatchObject({
      code: 'limit_reached',
      details: { limit: MUTES_LIMIT },
    });
    expect((await one.act(mute({ what: 'type', key: '7', until: until(MINUTE) }))).status).toBe(200);
    await one.act({ kind: 'unmute', mute: '8' });
    expect((await one.act(mute())).status).toBe(200);
  });

  test.each([
    ['a time that is over', { until: '2020-01-01T00:00:00Z' }, 'invalid_request'],
    ['a time that is none', { until: 'soon' }, 'invalid_request'],
    ['a thread without its key', { key: '' }, 'invalid_request'],
    ['a source with a key', { what: 'source' }, 'invalid_request'],
    ['something else', { what: 'weather' }, 'invalid_request'],
  ])('%s is refused', async (_, more, code) => {
    expect((await stage.one.act(mute(more))).body.error.code).toBe(code);
    expect(await stage.one.mutes()).toEqual([]);
  });

  test('a row without what is to be muted is refused', async () => {
    const { id } = await stage.one.send();
    for (const what of ['thread', 'sender']) {
      const { body } = await stage.one.act({ kind: 'mute', what, until: null }, { ids: [id] });
      expect(body.error.code).toBe('invalid_request');
    }
  });
});
