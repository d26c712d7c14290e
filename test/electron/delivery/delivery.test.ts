import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ShowOutcome } from '../../../electron/delivery/notifiers/notifier.ts';
import {
  createStage,
  deliver,
  holding,
  markOf,
  type Stage,
  useFolder,
} from '../../support/delivery-stage.ts';
import { notification } from '../../support/notification.ts';

const PAUSED = holding('paused');
const BEFORE = '2026-11-22T09:00:00.000000Z';

const folder = useFolder();
const setUp = (stage?: Stage, images?: Parameters<typeof deliver>[2]) => deliver(folder(), stage, images);
const onDisk = () => markOf(folder());

describe('live arrivals', () => {
  test('the first appears at once, those within a second as one summary', async () => {
    const { delivery, stage } = setUp();
    delivery.arrived('e', [notification(1)]);
    delivery.arrived('e', [notification(2)]);
    delivery.arrived('e', [notification(3)]);
    await expect.poll(stage.titles, { timeout: 3_000 }).toEqual(['title 1', '2 new notifications']);
  });

  test('a summary on the screen grows with the next second', async () => {
    const { delivery, stage } = setUp();
    delivery.arrived('e', [notification(1), notification(2), notification(3)]);
    await expect.poll(stage.visible, { timeout: 3_000 }).toEqual(['title 1', '2 new notifications']);
    delivery.arrived('e', [notification(4), notification(5)]);
    await expect.poll(stage.visible, { timeout: 3_000 }).toEqual(['title 1', '4 new notifications']);
  });

  test('one that arrives twice appears once', async () => {
    const { delivery, stage } = setUp();
    delivery.arrived('e', [notification(1)]);
    delivery.arrived('e', [notification(1), notification(2), notification(2)]);
    delivery.arrived('e', [notification(2)]);
    await expect.poll(stage.titles, { timeout: 3_000 }).toEqual(['title 1', 'title 2']);
  });

  test('one that waits and is also listed as missed appears once', async () => {
    const { delivery, stage } = setUp();
    delivery.arrived('e', [notification(1), notification(2)]);
    delivery.backlog('e', 2, [notification(2)]);
    delivery.arrived('e', [notification(3)]);
    await expect.poll(stage.visible, { timeout: 3_000 }).toContain('2 new notifications');
    expect(stage.titles()).toEqual(['title 1', '2 new notifications']);
  });

  test('sound off makes them silent', async () => {
    const { delivery, stage, world } = setUp();
    world.settings = { ...world.settings, sound: false };
    delivery.arrived('e', [notification(1)]);
    await expect.poll(() => stage.shown[0]?.sound).toBe('none');
  });

  test('the mark is on the disk before the toast is asked for', async () => {
    const stage = createStage();
    const marks: unknown[] = [];
    const show = stage.notifier.show;
    stage.notifier.show = (toast) => {
      marks.push(onDisk());
      return show(toast);
    };
    setUp(stage).delivery.arrived('e', [notification(7)]);
    await expect.poll(() => marks).toEqual([{ epoch: 'e', revision: 7 }]);
  });

  test('a full disk does not silence them', async () => {
    fs.mkdirSync(path.join(folder(), 'announced.jsonl.part'));
    const { delivery, stage, lines } = setUp();
    delivery.arrived('e', [notification(1)]);
    await expect.poll(stage.titles).toEqual(['title 1']);
    expect(lines.join()).toContain('journal cannot be written');
  });

  test('a toast says the newest of what was folded into it, without a second sound', async () => {
    const { delivery, stage } = setUp();
    delivery.arrived('e', [notification(1, { title: 'Disk at 90 %' })]);
    await expect.poll(stage.visible).toEqual(['Disk at 90 %']);
    delivery.updated([notification(1, { title: 'Disk at 95 %', occurrences: 2 })]);
    await expect.poll(stage.visible).toEqual(['Disk at 95 %']);
    expect(stage.shown.map(({ sound }) => sound)).toEqual(['all', 'none']);

    delivery.updated([notification(1, { title: 'Disk at 95 %', occurrences: 3 })]);
    stage.emit({ type: 'closed', key: stage.shown[0]?.key ?? '', by: 'expired' });
    delivery.updated([notification(1, { title: 'Disk at 99 %' })]);
    delivery.arrived('e', [notification(2)]);
    await expect.poll(stage.titles, { timeout: 3_000 }).toEqual(['Disk at 90 %', 'Disk at 95 %', 'title 2']);
  });

  test('what changes before it appears, appears as it is by then', async () => {
    let arrive = (_image: null): void => {};
    const picture = new Promise<null>((resolve) => {
      arrive = resolve;
    });
    const { delivery, stage, world } = setUp(createStage(), { get: () => picture });
    const icon = 'https://example.com/slow';
    delivery.arrived('e', [notification(1, { icon, title: 'old' })]);
    delivery.arrived('e', [notification(2, { title: 'also old' })]);
    await expect.poll(onDisk).not.toBeNull();
    delivery.updated([notification(1, { icon, title: 'new' }), notification(2, { title: 'also new' })]);
    arrive(null);
    await expect.poll(stage.titles, { timeout: 3_000 }).toEqual(['new', 'also new']);

    world.holds = [PAUSED];
    delivery.arrived('e', [notification(3, { title: 'held' })]);
    delivery.updated([notification(3, { title: 'held, and changed' })]);
    world.holds = [];
    delivery.look();
    await expect.poll(() => stage.titles().at(-1), { timeout: 3_000 }).toBe('held, and changed');
  });

  test('a picture is shown when it comes in time, and not waited for', async () => {
    const pending = new Promise<null>(() => {});
    const image = { type: 'image/png', file: '/images/a.png', bytes: new Uint8Array() };
    const { delivery, stage } = setUp(createStage(), {
      get: (url) => (url.endsWith('slow') ? pending : Promise.resolve(image)),
    });
    delivery.arrived('e', [notification(1, { icon: 'https://example.com/fast' })]);
    await expect.poll(() => stage.shown[0]?.image).toBe('/images/a.png');
    delivery.arrived('e', [notification(2, { icon: 'https://example.com/slow' })]);
    await expect.poll(() => stage.shown[1]?.image, { timeout: 5_000 }).toBeNull();
  });
});

describe('what was missed', () => {
  test('comes as one summary, and not again after a restart', async () => {
    const first = setUp();
    first.delivery.backlog('e', 1, []);
    await expect.poll(() => first.journal.position()).toEqual({ epoch: 'e', revision: 1 });
    first.delivery.backlog('e', 9, [notification(5), notification(6), notification(7), notification(8)]);
    await expect.poll(() => first.stage.shown).toHaveLength(1);
    expect(first.stage.shown[0]).toMatchObject({
      title: '4 notifications while you were away',
      body: 'title 8\ntitle 7\ntitle 6\nand 1 more',
    });
    expect(onDisk()).toEqual({ epoch: 'e', revision: 9 });

    const second = setUp();
    expect(second.journal.position()).toEqual({ epoch: 'e', revision: 9 });
    second.delivery.backlog('e', 10, [notification(8), notification(10)]);
    await expect.poll(second.stage.titles).toEqual(['title 10']);
  });

  test('comes also after something newer', async () => {
    const { delivery, stage } = setUp();
    delivery.arrived('e', [notification(9)]);
    await expect.poll(stage.visible).toEqual(['title 9']);
    delivery.backlog('e', 9, [notification(7), notification(8), notification(9)]);
    await expect.poll(stage.visible).toEqual(['title 9', '2 notifications while you were away']);
  });

  test('nothing missed, nothing shown, and the mark moves on', async () => {
    const { delivery, stage } = setUp();
    delivery.backlog('e', 4, [notification(3, { read_at: BEFORE })]);
    await expect.poll(() => fs.existsSync(path.join(folder(), 'announced.jsonl'))).toBe(true);
    expect(onDisk()).toEqual({ epoch: 'e', revision: 4 });
    expect(stage.shown).toEqual([]);
  });

  test('on the first run nothing old appears as if it were new', async () => {
    fs.writeFileSync(path.join(folder(), 'announced.jsonl'), '{"epo');
    const { delivery, stage } = setUp();
    delivery.backlog('e', 3, [notification(3, { created_at: BEFORE })]);
    await expect.poll(stage.titles).toEqual(['1 notification while you were away']);
  });

  test('on the first run one that has just come appears as itself', async () => {
    const { delivery, stage } = setUp();
    delivery.backlog('e', 3, [notification(3)]);
    await expect.poll(stage.titles).toEqual(['title 3']);
  });

  test('nor does it matter that it was sent long before it came', async () => {
    const { delivery, stage } = setUp();
    const received_at = notification(3).created_at;
    delivery.backlog('e', 3, [notification(3, { created_at: BEFORE, received_at })]);
    await expect.poll(stage.titles).toEqual(['title 3']);
  });

  test('a crash between mark and toast leads to no second one', async () => {
    const stage = createStage();
    stage.answer = new Promise(() => {});
    setUp(stage).delivery.arrived('e', [notification(5)]);
    await expect.poll(() => stage.shown).toHaveLength(1);
    const after = setUp();
    after.delivery.backlog('e', 6, [notification(5), notification(6)]);
    await expect.poll(after.stage.titles).toEqual(['title 6']);
  });
});

describe('the mark', () => {
  test('stays below what is announced later; what was announced beyond is not announced again', async () => {
    const { delivery, stage, world } = setUp();
    world.waitingFrom = 5;
    delivery.arrived('e', [notification(7)]);
    await expect.poll(stage.titles).toEqual(['title 7']);
    expect(onDisk()).toEqual({ epoch: 'e', revision: 4, ahead: { 'id-7': 7 } });

    const after = setUp();
    expect(after.journal.position()).toMatchObject({ revision: 4 });
    after.delivery.backlog('e', 7, [notification(5), notification(6), notification(7)]);
    await expect.poll(after.stage.titles).toEqual(['2 notifications while you were away']);
    expect(onDisk()).toEqual({ epoch: 'e', revision: 7 });
  });

  test('stays below what waits for its second', async () => {
    const { delivery, stage } = setUp();
    delivery.arrived('e', [notification(1)]);
    delivery.arrived('e', [notification(2)]);
    delivery.backlog('e', 3, [notification(3)]);
    await expect.poll(stage.titles).toEqual(['title 1', 'title 3']);
    expect(onDisk()).toEqual({ epoch: 'e', revision: 1, ahead: { 'id-3': 3 } });
    await expect.poll(onDisk, { timeout: 3_000 }).toEqual({ epoch: 'e', revision: 3 });
  });

  test('is not held up by what was read instead of announced', async () => {
    const { delivery, world } = setUp();
    world.holds = [PAUSED];
    delivery.arrived('e', [notification(1)]);
    delivery.gone(['id-1']);
    delivery.backlog('e', 4, []);
    await expect.poll(onDisk).toEqual({ epoch: 'e', revision: 4 });
  });
});

describe('a pause', () => {
  test('holds back, and ends in one summary', async () => {
    const { delivery, stage, world, lines } = setUp();
    world.holds = [PAUSED];
    delivery.arrived('e', [notification(1)]);
    delivery.arrived('e', [notification(2)]);
    delivery.backlog('e', 4, [notification(3), notification(4)]);
    delivery.gone(['id-3']);
    delivery.look();
    expect(stage.shown).toEqual([]);
    expect(lines.filter((line) => line.includes('hold, paused'))).toEqual([
      ...['id-1: hold, paused', 'id-2: hold, paused', 'id-3, id-4: hold, paused'],
    ]);
    world.holds = [];
    delivery.look();
    await expect.poll(stage.titles).toEqual(['3 notifications during the pause']);
    delivery.look();
    expect(stage.shown).toHaveLength(1);
  });

  test('also holds what waited for its second', async () => {
    const { delivery, stage, world, lines } = setUp();
    delivery.arrived('e', [notification(1), notification(2), notification(3)]);
    await expect.poll(stage.titles).toEqual(['title 1']);
    world.holds = [PAUSED];
    await expect.poll(() => lines.join(), { timeout: 3_000 }).toContain('id-3: hold, paused');
    world.holds = [];
    delivery.look();
    await expect.poll(stage.titles).toEqual(['title 1', '2 notifications during the pause']);
  });

  test('what is held survives a restart', async () => {
    const { delivery, world } = setUp();
    world.holds = [PAUSED];
    delivery.arrived('e', [notification(1), notification(2)]);
    delivery.backlog('e', 2, []);
    await expect.poll(onDisk).toEqual({ epoch: 'e', revision: 0 });
    const after = setUp();
    after.delivery.backlog('e', 2, [notification(1), notification(2)]);
    await expect.poll(after.stage.titles).toEqual(['2 notifications while you were away']);
  });
});

describe('read anywhere', () => {
  test('closes the toast', async () => {
    const { delivery, stage } = setUp();
    delivery.arrived('e', [notification(1)]);
    await expect.poll(stage.visible).toEqual(['title 1']);
    delivery.gone(['id-1']);
    expect(stage.visible()).toEqual([]);
  });

  test('closes a summary with the last of its notifications', async () => {
    const { delivery, stage } = setUp();
    delivery.backlog('e', 2, [notification(1), notification(2)]);
    await expect.poll(stage.visible).toHaveLength(1);
    delivery.gone(['id-1']);
    expect(stage.visible()).toHaveLength(1);
    delivery.gone(['id-2']);
    expect(stage.visible()).toEqual([]);
  });

  test('takes it out of what waits', async () => {
    const { delivery, stage } = setUp();
    delivery.arrived('e', [notification(1), notification(2), notification(3)]);
    delivery.gone(['id-2']);
    await expect.poll(stage.titles, { timeout: 3_000 }).toEqual(['title 1', 'title 3']);
  });

  test('keeps one that is on its way from appearing', async () => {
    const { delivery, stage, lines } = setUp();
    delivery.arrived('e', [notification(1)]);
    delivery.gone(['id-1']);
    await expect.poll(() => lines.join()).toContain('skip, gone');
    expect(stage.shown).toEqual([]);
  });

  test('keeps one that waits for its picture from appearing', async () => {
    const { delivery, stage, lines } = setUp(createStage(), {
      get: () => {
        delivery.gone(['id-1']);
        return Promise.resolve(null);
      },
    });
    delivery.arrived('e', [notification(1, { icon: 'https://example.com/a.png' })]);
    await expect.poll(() => lines.join()).toContain('skip, gone');
    expect(stage.shown).toEqual([]);
  });

  test('leaves the toast alone that has taken its place', async () => {
    const { delivery, stage } = setUp();
    delivery.backlog('e', 1, [notification(1, { group_key: 'build' })]);
    await expect.poll(stage.visible).toEqual(['title 1']);
    delivery.backlog('e', 2, [notification(2, { group_key: 'build' })]);
    await expect.poll(stage.visible).toEqual(['title 2']);
    delivery.gone(['id-1']);
    expect(stage.visible()).toEqual(['title 2']);
  });
});

describe('a click', () => {
  test('an answer goes to its sender, and the notification counts as read', async () => {
    const { delivery, stage, ran, seen } = setUp();
    delivery.arrived('e', [notification(1)]);
    await expect.poll(() => stage.shown).toHaveLength(1);
    const key = stage.shown[0]?.key ?? '';
    stage.emit({ type: 'compose', key });
    stage.emit({ type: 'reply', key, text: 'Yes' });
    expect(ran).toEqual([
      { id: 'inbox.compose', args: { id: 'id-1' } },
      { id: 'inbox.reply', args: { id: 'id-1', text: 'Yes', key: expect.any(String) } },
      { id: 'inbox.read', args: { ids: ['id-1'] } },
    ]);
    expect(seen).toContain('id-1');
  });

  test('a click on a toast of an earlier run opens its notification, or what is unread', () => {
    const { stage, ran } = setUp();
    stage.emit({ type: 'activated', place: 'item:id-1', reply: null });
    stage.emit({ type: 'activated', place: 'item:id-1', reply: 'Yes' });
    stage.emit({ type: 'activated', place: null, reply: null });
    expect(ran).toEqual([
      { id: 'inbox.open', args: { id: 'id-1' } },
      { id: 'inbox.reply', args: { id: 'id-1', text: 'Yes', key: expect.any(String) } },
      { id: 'inbox.read', args: { ids: ['id-1'] } },
      { id: 'inbox.showUnread', args: {} },
    ]);
  });

  test('the button of a summary marks all of it read, and only that; it was not seen', async () => {
    const { delivery, stage, ran, seen } = setUp();
    delivery.arrived('e', [notification(1), notification(2), notification(3)]);
    await expect.poll(() => stage.shown, { timeout: 3_000 }).toHaveLength(2);
    stage.emit({ type: 'button', key: stage.shown[1]?.key ?? '', command: 'inbox.read' });
    expect(ran).toEqual([{ id: 'inbox.read', args: { ids: ['id-2', 'id-3'] } }]);
    expect(seen).toEqual([]);
  });

  test('opens the item, the button marks it read, which only who has seen it does', async () => {
    const { delivery, stage, ran, seen } = setUp();
    delivery.arrived('e', [notification(1)]);
    await expect.poll(() => stage.shown).toHaveLength(1);
    const key = stage.shown[0]?.key ?? '';
    expect(seen).toEqual([]);
    stage.emit({ type: 'open', key });
    stage.emit({ type: 'button', key, command: 'inbox.read' });
    expect(seen).toEqual(['id-1']);
    expect(ran).toEqual([
      { id: 'inbox.open', args: { id: 'id-1' } },
      { id: 'inbox.read', args: { ids: ['id-1'] } },
    ]);
  });

  test('on a summary shows what is unread', async () => {
    const { delivery, stage, ran } = setUp();
    delivery.backlog('e', 2, [notification(1), notification(2)]);
    await expect.poll(() => stage.shown).toHaveLength(1);
    stage.emit({ type: 'open', key: stage.shown[0]?.key ?? '' });
    expect(ran).toEqual([{ id: 'inbox.showUnread', args: {} }]);
  });

  test('on a toast that has left the screen counts until it is read, and closes it then', async () => {
    const { delivery, stage, ran } = setUp();
    delivery.arrived('e', [notification(1)]);
    await expect.poll(() => stage.shown).toHaveLength(1);
    const key = stage.shown[0]?.key ?? '';
    stage.emit({ type: 'closed', key, by: 'expired' });
    stage.emit({ type: 'open', key });
    stage.emit({ type: 'open', key });
    const open = { id: 'inbox.open', args: { id: 'id-1' } };
    expect(ran).toEqual([open, open]);
    expect(stage.visible()).toEqual(['title 1']);
    delivery.gone(['id-1']);
    expect(stage.visible()).toEqual([]);
    stage.emit({ type: 'open', key });
    expect(ran).toHaveLength(2);
  });

  test("means that toast's notification, whatever has replaced it since", async () => {
    const { delivery, stage, ran } = setUp();
    delivery.backlog('e', 1, [notification(1, { group_key: 'build' })]);
    await expect.poll(stage.titles).toEqual(['title 1']);
    const key = (index: number): string => stage.shown[index]?.key ?? '';
    stage.emit({ type: 'closed', key: key(0), by: 'expired' });
    delivery.backlog('e', 2, [notification(2, { group_key: 'build' })]);
    await expect.poll(stage.titles).toEqual(['title 1', 'title 2']);
    stage.emit({ type: 'open', key: key(0) });
    stage.emit({ type: 'open', key: key(1) });
    expect(ran.map(({ args }) => args)).toEqual([{ id: 'id-1' }, { id: 'id-2' }]);
    expect(stage.shown[0]?.place).toBe(stage.shown[1]?.place);
  });

  test('on a summary that has left the screen is no reason to grow it', async () => {
    const { delivery, stage } = setUp();
    delivery.backlog('e', 2, [notification(1), notification(2)]);
    await expect.poll(() => stage.shown).toHaveLength(1);
    stage.emit({ type: 'closed', key: stage.shown[0]?.key ?? '', by: 'expired' });
    delivery.backlog('e', 4, [notification(3), notification(4)]);
    await expect.poll(() => stage.shown).toHaveLength(2);
    expect(stage.shown[1]?.title).toBe('2 notifications while you were away');
  });
});

describe('trouble', () => {
  test('with nobody to show them they are held until there is somebody', async () => {
    const { delivery, stage, lines } = setUp();
    stage.outcome = 'unavailable';
    delivery.backlog('e', 2, [notification(1), notification(2)]);
    await expect.poll(() => lines.join()).toContain('hold, no_notifier');
    delivery.gone(['id-1']);
    stage.outcome = 'shown';
    stage.emit({ type: 'available' });
    await expect.poll(stage.visible).toEqual(['title 2']);
    stage.emit({ type: 'available' });
    expect(stage.shown).toHaveLength(2);
  });

  test('somebody who appears while the list is empty shows the list', async () => {
    const { delivery, stage } = setUp();
    const { show } = stage.notifier;
    stage.notifier.show = async () => {
      stage.notifier.show = show;
      stage.emit({ type: 'available' });
      return 'unavailable';
    };
    delivery.backlog('e', 1, [notification(1)]);
    await expect.poll(stage.titles).toEqual(['title 1']);
  });

  test.each<ShowOutcome>(['timeout', 'failed'])('%s is not tried again', async (outcome) => {
    const { delivery, stage, lines } = setUp();
    stage.outcome = outcome;
    delivery.backlog('e', 1, [notification(1)]);
    await expect.poll(() => lines.join()).toContain(outcome);
    stage.emit({ type: 'available' });
    delivery.look();
    expect(stage.shown).toHaveLength(1);
  });

  test('what failed to appear does not count among what is on the screen', async () => {
    const { delivery, stage, lines } = setUp();
    stage.outcome = 'failed';
    delivery.backlog('e', 2, [notification(1), notification(2)]);
    await expect.poll(() => lines.join()).toContain('failed');
    stage.outcome = 'shown';
    delivery.backlog('e', 4, [notification(3), notification(4)]);
    await expect.poll(stage.visible).toEqual(['2 notifications while you were away']);
  });

  test('arrivals of another database take the toasts of the one before away', async () => {
    const { delivery, stage } = setUp();
    delivery.arrived('e', [notification(5)]);
    await expect.poll(stage.visible).toEqual(['title 5']);
    delivery.backlog('other', 1, [notification(1)]);
    await expect.poll(stage.visible).toEqual(['title 1']);
  });

  test('another database closes all and forgets all', async () => {
    const { delivery, stage, world } = setUp();
    delivery.arrived('e', [notification(1)]);
    await expect.poll(stage.visible).toEqual(['title 1']);
    world.holds = [PAUSED];
    delivery.arrived('e', [notification(2)]);
    delivery.reset();
    expect(stage.visible()).toEqual([]);
    world.holds = [];
    delivery.look();
    delivery.backlog('other', 1, [notification(1, { title: 'from the other' })]);
    await expect.poll(stage.titles).toEqual(['title 1', 'from the other']);
  });

  test('the log has outcome and reason, and no words of a notification', async () => {
    const { delivery, stage, lines } = setUp();
    delivery.arrived('e', [notification(1), notification(2), notification(3)]);
    delivery.arrived('e', [notification(4, { read_at: BEFORE })]);
    await expect.poll(() => stage.shown, { timeout: 3_000 }).toHaveLength(2);
    await expect.poll(() => lines.length).toBe(3);
    expect(lines).toEqual([
      'id-4: skip, read',
      'id-1: show, shown, single',
      'id-2, id-3: summarise, shown, folded',
    ]);
  });
});
