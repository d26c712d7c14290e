/** Threads as one entry each, and what is done to all of one, or of a day. */
import { faults } from './axe.ts';
import { expect, test, useStage } from './fixtures.ts';
import { inboxPage } from './inbox-page.ts';
import { shoot } from './pictures.ts';

const stage = useStage();

const open = async () => {
  const inbox = inboxPage(await stage.openWindow());
  await inbox.view('Inbox');
  const head = (text: string) => inbox.rows.filter({ hasText: text });
  return {
    ...inbox,
    head,
    earlier: (count: number) => inbox.page.getByRole('button', { name: `${count} earlier` }),
  };
};

test('a thread is one entry with its number, which opens in place', async () => {
  await stage.app.send({ title: 'Backup done' });
  for (let n = 1; n <= 20; n += 1)
    await stage.app.send({
      type: 'comment',
      title: `Comment ${n} on the plan`,
      message: 'Looks good.',
      group_key: 'plan',
    });
  await stage.app.send({ title: 'Deploy finished' });
  const { page, rows, row, head, earlier } = await open();
  await expect(rows).toHaveCount(3);
  await expect(earlier(19)).toHaveAttribute('aria-expanded', 'false');
  await expect(row('Comment 20 on the plan 19 earlier')).toBeVisible();
  await expect.poll(stage.icon).toBe('ok-22');
  expect(await faults(page)).toEqual([]);
  await shoot(page, 'threads');

  await page.keyboard.press('j');
  await page.keyboard.press(']');
  await expect(row('Comment 20 on the plan 19 earlier')).toBeFocused();
  const place = async () => (await head('Comment 20').boundingBox())?.y;
  const before = await place();
  await page.keyboard.press('ArrowRight');
  await expect(row('Comment 19 on the plan')).toBeVisible();
  expect(await place()).toBe(before);
  await expect(row('Comment 20 on the plan 19 earlier')).toBeFocused();
  expect(await faults(page)).toEqual([]);
  await shoot(page, 'threads-open');
  await page.keyboard.press('j');
  await expect(row('Comment 19 on the plan')).toBeFocused();
  await page.keyboard.press(']');
  await expect(row('Backup done')).toBeFocused();
  await page.keyboard.press('[');
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowLeft');
  await expect(rows).toHaveCount(3);
  await expect(row('Comment 20 on the plan 19 earlier')).toBeFocused();
});

test('of an expanded thread each row is acted on alone; Shift+E and an entry act on all of it', async () => {
  const { page, rows, row, head, earlier, view } = await open();
  await row('Comment 20 on the plan 19 earlier').focus();
  await page.keyboard.press('ArrowRight');
  await expect(row('Comment 19 on the plan')).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('e');
  await expect(earlier(18)).toBeVisible();
  await expect(row('Comment 19 on the plan')).toHaveCount(0);
  // It grows while it is read.
  await stage.app.send({ type: 'comment', title: 'Comment 21 on the plan', group_key: 'plan' });
  await expect(row('Comment 21 on the plan 19 earlier')).toBeVisible();
  await page.keyboard.press('[');
  await page.keyboard.press('ArrowLeft');
  await expect(rows).toHaveCount(3);
  await row('Comment 21 on the plan 19 earlier').focus();
  await page.keyboard.press('u');
  await expect.poll(stage.icon).toBe('ok-2');
  await page.keyboard.press('Shift+E');
  await expect(rows).toHaveCount(2);
  await view('Done');
  await expect(row('Comment 21 on the plan 20 earlier')).toBeVisible();
  await page.keyboard.press('z');
  await expect(head('Comment 19')).toBeVisible();
  await view('Inbox');
  await expect(row('Comment 21 on the plan 19 earlier')).toBeVisible();
});

test('a day is marked as read by its heading, and by the menu of a row', async () => {
  const { page, row, unreadMark } = await open();
  await expect(unreadMark('Deploy finished')).toBeAttached();
  await page.getByText('Today', { exact: true }).hover();
  await shoot(page, 'day');
  await page.getByText('Mark day as read', { exact: true }).click();
  await expect.poll(stage.icon).toBe('ok-0');
  await page.keyboard.press('z');
  await expect.poll(stage.icon).toBe('ok-2');
  await row('Deploy finished').focus();
  await page.keyboard.press('m');
  await page.getByRole('menuitem', { name: 'Mark day as read' }).click();
  await expect.poll(stage.icon).toBe('ok-0');
});
