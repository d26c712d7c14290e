/** What a toast says of a button that was pressed on one: when, in which words, and for how long. */
import { describe, expect, test } from 'vitest';
import type { HoldReason } from '#server/rules/decide/situation';
import { refusal } from '#server/rules/refusals';
import { createResultToasts } from '../../../electron/delivery/delivery.ts';
import { deliver, holding, useFolder } from '../../support/delivery-stage.ts';
import { notification } from '../../support/notification.ts';

const PRESSED = Date.parse('2026-11-30T10:00:00Z');
const ACTIONS = [
  {
    id: 'r',
    label: 'Restart',
    kind: 'http' as const,
    method: 'POST' as const,
    url: 'https://ci.example.com/',
  },
];
const AFTER = '2026-11-30T10:00:01.000000Z';
const BEFORE = '2026-11-30T09:00:00.000000Z';

type Fields = Parameters<typeof notification>[1];
const plain = (fields: Fields = {}) => notification(1, { title: 'Deploy 7', actions: ACTIONS, ...fields });
const row = (state: string, fields: Fields = {}, at = AFTER) =>
  plain({
    runs: [{ action: 'r', state, at, ...(state === 'failed' && { reason: refusal('unanswered', {}) }) }],
    ...fields,
  });
/** A press that works reads its row. */
const DONE = row('done', { read_at: AFTER });
const FAILED = row('failed');

const folder = useFolder();
function setUp() {
  const parts = deliver(folder());
  const { delivery, stage } = parts;
  const results = createResultToasts({ delivery, now: () => new Date(PRESSED) });
  return {
    ...parts,
    /** The first toast, on which the button is. */
    async arrive(item = plain()) {
      delivery.arrived('e', [item]);
      await expect.poll(stage.visible).toEqual([item.title]);
    },
    press: () => results.ran({ id: 'inbox.runAction', args: { id: plain().id, action: 'r' } }),
    /** A change of the row, in the order of the app. */
    change(item = DONE) {
      results.take([item]);
      if (item.read_at === null && item.archived_at === null) delivery.updated([item]);
      else delivery.gone([item.id]);
    },
    bodies: () => stage.toasts().map(({ body }) => body),
    settle: () => new Promise((resolve) => setImmediate(resolve)),
  };
}
const FAILURE = 'Restart: did not work. Belfry says why.';

describe('a result', () => {
  test('takes the place of its toast, once and silently, although its press has read the row', async () => {
    const { arrive, press, change, stage, bodies } = setUp();
    await arrive();
    press();
    change(row('running'));
    change(DONE);
    await expect.poll(bodies).toEqual(['Restart: done']);
    change(DONE);
    expect(stage.toasts()).toMatchObject([
      { title: 'Deploy 7', sound: 'none', isTransient: true, buttons: [] },
    ]);
    expect(new Set(stage.shown.map(({ key }) => key)).size).toBe(1);
  });

  test('that is a failure keeps the buttons, and a click opens the row', async () => {
    const { arrive, press, change, stage, bodies, ran } = setUp();
    await arrive();
    press();
    change(row('failed', {}, BEFORE));
    expect(bodies()).not.toContain(FAILURE);
    change(FAILED);
    await expect.poll(bodies).toEqual([FAILURE]);
    const [toast] = stage.toasts();
    expect(toast?.buttons).toContainEqual({ kind: 'sender', id: 'r', label: 'Restart' });
    stage.emit({ type: 'open', key: toast?.key ?? '' });
    expect(ran).toEqual([{ id: 'inbox.open', args: { id: plain().id } }]);
  });

  test('of a button in the window is no toast', async () => {
    const { change, stage, settle } = setUp();
    change(DONE);
    await settle();
    expect(stage.shown).toEqual([]);
  });

  test('of a toast that is gone is a toast of its own', async () => {
    const { press, change, bodies } = setUp();
    press();
    change(DONE);
    await expect.poll(bodies).toEqual(['Restart: done']);
  });

  test('of a row in sight is no toast', async () => {
    const { press, change, stage, world, settle } = setUp();
    world.inSight.add(plain().id);
    press();
    change(FAILED);
    await settle();
    expect(stage.shown).toEqual([]);
  });
});

describe('it leaves the screen', () => {
  test('when the row of a failure is read anywhere', async () => {
    const { press, change, delivery, stage, bodies } = setUp();
    press();
    change(FAILED);
    await expect.poll(bodies).toEqual([FAILURE]);
    delivery.gone([plain().id]);
    expect(stage.toasts()).toEqual([]);
  });

  test('when the row of a success is done or deleted', async () => {
    const { press, change, stage, bodies } = setUp();
    press();
    change(DONE);
    await expect.poll(bodies).toEqual(['Restart: done']);
    change({ ...DONE, archived_at: AFTER });
    expect(stage.toasts()).toEqual([]);
  });
});

describe('a hold', () => {
  test.each<HoldReason>(['paused', 'quiet_hours', 'do_not_disturb', 'locked'])(
    '%s: a failure waits for its end, and a success is left to the row',
    async (reason) => {
      const { press, change, stage, world, delivery, bodies, settle } = setUp();
      world.holds = [holding(reason)];
      press();
      change(DONE);
      press();
      change(FAILED);
      delivery.look();
      await settle();
      expect(stage.shown).toEqual([]);
      world.holds = [];
      delivery.look();
      await expect.poll(bodies).toEqual([FAILURE]);
      delivery.look();
      await settle();
      expect(stage.shown).toHaveLength(1);
    },
  );

  test('a failure whose row is read while it waits never appears', async () => {
    const { press, change, stage, world, delivery, settle } = setUp();
    world.holds = [holding('paused')];
    press();
    change(FAILED);
    delivery.gone([plain().id]);
    world.holds = [];
    delivery.look();
    await settle();
    expect(stage.shown).toEqual([]);
  });

  test('what is on the screen says what became of it, as that interrupts nobody', async () => {
    const { arrive, press, change, stage, world, delivery, bodies, settle } = setUp();
    await arrive();
    world.holds = [holding('paused')];
    press();
    change(FAILED);
    await expect.poll(bodies).toEqual([FAILURE]);
    const { length } = stage.shown;
    world.holds = [];
    delivery.look();
    await settle();
    expect(stage.shown).toHaveLength(length);
  });

  test('what breaks through says what became of it', async () => {
    const { press, change, world, bodies } = setUp();
    world.holds = [holding('locked')];
    world.settings = { ...world.settings, breakThrough: 'urgent' };
    press();
    change(row('failed', { priority: 5 }));
    await expect.poll(bodies).toEqual([FAILURE]);
  });
});

describe('privacy', () => {
  test('that is in force hides the words', async () => {
    const { press, change, stage, world } = setUp();
    world.settings = { ...world.settings, privacy: 'count' };
    press();
    change(DONE);
    await expect.poll(stage.toasts).toMatchObject([{ title: 'Belfry', body: 'Done' }]);
    expect(JSON.stringify(stage.shown)).not.toMatch(/Deploy|Restart/);
  });

  test('of a locked screen takes the words off a result that is there', async () => {
    const { press, change, stage, world, delivery, bodies } = setUp();
    press();
    change(FAILED);
    await expect.poll(bodies).toEqual([FAILURE]);
    world.isExposed = true;
    delivery.look();
    await expect.poll(() => JSON.stringify(stage.toasts())).not.toMatch(/Deploy|Restart/);
    expect(bodies()).toEqual(['That did not work. Belfry says why.']);
  });
});
