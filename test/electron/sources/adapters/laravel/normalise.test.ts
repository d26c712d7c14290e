import { describe, expect, test } from 'vitest';
import { CREATED_EVENT } from '#server/channel';
import { createNormalise } from '../../../../../electron/sources/adapters/laravel/normalise.ts';
import { REGION } from '../../../../support/region.ts';

const CHANNEL = 'private-App.Models.User.7';
const ID = '6f9b0c1e-5f6e-4e0f-9d40-1f0a2f5f4c11';
const START = Date.parse('2026-11-22T10:09:59.000Z');

function setUp() {
  let now = START;
  const normalise = createNormalise({
    region: () => REGION,
    base: 'https://shop.example',
    templates: [],
    now: () => new Date(now),
  });
  return {
    ...normalise,
    advance(ms: number) {
      now += ms;
    },
    idOf: (event: string, data: unknown) => normalise.event(CHANNEL, event, data)?.external_id,
  };
}

describe('a row of the list', () => {
  const row = { id: ID, type: 'App\\Notifications\\X', data: { message: 'M' }, read_at: null };
  test.each([
    ['2026-11-22T10:02:03.123456Z', '2026-11-22T10:02:03.123456Z'],
    ['2026-11-22T10:02:03.000Z', '2026-11-22T10:02:03.000000Z'],
    ['2026-11-22 10:02:03', '2026-11-22T10:02:03.000000Z'],
    ['2026-11-22T11:02:03+01:00', '2026-11-22T10:02:03.000000Z'],
    ['2 hours ago', undefined],
    [null, undefined],
    [17, undefined],
  ])('made at %j', (created_at, expected) => {
    const made = setUp().row({ ...row, created_at });
    expect(made?.item.created_at).toBe(expected);
    expect(made?.time).toBe(expected === undefined ? null : Date.parse(expected));
  });

  test.each([
    [null, true],
    [undefined, true],
    ['', true],
    ['2026-11-22 10:02:03', false],
    ['just now', false],
    [true, false],
  ])('read at %j', (read_at, unread) => {
    const made = setUp().row({ ...row, read_at });
    expect(made?.unread).toBe(unread);
    expect(made?.item.read_at === null).toBe(unread);
  });

  test.each([null, 'row', [], {}, { id: '' }, { id: 'x'.repeat(300) }, { id: 'a\0b' }])(
    '%j is none',
    (value) => {
      expect(setUp().row(value)).toBeNull();
    },
  );

  test('with a number as its id', () => {
    expect(setUp().row({ ...row, id: 5 })?.id).toBe('5');
  });
});

describe('the id of an event', () => {
  test("is the notification's own", () => {
    expect(setUp().idOf(CREATED_EVENT, { id: ID })).toBe(ID);
    expect(setUp().idOf(CREATED_EVENT, { id: 5 })).toBe('5');
    // A notification with a `broadcastAs`.
    expect(setUp().idOf('order.shipped', { id: ID, type: 'App\\Notifications\\X' })).toBe(ID);
  });

  test('is not that of something else', () => {
    const { idOf } = setUp();
    expect(idOf('comment.added', { id: 5 })).not.toBe(idOf('comment.removed', { id: 5 }));
    expect(idOf('comment.added', { id: 5 })).not.toBe(idOf('comment.added', { id: 5, content: 'edited' }));
  });

  test('without one is the same within ten minutes, and another later', () => {
    const { idOf, advance } = setUp();
    const first = idOf('order.shipped', { order: 1 });
    advance(9 * 60_000);
    expect(idOf('order.shipped', { order: 1 })).toBe(first);
    advance(2 * 60_000);
    expect(idOf('order.shipped', { order: 1 })).not.toBe(first);
  });

  test('is the same after a restart, within the ten minutes of the clock', () => {
    expect(setUp().idOf('order.shipped', { order: 1 })).toBe(setUp().idOf('order.shipped', { order: 1 }));
  });
});

test.each([null, 'text', 5, []])('an event with %j is nothing to show', (data) => {
  expect(setUp().event(CHANNEL, 'order.shipped', data)).toBeNull();
});
