import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DRIVERS } from '../../support/drivers.ts';
import { openStage, type Stage } from './stage.ts';

const MUTE = { kind: 'mute', what: 'thread', source: 'local', key: 'ci', until: null };
const RULE = { name: 'a rule', filter: 'build', do: 'read' };

describe.each(DRIVERS)('two devices that choose the same key at the same moment, on %s', (driver) => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await openStage(driver);
  });
  afterEach(() => stage.app.close());

  const statuses = async (calls: readonly Promise<{ status: number }>[]) =>
    (await Promise.all(calls)).map(({ status }) => status);

  test('mute a thing once', async () => {
    const { one } = stage;
    expect(await statuses([one.act(MUTE), one.act(MUTE), one.act({ ...MUTE, key: 'other' })])).toEqual([
      200, 200, 200,
    ]);
    const muted = (await one.mutes()).map(({ key }: { key: string }) => key);
    expect(muted.sort()).toEqual(['ci', 'other']);
  });

  test('save one filter, as the later of them has it', async () => {
    const put = (name: string) =>
      stage.one.call('PUT', '/api/inbox/filters/a', { name, filter: 'is:unread', position: 0 });
    expect(await statuses([put('first'), put('second')])).toEqual([200, 200]);
    const { body } = await stage.one.call('GET', '/api/inbox/filters');
    expect(body.filters).toMatchObject([{ id: 'a', name: 'second' }]);
  });

  test('add two rules, each in a place of its own', async () => {
    const add = () => stage.one.call('POST', '/api/rules', RULE);
    expect(await statuses([add(), add()])).toEqual([201, 201]);
    const stored = stage.app.storage.db.all<{ position: number }>('SELECT position FROM rules');
    expect(stored.map(({ position }) => position).sort()).toEqual([0, 1]);
  });

  test('a unit that finds a thing muted by another replaces nothing, and leaves nothing behind', async () => {
    const { app, one } = stage;
    await one.act(MUTE);
    const { mutes, users, read, work } = app.storage;
    const muted = () => read(() => mutes.of(one.userId, { what: 'thread', source: 'local', key: 'ci' }));
    const was = await muted();
    if (was === undefined) throw new Error('nothing is stored');
    const { version } = await one.rules();
    await expect(
      work([one.userId], function* () {
        yield* users.decide(one.userId, 'another version');
        yield* mutes.insert(one.userId, { ...was, id: 'another', until: 1 });
      }),
    ).rejects.toMatchObject({ code: 'storage_failed' });
    expect([await muted(), (await one.rules()).version]).toEqual([was, version]);
  });
});
