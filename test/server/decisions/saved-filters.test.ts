import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SAVED_FILTERS_LIMIT } from '#server/rules/verdicts';
import { DRIVERS } from '../../support/drivers.ts';
import { openStage, type Stage } from './stage.ts';

describe.each(DRIVERS)('saved filters on %s', (driver) => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await openStage(driver);
  });
  afterEach(() => stage.app.close());

  const put = (id: string, more: object = {}) =>
    stage.one.call('PUT', `/api/inbox/filters/${id}`, {
      name: id,
      filter: 'is:unread',
      position: 0,
      ...more,
    });
  const all = async (user = stage.one) => (await user.call('GET', '/api/inbox/filters')).body.filters;

  test('are listed by position, and replaced in place', async () => {
    await put('a', { position: 2 });
    await put('b', { position: 1, filter: 'color:red' });
    expect(await all()).toEqual([
      {
        ...{ id: 'b', name: 'b', filter: 'color:red', position: 1 },
        remarks: [{ code: 'unknown_operator', text: 'color:red' }],
      },
      { id: 'a', name: 'a', filter: 'is:unread', position: 2, remarks: [] },
    ]);
    const { body } = await put('a', { name: 'first' });
    expect(body.filter).toMatchObject({ id: 'a', name: 'first', position: 0 });
    expect(await all()).toMatchObject([{ id: 'a', name: 'first' }, { id: 'b' }]);
    await stage.one.call('DELETE', '/api/inbox/filters/a');
    expect(await all()).toMatchObject([{ id: 'b' }]);
    expect(new Set(stage.one.announced()).size).toBe(4);
  });

  test('are their user’s alone, under whatever id', async () => {
    await put('a');
    const theirs = { name: 'theirs', filter: 'x', position: 0 };
    await stage.another.call('PUT', '/api/inbox/filters/a', theirs);
    await stage.another.call('DELETE', '/api/inbox/filters/b');
    expect(await all()).toMatchObject([{ name: 'a' }]);
    expect(await all(stage.another)).toMatchObject([theirs]);
  });

  test('there cannot be more than twenty', async () => {
    for (let n = 0; n < SAVED_FILTERS_LIMIT; n += 1) expect((await put(`${n}`)).status).toBe(200);
    expect((await put('one-more')).body.error).toMatchObject({
      ...{ code: 'limit_reached', details: { limit: SAVED_FILTERS_LIMIT } },
    });
    expect((await put('7', { name: 'again' })).status).toBe(200);
    expect(await all()).toHaveLength(SAVED_FILTERS_LIMIT);
  });

  test.each([
    ['nothing', { filter: '' }],
    ['too many terms', { filter: 'a '.repeat(51) }],
    ['a place that is none', { position: -1 }],
  ])('%s is refused', async (_, more) => {
    expect((await put('a', more)).body.error.code).toBe('invalid_request');
    expect(await all()).toEqual([]);
  });
});
