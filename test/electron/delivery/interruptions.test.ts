/** What interrupts and what does not: holds, urgency, storms, absence, sight and privacy. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Notification } from '#server/notification';
import type { HoldReason } from '#server/rules/decide/situation';
import { deliver, holding, useFolder } from '../../support/delivery-stage.ts';
import { notification } from '../../support/notification.ts';

const folder = useFolder();
const setUp = () => deliver(folder());
afterEach(() => void vi.useRealTimers());

const several = (from: number, count: number, fields: Partial<Notification> = {}): Notification[] =>
  Array.from({ length: count }, (_, index) => notification(from + index, fields));
const EMERGENCY = { emergency: { retry: 30, expire: 600 } };
const URGENT = { priority: 5 };

describe('a hold', () => {
  test.each<[HoldReason, string]>([
    ['paused', '20 notifications during the pause'],
    ['quiet_hours', '20 notifications during quiet hours'],
    ['do_not_disturb', '20 notifications while you did not want to be disturbed'],
    ['locked', '20 notifications while the screen was locked'],
  ])('%s: 20 rows are no toast, and one summary at its end', async (reason, title) => {
    const { delivery, stage, world } = setUp();
    world.holds = [holding(reason)];
    for (const item of several(1, 20)) delivery.arrived('e', [item]);
    delivery.look();
    expect(stage.shown).toEqual([]);
    world.holds = [];
    delivery.look();
    await expect.poll(stage.titles).toEqual([title]);
    delivery.look();
    expect(stage.shown).toHaveLength(1);
  });

  test('what is read, muted or below the least priority meanwhile is not in its summary', async () => {
    const { delivery, stage, world } = setUp();
    world.settings = { ...world.settings, leastPriority: 2 };
    world.holds = [holding('paused')];
    delivery.arrived('e', [...several(1, 5), notification(6, { priority: 1 })]);
    delivery.gone(['id-2']);
    world.settings = { ...world.settings, lines: { shop: { line: 'quietly' } } };
    delivery.arrived('e', [notification(7, { source: 'shop' })]);
    world.holds = [];
    delivery.look();
    await expect.poll(stage.titles).toEqual(['4 notifications during the pause']);
  });

  test('what the settings silence while it is held stays silent', async () => {
    const { delivery, stage, world, decisions } = setUp();
    world.holds = [holding('locked')];
    delivery.arrived('e', [notification(1, { source: 'shop' }), notification(2)]);
    world.settings = { ...world.settings, lines: { shop: { line: 'quietly' } } };
    world.holds = [];
    delivery.look();
    await expect.poll(stage.titles).toEqual(['title 2']);
    expect(decisions.findLast(({ id }) => id === 'id-1')?.entry.reason).toBe('quietly');
  });

  test('that follows another keeps what the first has held; the summary names the last', async () => {
    const { delivery, stage, world, decisions } = setUp();
    world.holds = [holding('paused'), holding('locked')];
    delivery.arrived('e', several(1, 2));
    world.holds = [holding('locked')];
    delivery.look();
    delivery.look();
    expect(decisions.filter(({ id }) => id === 'id-1').map(({ entry }) => entry.reason)).toEqual([
      'paused',
      'locked',
    ]);
    world.holds = [];
    delivery.look();
    await expect.poll(stage.titles).toEqual(['2 notifications while the screen was locked']);
  });

  test('of thousands asks once for the circumstances, and is one line of the log', () => {
    const { delivery, world, lines, asked } = setUp();
    world.holds = [holding('paused'), holding('locked')];
    delivery.arrived('e', several(1, 2_000));
    world.holds = [holding('locked')];
    delivery.look();
    expect(lines).toHaveLength(2);
    expect(asked()).toBeLessThan(10);
  });

  test('by default priority 5 waits, and an emergency does not', async () => {
    const { delivery, stage, world } = setUp();
    world.holds = [holding('do_not_disturb')];
    delivery.arrived('e', [notification(1, URGENT), notification(2, EMERGENCY)]);
    await expect.poll(stage.titles).toEqual(['title 2']);
    expect(stage.shown[0]).toMatchObject({ urgency: 'critical', sound: 'urgent' });
    world.settings = { ...world.settings, breakThrough: 'urgent' };
    delivery.look();
    await expect.poll(stage.titles).toEqual(['title 2', 'title 1']);
  });
});

describe('while you were away', () => {
  test('one summary, and at most three urgent ones beside it', async () => {
    const { delivery, stage } = setUp();
    delivery.backlog('e', 1, []);
    const missed = [...several(1, 195), ...several(196, 5, URGENT)];
    delivery.backlog('e', 200, missed);
    await expect.poll(() => stage.shown.length).toBe(4);
    expect(stage.titles().toSorted()).toEqual([
      '197 notifications while you were away',
      'title 198',
      'title 199',
      'title 200',
    ]);
    expect(stage.shown.find(({ title }) => title.startsWith('197'))?.body).toMatch(/^2 urgent\n/);
  });

  test('no more urgent ones at once than three, also when they come one after the other', async () => {
    const { delivery, stage } = setUp();
    delivery.backlog('e', 3, several(1, 3, URGENT));
    await expect.poll(() => stage.toasts().length).toBe(3);
    delivery.backlog('e', 4, [notification(4, URGENT)]);
    await expect.poll(stage.visible).toContain('1 notification while you were away');
    delivery.gone(['id-1']);
    delivery.backlog('e', 5, [notification(5, URGENT)]);
    await expect.poll(stage.visible).toContain('title 5');
  });

  test('what a rule has made urgent is one of the three that stay', async () => {
    const { delivery, stage } = setUp();
    const byRule = { priority: 1, verdict: { rule: { id: '1', name: 'Disks' }, do: 'urgent' } };
    delivery.backlog('e', 3, [...several(1, 2, URGENT), notification(3, byRule)]);
    await expect.poll(() => stage.toasts().map(({ urgency }) => urgency)).toEqual(Array(3).fill('critical'));
    delivery.backlog('e', 4, [notification(4, byRule)]);
    await expect.poll(stage.visible).toContain('1 notification while you were away');
  });
});

test('a sender that changes its notification without end changes the toast once a second, to its newest words', async () => {
  const { delivery, stage } = setUp();
  const icon = 'https://shop.example/icon.png';
  delivery.arrived('e', [notification(1, { icon })]);
  await expect.poll(stage.visible).toEqual(['title 1']);
  for (let percent = 1; percent <= 100; percent += 1) {
    delivery.updated([notification(1, { icon, title: `${percent} %` })]);
    await new Promise(setImmediate);
  }
  await expect.poll(stage.visible, { timeout: 3_000 }).toEqual(['100 %']);
  expect(stage.shown.length).toBeLessThanOrEqual(3);
});

describe('a storm', () => {
  /** 10,000 notifications of one source within a minute. */
  async function storm({ delivery }: ReturnType<typeof setUp>): Promise<void> {
    for (let at = 0; at < 600; at += 1) {
      const from = 1 + Math.round((at * 10_000) / 600);
      const to = 1 + Math.round(((at + 1) * 10_000) / 600);
      delivery.arrived('e', several(from, to - from, { source: 'shop' }));
      await vi.advanceTimersByTimeAsync(100);
    }
    await vi.advanceTimersByTimeAsync(2_000);
  }

  test('is one growing toast with one sound, and can be muted', async () => {
    vi.useFakeTimers();
    const run = setUp();
    const { delivery, stage, ran } = run;
    await storm(run);
    expect(stage.visible()).toEqual(['10000 notifications from Shop']);
    expect(stage.shown.length).toBeLessThanOrEqual(70);
    expect(stage.shown.filter(({ sound }) => sound !== 'none')).toHaveLength(1);
    stage.emit({ type: 'mute', key: stage.toasts()[0]?.key ?? '' });
    expect(ran).toEqual([{ id: 'sources.muteHour', args: { id: 'shop' } }]);
    delivery.gone(several(1, 10_000).map(({ id }) => id));
    expect(stage.visible()).toEqual([]);
  });

  test('does not drown what others send, nor an emergency', async () => {
    vi.useFakeTimers();
    const { delivery, stage } = setUp();
    delivery.arrived('e', several(1, 100, { source: 'shop' }));
    await vi.advanceTimersByTimeAsync(1_500);
    delivery.arrived('e', [
      notification(101),
      notification(102, { source: 'shop', ...EMERGENCY }),
      ...several(103, 20, { source: 'shop' }),
    ]);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(stage.visible().toSorted()).toEqual(['120 notifications from Shop', 'title 101', 'title 102']);
  });

  test('that its user has closed does not come back; what comes after it does', async () => {
    vi.useFakeTimers();
    const { delivery, stage, decisions } = setUp();
    delivery.arrived('e', several(1, 100, { source: 'shop' }));
    await vi.advanceTimersByTimeAsync(1_500);
    const { key } = stage.toasts()[0] ?? { key: '' };
    stage.notifier.close(key);
    stage.emit({ type: 'closed', key, by: 'user' });
    delivery.arrived('e', several(101, 30, { source: 'shop' }));
    await vi.advanceTimersByTimeAsync(1_500);
    expect(stage.visible()).toEqual([]);
    expect(decisions.findLast(({ id }) => id === 'id-130')?.entry.reason).toBe('dismissed');
    await vi.advanceTimersByTimeAsync(100_000);
    delivery.arrived('e', [notification(131, { source: 'shop' })]);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(stage.visible()).toEqual(['title 131']);
  });
});

describe('what nobody could see', () => {
  test('appears once more, in one summary, when somebody is there again', async () => {
    const { delivery, stage, world } = setUp();
    delivery.backlog('e', 1, [notification(1)]);
    delivery.backlog('e', 2, [notification(2)]);
    delivery.backlog('e', 3, [notification(3)]);
    await expect.poll(() => stage.toasts().length).toBe(3);
    const expire = (): void => {
      for (const { key } of stage.toasts()) {
        stage.notifier.close(key);
        stage.emit({ type: 'closed', key, by: 'expired' });
      }
    };
    world.isIdle = true;
    expire();
    delivery.gone(['id-2']);
    delivery.look();
    expect(stage.visible()).toEqual([]);
    world.isIdle = false;
    delivery.look();
    await expect.poll(stage.visible).toEqual(['2 notifications that you may have missed']);
    // And never again.
    world.isIdle = true;
    expire();
    world.isIdle = false;
    delivery.look();
    delivery.backlog('e', 4, [notification(4)]);
    await expect.poll(stage.visible).toEqual(['title 4']);
  });

  test('is nothing that its user has closed, or that expired before their eyes', async () => {
    const { delivery, stage, world } = setUp();
    delivery.backlog('e', 1, [notification(1)]);
    delivery.backlog('e', 2, [notification(2)]);
    await expect.poll(() => stage.toasts().length).toBe(2);
    const [first, second] = stage.toasts();
    stage.emit({ type: 'closed', key: first?.key ?? '', by: 'expired' });
    world.isIdle = true;
    stage.emit({ type: 'closed', key: second?.key ?? '', by: 'user' });
    world.isIdle = false;
    delivery.look();
    delivery.backlog('e', 3, [notification(3)]);
    await expect.poll(() => stage.titles().at(-1)).toBe('title 3');
    expect(stage.shown).toHaveLength(3);
  });
});

test('a row in sight needs no toast, also not after a restart', async () => {
  const { delivery, stage, world, decisions } = setUp();
  world.inSight.add('id-1');
  delivery.arrived('e', [notification(1)]);
  delivery.arrived('e', [notification(2)]);
  await expect.poll(stage.titles).toEqual(['title 2']);
  expect(decisions[0]).toMatchObject({ id: 'id-1', entry: { do: 'skip', reason: 'in_sight' } });
  const after = setUp();
  after.delivery.backlog('e', 3, [notification(1), notification(3)]);
  await expect.poll(after.stage.titles).toEqual(['title 3']);
});

describe('privacy', () => {
  const secret = notification(1, { title: 'Secret', message: 'words', source: 'shop' });

  test('lowers what is on the screen when others may look, and raises it again, without a sound', async () => {
    const { delivery, stage, world } = setUp();
    delivery.backlog('e', 1, [secret]);
    delivery.backlog('e', 3, [notification(2), notification(3, { title: 'Secret, too' })]);
    await expect.poll(() => stage.visible().length).toBe(2);
    world.isExposed = true;
    delivery.look();
    await expect
      .poll(() =>
        stage
          .toasts()
          .map(({ title, body }) => title + body)
          .toSorted(),
      )
      .toEqual(['1 new notification', '2 notifications while you were away']);
    world.isExposed = false;
    delivery.look();
    await expect.poll(stage.visible).toContain('Secret');
    expect(stage.shown.slice(2).every(({ sound }) => sound === 'none')).toBe(true);
  });

  test('never shows the words of a source that its user does not want outside', async () => {
    const { delivery, stage, world } = setUp();
    world.settings = { ...world.settings, lines: { shop: { neverContent: true } } };
    delivery.backlog('e', 1, [secret]);
    delivery.updated([{ ...secret, title: 'Another secret' }]);
    await expect.poll(stage.visible).toEqual(['Shop']);
    expect(JSON.stringify(stage.shown)).not.toMatch(/secret|words/i);
  });
});
