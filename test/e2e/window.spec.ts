import type { Locator } from '@playwright/test';
import { commandsAt } from '#server/rules/commands';
import { TABLE } from '../../renderer/commands/table.ts';
import { createI18n } from '../../renderer/i18n/i18n.ts';
import { until } from '../support/poll.ts';
import { expect, test, useStage } from './fixtures.ts';
import { callMain, inboxPage, loadAll } from './inbox-page.ts';
import { shoot } from './pictures.ts';

const stage = useStage();

test('the first page offers a command and a test, and the test arrives as a toast', async () => {
  const page = await stage.openWindow();
  await expect(page.getByRole('heading', { name: 'Your first notification' })).toBeVisible();
  const { url, token } = await stage.app.endpoint();
  const command = page.getByRole('region', { name: 'Command that sends a notification' });
  await expect(command).toContainText(`${url}/api/notifications`);
  await expect(command).not.toContainText(token);
  await page.getByRole('button', { name: 'Copy' }).click();
  await expect
    .poll(() => stage.app.electron.evaluate(({ clipboard }) => clipboard.readText()))
    .toContain(`Bearer ${token}`);

  await page.getByRole('button', { name: 'Send a test' }).click();
  await expect(page.getByRole('article')).toHaveCount(1);
  await expect.poll(() => stage.recorder.shown().length).toBe(1);
  await expect.poll(stage.icon).toBe('ok-1');

  const steps = page.getByRole('region', { name: 'Always there' });
  await expect(steps.getByRole('switch', { name: 'Start with the system' })).toBeVisible();
  await shoot(page, 'first-run-2');
  await page.reload();
  await steps.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('region', { name: 'Your first source' }).getByRole('button', { name: 'Skip' }).click();
  await expect(page.getByText('Step 3 of 3')).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('article')).toHaveCount(1);
  await expect(page.getByText(/Step \d of 3/)).toHaveCount(0);
});

test('ten rows, newest first, under their day', async () => {
  const inbox = inboxPage(await stage.openWindow());
  for (let index = 1; index < 10; index++) await stage.app.send({ title: `row ${index}` });
  await expect(inbox.rows).toHaveCount(10);
  await expect(inbox.rows.first()).toContainText('row 9');
  await expect(inbox.page.getByText('Today', { exact: true })).toBeVisible();
});

test('done, unread, delete and undo move a row between the views and change the count', async () => {
  const inbox = inboxPage(await stage.openWindow());
  await inbox.act('row 9', 'Done');
  await expect(inbox.row('row 9')).toHaveCount(0);
  await expect.poll(stage.icon).toBe('ok-9');
  await inbox.view('Done');
  await expect(inbox.row('row 9')).toBeVisible();
  await inbox.act('row 9', 'Restore');
  await expect(inbox.row('row 9')).toHaveCount(0);

  await inbox.view('Unread');
  await inbox.act('row 8', 'Mark as read');
  await expect(inbox.row('row 8')).toHaveCount(0);
  await inbox.view('Inbox');
  await inbox.act('row 8', 'Mark as unread');
  await expect(inbox.unreadMark('row 8')).toBeAttached();

  await inbox.act('row 7', 'Delete');
  await expect(inbox.row('row 7')).toHaveCount(0);
  await expect.poll(stage.icon).toBe('ok-9');
  const bin = await callMain(inbox.page, 'inbox.list', { view: 'bin' });
  expect(bin.items.map(({ title }) => title)).toEqual(['row 7']);
  const [deleted] = await callMain(inbox.page, 'inbox.batches', {});
  const undone = await callMain(inbox.page, 'inbox.undo', { batch: deleted?.id ?? '' });
  expect(undone).toMatchObject({ restored: 1, left: 0 });
  await expect(inbox.row('row 7')).toBeVisible();
  await expect.poll(stage.icon).toBe('ok-9plus');
  await inbox.act('row 7', 'Delete');
  await expect(inbox.row('row 7')).toHaveCount(0);
});

test('mark all read is available only while something is unread', async () => {
  const inbox = inboxPage(await stage.openWindow());
  await inbox.markAllRead.click();
  await expect(inbox.markAllRead).toHaveCount(0);
  await expect.poll(stage.icon).toBe('ok-0');
});

test('the toolbar has a button for each of its commands', async () => {
  const page = await stage.openWindow();
  await stage.app.send({ title: 'for the toolbar' });
  const t = createI18n().getFixedT('en', 'window');
  for (const id of commandsAt(TABLE, 'toolbar')) {
    await expect(page.getByRole('button', { name: t(`command.${id}.title`) })).toBeVisible();
  }
  await inboxPage(page).markAllRead.click();
});

test('on a keyboard without Latin letters, keys are where an English keyboard has them', async () => {
  const inbox = inboxPage(await stage.openWindow());
  for (const title of ['нижняя', 'верхняя']) await stage.app.send({ title });
  await expect(inbox.row('верхняя')).toBeVisible();
  await inbox.rows.first().focus();
  await stage.hands.layout('ru');
  /** Codes of the keys that an English keyboard has as j, u, e and 3. */
  const [j, u, e, three] = ['44', '30', '26', '12'] as const;
  await stage.hands.key(u);
  await expect(inbox.unreadMark('верхняя')).toHaveCount(0);
  await stage.hands.key(j);
  await stage.hands.key(e);
  await expect(inbox.row('нижняя')).toHaveCount(0);
  await inbox.rows.first().focus();
  await stage.hands.key(`shift+${three}`);
  await expect(inbox.row('верхняя')).toHaveCount(0);
  await stage.hands.layout('us');
});

test('the keyboard alone reaches everything', async () => {
  const inbox = inboxPage(await stage.openWindow());
  await stage.app.send({ title: 'by hand' });
  await expect(inbox.row('by hand')).toBeVisible();
  await inbox.rows.first().focus();
  await inbox.page.keyboard.press('u');
  await expect(inbox.unreadMark('by hand')).toHaveCount(0);
  await expect.poll(stage.icon).toBe('ok-0');
  await inbox.page.keyboard.press('e');
  await expect(inbox.row('by hand')).toHaveCount(0);
  await expect(inbox.rows.first()).toBeFocused();
});

test('Escape hides the window', async () => {
  const page = await stage.openWindow();
  await page.keyboard.press('Escape');
  await expect.poll(() => stage.app.visible()).toBe(false);
});

test('closing the window leaves the app in the tray', async () => {
  await stage.openWindow();
  // Again, where the window manager did not hear the first: seen under load.
  await expect
    .poll(
      async () => {
        if ((await stage.hands.activeWindow()) === 'Belfry') await stage.hands.key('alt+F4');
        return stage.app.visible();
      },
      { intervals: [1_000] },
    )
    .toBe(false);
  await stage.app.send({ title: 'while closed' });
  await expect.poll(stage.icon).toBe('ok-1');
  await expect(inboxPage(await stage.openWindow()).row('while closed')).toBeVisible();
  await stage.tray.choose('Mark all read');
  await expect.poll(stage.icon).toBe('ok-0');
});

test('a failed action is undone on the row and can be tried again', async () => {
  const inbox = inboxPage(await stage.openWindow());
  await stage.app.send({ title: 'contested' });
  await expect(inbox.unreadMark('contested')).toBeAttached();

  const backend = await until('the backend', stage.app.backend);
  process.kill(backend, 'SIGSTOP');
  await inbox.act('contested', 'Mark as read');
  await expect(inbox.unreadMark('contested')).toHaveCount(0);
  process.kill(backend, 'SIGKILL');

  await expect(inbox.row('contested').getByRole('alert')).toContainText('Could not mark this as read.');
  await expect(inbox.unreadMark('contested')).toBeAttached();
  await expect.poll(stage.icon).toBe('ok-1');
  await inbox.row('contested').getByRole('button', { name: 'Retry' }).click();
  await expect(inbox.unreadMark('contested')).toHaveCount(0);
  await expect.poll(stage.icon).toBe('ok-0');
});

test('scrolling loads three hundred rows page by page, each once', async () => {
  const inbox = inboxPage(await stage.openWindow());
  for (let index = 0; index < 300; index += 20) {
    await Promise.all(
      Array.from({ length: 20 }, (_, one) => stage.app.send({ title: `page ${index + one}` })),
    );
  }
  await inbox.page.reload();
  await expect(inbox.rows.first()).toBeVisible();
  const feed = await inbox.page.getByRole('feed').boundingBox();
  await inbox.page.mouse.move((feed?.x ?? 0) + 100, (feed?.y ?? 0) + 200);
  const seen = new Set<string>();
  let turns = 0;
  await expect
    .poll(
      async () => {
        // Down to the end, and back up for what a busy machine has scrolled past between two looks.
        const down = Math.floor(turns / 60) % 2 === 0;
        turns += 1;
        await inbox.page.mouse.wheel(0, down ? 350 : -350);
        for (const title of await inbox.rows.getByRole('heading').allTextContents()) {
          if (title.startsWith('page ')) seen.add(title);
        }
        return seen.size;
      },
      { intervals: [30], timeout: 45_000 },
    )
    .toBe(300);
  // Far fewer than there are rows: what cannot be seen is not there.
  expect(await inbox.rows.count()).toBeLessThan(60);
});

/** How many rows the backend has. */
const count = async () => (await loadAll(await stage.app.window(), 'inbox')).length;

test('a key only brings a row that is out of sight back, and j continues from the visible rows', async () => {
  const { page, rows, row } = inboxPage(await stage.openWindow());
  await page.keyboard.press('Home');
  await rows.first().focus();
  await page.keyboard.press('j');
  const title = (await rows.nth(1).getByRole('heading').textContent()) ?? '';
  await expect(row(title)).toBeFocused();
  const scrollAway = async () => {
    await row(title).hover();
    await page.mouse.wheel(0, 2_500);
    await expect(row(title)).not.toBeInViewport();
  };
  const before = await count();
  for (const key of ['Delete', 'e', 'Enter']) {
    await scrollAway();
    await page.keyboard.press(key);
    await expect(row(title)).toBeInViewport({ ratio: 1 });
    await expect(row(title)).toBeFocused();
  }
  for (const key of ['Enter', 'Space']) {
    await row(title).getByRole('button', { name: 'Delete' }).focus();
    await scrollAway();
    await page.keyboard.press(key);
    await expect(row(title)).toBeInViewport({ ratio: 1 });
  }
  expect(await count()).toBe(before);

  await scrollAway();
  await page.keyboard.press('j');
  await expect(page.locator('article:focus')).toBeInViewport({ ratio: 1 });
  await expect(row(title)).not.toBeInViewport();
  await page.keyboard.press('Home');
  await page.keyboard.press('j');
  await expect(row(title)).toBeFocused();
  await page.keyboard.press('Delete');
  await expect(row(title)).toHaveCount(0);
  await expect.poll(count).toBe(before - 1);
});

test('a double click does what a click does, also when the pointer slips', async () => {
  const { page, rows, row } = inboxPage(await stage.openWindow());
  const at = async (target: Locator) => {
    // Where it is once the list has come to rest.
    await rows.nth(1).hover({ trial: true });
    const box = await target.boundingBox();
    if (box === null) throw new Error('it is not there');
    const corner = await page.evaluate(() => [screenX, screenY + outerHeight - innerHeight] as const);
    return [corner[0] + box.x + box.width / 2, corner[1] + box.y + box.height / 2] as const;
  };
  for (const [name, slip] of [
    ['Delete', 0],
    ['Done', 6],
  ] as const) {
    const before = await count();
    const third = (await rows.nth(2).getByRole('heading').textContent()) ?? '';
    await stage.hands.doubleClickAt(...(await at(rows.nth(1).getByRole('button', { name }))), slip);
    await expect.poll(count).toBeLessThan(before);
    // Both presses are over by the time that another row is there.
    await stage.app.send({ title: `after ${name}` });
    await expect(row(`after ${name}`)).toBeVisible();
    expect(await count()).toBe(before);
    await expect(row(third)).toBeVisible();
  }
});

test('a link is opened once by a double click, and once by a key that is held', async () => {
  const { page, row } = inboxPage(await stage.openWindow());
  const [read, held] = ['https://example.com/read', 'https://example.com/held'];
  await stage.app.send({ title: 'a link', url: read });
  await row('a link').getByRole('heading').waitFor();
  await row('a link').getByRole('heading').dblclick();
  const open = row('a link').getByRole('button', { name: 'Open example.com' });
  await expect(open).toBeVisible();
  await open.dblclick();
  await expect.poll(stage.opened).toEqual([read]);
  await open.focus();
  for (let times = 0; times < 5; times += 1) await page.keyboard.down('Enter');
  await page.keyboard.up('Enter');
  await expect.poll(stage.opened).toEqual([read, read]);
  await stage.app.send({ title: 'another link', url: held });
  await row('another link').focus();
  for (let times = 0; times < 5; times += 1) await page.keyboard.down('o');
  await page.keyboard.up('o');
  await expect.poll(stage.opened).toEqual([read, read, held]);
});

test('opened from another workspace, the window comes to its user; a hidden second start opens nothing', async () => {
  await stage.openWindow();
  const show = [
    stage.tray.activate,
    () => stage.tray.choose('Open Belfry'),
    () => stage.hands.key('ctrl+shift+b'),
    () => stage.startSecond(),
  ];
  for (const [turn, bringUp] of show.entries()) {
    const [here, there] = turn % 2 === 0 ? [1, 0] : [0, 1];
    await stage.hands.goToWorkspace(here);
    await expect.poll(() => stage.hands.activeWindow()).not.toBe('Belfry');
    const left = performance.now();
    await stage.startSecond('--hidden');
    // Within 300 ms the loss of the focus counts as that of a click on the tray, which hides the window.
    await expect.poll(() => performance.now() - left).toBeGreaterThan(400);
    expect(await stage.hands.workspaceOf('Belfry')).toBe(there);
    await bringUp();
    await expect.poll(() => stage.hands.activeWindow()).toBe('Belfry');
    expect(await stage.hands.workspaceOf('Belfry')).toBe(here);
  }
});
