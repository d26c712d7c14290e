/** What a request for a mute may say of its end and its key. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DRIVERS } from '../../support/drivers.ts';
import { openStage, type Stage } from './stage.ts';

describe.each(DRIVERS)('requests for mutes on %s', (driver) => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await openStage(driver);
  });
  afterEach(() => stage.app.close());

  const mute = (fields: object = {}) => ({
    ...{ kind: 'mute', what: 'thread', source: 'local', key: 'ci', until: null },
    ...fields,
  });

  test.each([
    '2000-01-01T00:00:00Z',
    'tomorrow',
    '2099-01-01',
    '2099-01-01T10:00:00',
    '2099-02-30T10:00:00Z',
  ])('until %s are refused', async (end) => {
    expect((await stage.one.act(mute({ until: end }))).body.error).toMatchObject({
      code: 'invalid_request',
      details: [{ path: '/action/until' }],
    });
    expect(await stage.one.mutes()).toEqual([]);
  });

  test('find a thread by its key as its sender writes it, and so do other actions', async () => {
    const { one } = stage;
    const key = 'build\u0007\n7';
    await one.send({ group_key: key });
    await one.act(mute({ key }));
    expect(await one.send({ group_key: key })).toMatchObject({ muted_at: expect.any(String) });
    const { revision } = (await one.call('GET', '/api/inbox')).body;
    const thread = { source: 'local', key };
    const { body } = await one.act({ kind: 'done' }, { thread, up_to_revision: revision });
    expect(body.delta.changed).toHaveLength(2);
  });
});
