/** How emergencies sound again: their toasts, and what keeps these back. */
import { expect, test } from 'vitest';
import type { Notification } from '#server/notification';
import { deliver, holding, useFolder } from '../../support/delivery-stage.ts';
import { notification } from '../../support/notification.ts';

const folder = useFolder();
const AT = '2026-11-22T10:00:00.000000Z';

const fire = (revision: number, fields: Partial<Notification> = {}): Notification =>
  notification(revision, {
    ...{ emergency: { retry: 30, expire: 600 }, insists_until: '2026-11-22T10:10:00.000000Z' },
    ...fields,
  });

test('a repeat takes the place of its toast, and sounds and looks urgent, although it is read and done', async () => {
  const { delivery, stage } = deliver(folder());
  delivery.arrived('e', [fire(1)]);
  await expect.poll(stage.titles).toEqual(['title 1']);
  const read = { read_at: AT, archived_at: AT };
  delivery.repeat([fire(1, read)]);
  await expect.poll(() => stage.shown.length).toBe(2);
  expect(stage.visible()).toEqual(['title 1']);
  expect(stage.shown[1]).toMatchObject({
    ...{ key: stage.shown[0]?.key, sound: 'urgent', urgency: 'critical' },
    buttons: [{ command: 'inbox.acknowledge', label: 'Acknowledge' }],
  });
});

test('the toast of a read one that was closed comes again, and is gone once it is acknowledged', async () => {
  const { delivery, stage, ran } = deliver(folder());
  delivery.arrived('e', [fire(1)]);
  await expect.poll(stage.visible).toEqual(['title 1']);
  delivery.gone(['id-1']);
  expect(stage.visible()).toEqual([]);
  delivery.repeat([fire(1, { read_at: AT })]);
  await expect.poll(stage.visible).toEqual(['title 1']);
  const [toast] = stage.toasts();
  stage.emit({ type: 'button', key: toast?.key ?? '', command: 'inbox.acknowledge' });
  expect(ran).toEqual([{ id: 'inbox.acknowledge', args: { ids: ['id-1'] } }]);
  delivery.gone(['id-1']);
  expect(stage.visible()).toEqual([]);
});

test('one that is acknowledged on its way to the screen does not appear', async () => {
  let loaded = (): void => {};
  const picture = new Promise<null>((resolve) => {
    loaded = () => resolve(null);
  });
  const { delivery, stage } = deliver(folder(), undefined, { get: () => picture });
  delivery.repeat([fire(1, { icon: 'https://example.com/i.png' })]);
  delivery.gone(['id-1']);
  loaded();
  delivery.repeat([fire(2)]);
  await expect.poll(stage.titles).toEqual(['title 2']);
});

test('two of one group do not hide each other', async () => {
  const { delivery, stage } = deliver(folder());
  delivery.repeat([fire(1, { group_key: 'plant' })]);
  delivery.repeat([fire(2, { group_key: 'plant' })]);
  await expect.poll(() => stage.visible().toSorted()).toEqual(['title 1', 'title 2']);
});

test('more than three of a source are one toast in the place of theirs, and acknowledged together', async () => {
  const { delivery, stage, ran } = deliver(folder());
  const fires = [1, 2, 3, 4].map((revision) => fire(revision, { source: 'shop' }));
  for (const each of fires.slice(0, 3)) delivery.repeat([each]);
  await expect.poll(stage.visible).toHaveLength(3);
  delivery.repeat(fires);
  await expect.poll(stage.visible).toEqual(['4 emergencies from Shop']);
  const [toast] = stage.toasts();
  expect(toast).toMatchObject({
    ...{ sound: 'urgent', urgency: 'critical' },
    buttons: [{ command: 'inbox.acknowledge', label: 'Acknowledge' }],
  });
  delivery.repeat(fires);
  await expect.poll(() => stage.shown.length).toBe(5);
  expect(stage.shown[4]).toMatchObject({ key: toast?.key, sound: 'urgent' });
  stage.emit({ type: 'button', key: toast?.key ?? '', command: 'inbox.acknowledge' });
  expect(ran).toMatchObject([{ id: 'inbox.acknowledge', args: { ids: ['id-1', 'id-2', 'id-3', 'id-4'] } }]);
});

test('a hold keeps back what may not break through it, and nothing is told of that later', async () => {
  const { delivery, stage, world, decisions } = deliver(folder());
  world.holds = [holding('paused')];
  delivery.repeat([fire(1)]);
  await expect.poll(stage.titles).toEqual(['title 1']);
  world.settings = { ...world.settings, breakThrough: 'nothing' };
  delivery.repeat([fire(2)]);
  expect(decisions.at(-1)).toMatchObject({ id: 'id-2', entry: { do: 'hold', reason: 'paused' } });
  world.holds = [];
  delivery.look();
  delivery.repeat([fire(3)]);
  await expect.poll(stage.titles).toEqual(['title 1', 'title 3']);
});

test('a mute silences it, as its row and the tray still show it', () => {
  const { delivery, stage, decisions } = deliver(folder());
  delivery.repeat([fire(1, { muted_at: AT })]);
  expect([stage.shown, decisions.at(-1)?.entry.reason]).toEqual([[], 'muted']);
});

test('one that has lapsed loses its button, silently', async () => {
  const { delivery, stage } = deliver(folder());
  delivery.arrived('e', [fire(1)]);
  await expect.poll(stage.titles).toEqual(['title 1']);
  const { insists_until: _, ...lapsed } = fire(1, { revision: 2 });
  delivery.updated([lapsed]);
  await expect.poll(() => stage.shown.length).toBe(2);
  expect(stage.shown[1]?.sound).toBe('none');
  expect(stage.shown[1]?.buttons.map(({ label }) => label)).not.toContain('Acknowledge');
});
