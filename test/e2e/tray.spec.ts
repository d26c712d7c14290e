import fs from 'node:fs';
import path from 'node:path';
import { openSqlite } from '../../server/storage/sqlite/driver.ts';
import { expect, test, useStage } from './fixtures.ts';
import { inboxPage, runCommand } from './inbox-page.ts';

const stage = useStage({ inFront: false });

const labels = async () => (await stage.tray.menu()).map((entry) => entry.label);

test('the menu shows the five newest unread, newest first', async () => {
  for (const title of ['one', 'two', 'three', 'four', 'five_6 & more', 'six'])
    await stage.app.send({ title });
  await expect.poll(stage.icon).toBe('ok-6');

  const newest = ['six', 'five_6 & more', 'four', 'three', 'two'];
  await expect.poll(async () => (await labels()).filter((label) => newest.includes(label))).toEqual(newest);
  expect(await labels()).not.toContain('one');
});

test('the menu marks a notification as read', async () => {
  await stage.tray.choose('six', 'Mark as read');
  await expect.poll(stage.icon).toBe('ok-5');
  await expect.poll(labels).not.toContain('six');
  await expect.poll(labels).toContain('one');
});

test('the menu opens a notification in the window', async () => {
  await stage.tray.choose('four', 'Open');
  await expect.poll(() => stage.app.visible()).toBe(true);
  await expect(inboxPage(await stage.app.window()).row('four')).toBeInViewport();
  await expect.poll(stage.icon).toBe('ok-4');
});

test('the menu marks all as read', async () => {
  await stage.tray.choose('Mark all read');
  await expect.poll(stage.icon).toBe('ok-0');
  await expect.poll(() => stage.recorder.shown()).toEqual([]);
});

test('a notification whose link cannot be opened stays unread, and its row says why', async () => {
  const opener = path.join(stage.desktop.runtimeDir, 'bin', 'xdg-open');
  const working = fs.readFileSync(opener);
  fs.writeFileSync(opener, '#!/bin/sh\nexit 3\n');
  const page = await stage.openWindow();
  const inbox = inboxPage(page);
  const row = inbox.row('without a browser');
  await inbox.openSettings();
  await stage.app.send({ title: 'without a browser', url: 'https://example.com/run/8' });
  await expect.poll(labels).toContain('without a browser');
  await stage.tray.choose('without a browser', 'Open');
  await expect(row.getByRole('alert')).toContainText('No program on this computer could open it.');
  await expect(inbox.unreadMark('without a browser')).toBeAttached();
  await expect.poll(stage.icon).toBe('ok-1');

  await row.getByRole('button', { name: 'Copy link' }).click();
  await expect
    .poll(() => stage.app.electron.evaluate(({ clipboard }) => clipboard.readText()))
    .toBe('https://example.com/run/8');
  await row.getByRole('button', { name: 'Retry' }).click();
  await expect(row.getByRole('alert')).toBeVisible();
  fs.writeFileSync(opener, working);
  await row.getByRole('button', { name: 'Retry' }).click();
  await expect.poll(() => stage.opened().at(-1)).toBe('https://example.com/run/8');
  await expect(row.getByRole('alert')).toHaveCount(0);
  await expect.poll(stage.icon).toBe('ok-0');
});

test('a pause stops toasts but not the count; what waited ends in one summary', async () => {
  await stage.tray.choose('Pause notifications', 'For 30 minutes');
  await expect.poll(stage.icon).toBe('paused-0');
  await expect.poll(() => stage.tray.tooltip()).toContain('paused');
  const before = stage.recorder.notified().length;

  await stage.lookAway();
  await stage.app.send({ title: 'held 1' });
  await stage.app.send({ title: 'held 2' });
  await expect.poll(stage.icon).toBe('paused-2');
  expect(stage.recorder.notified()).toHaveLength(before);

  await stage.tray.choose('Resume notifications');
  await expect.poll(stage.icon).toBe('ok-2');
  await expect.poll(() => stage.recorder.notified().length).toBe(before + 1);
  expect(stage.recorder.notified().at(-1)?.title).toBe('2 notifications during the pause');
});

test('a click on an expired summary leads to unread notifications, wherever the window was', async () => {
  const page = await stage.openWindow();
  const inbox = inboxPage(page);
  await inbox.view('Done');
  await inbox.openSettings();
  await runCommand(page, { id: 'window.hide', args: {} });
  await expect.poll(() => stage.app.visible()).toBe(false);

  const summary = stage.recorder.shown().at(-1)?.id ?? 0;
  stage.recorder.expire(summary);
  await expect.poll(() => stage.recorder.shown()).toEqual([]);
  stage.recorder.invoke(summary, 'default');
  await expect.poll(() => stage.app.visible()).toBe(true);
  await expect(inbox.rows).toHaveCount(2);
  await expect(inbox.row('held 2')).toBeVisible();
});

test('a click on the tray and the shortcut lead to unread notifications too', async () => {
  const page = await stage.app.window();
  const inbox = inboxPage(page);
  for (const show of [stage.tray.activate, () => stage.hands.key('ctrl+shift+b')]) {
    await inbox.view('Inbox');
    await expect(inbox.row('one')).toBeVisible();
    await inbox.openSettings();
    await runCommand(page, { id: 'window.hide', args: {} });
    await expect.poll(() => stage.app.visible()).toBe(false);
    await show();
    await expect.poll(() => stage.app.visible()).toBe(true);
    await expect(inbox.rows).toHaveCount(2);
    await expect(inbox.row('held 2')).toBeVisible();
  }
});

test('a click on the tray shows and hides the window', async () => {
  const page = await stage.openWindow();
  await page.keyboard.press('Escape');
  await expect.poll(() => stage.app.visible()).toBe(false);
  await stage.tray.activate();
  await expect.poll(() => stage.app.visible()).toBe(true);
  await stage.tray.activate();
  await expect.poll(() => stage.app.visible()).toBe(false);
});

test('the shortcut shows and hides the window, wherever the focus is', async () => {
  await stage.hands.key('ctrl+shift+b');
  await expect.poll(() => stage.app.visible()).toBe(true);
  await expect.poll(() => stage.hands.activeWindow()).toBe('Belfry');
  await stage.hands.key('ctrl+shift+b');
  await expect.poll(() => stage.app.visible()).toBe(false);
});

test('the same state is not announced twice to the panel', async () => {
  await stage.app.send({ title: 'once more' });
  await expect.poll(stage.icon).toBe('ok-3');
  const changes = stage.tray.iconChanges();
  await stage.openWindow();
  await stage.app.window().then((page) => page.keyboard.press('Escape'));
  await expect.poll(() => stage.app.visible()).toBe(false);
  expect(stage.tray.iconChanges()).toBe(changes);
});

test('a code point that is no character ends nothing: sent now, or stored by an older version', async () => {
  await stage.app.send({ title: 'sent \uffff\u{1fffe}\ud83d now' });
  await expect.poll(labels).toContain('sent \ufffd\ufffd\ufffd now');
  await stage.app.send({ title: 'kept before' });
  await expect.poll(labels).toContain('kept before');

  await stage.app.quit();
  const db = await openSqlite(path.join(stage.app.profile, 'belfry.db'), 'better-sqlite3');
  db.run(
    `UPDATE notifications SET title = 'x' || char(65535, 64976, 131070) || 'y', trimmed = 1 WHERE title = 'kept before'`,
  );
  db.close();
  await stage.start();

  await expect.poll(labels).toContain('x\ufffd\ufffd\ufffdy');
  // What a panel reads of it is in the queue of the process; an answer to a later question proves that it lives.
  await stage.app.send({ title: 'still here' });
  await expect.poll(labels).toContain('still here');
  expect(stage.app.electron.process().exitCode).toBeNull();
  const inbox = inboxPage(await stage.openWindow());
  await expect(inbox.row('still here')).toBeVisible();
  // The page that shows it also says that a part was not stored.
  const broken = inbox.rows.filter({ hasText: /^x/ });
  await broken.click();
  await expect(broken).toContainText('Some details of this notification could not be saved.');
});

test('quit ends the app, its tray item and its toasts', async () => {
  await stage.lookAway();
  await stage.app.send({ title: 'the last one' });
  await expect.poll(() => stage.recorder.shown()).not.toEqual([]);
  const ended = new Promise((resolve) => stage.app.electron.process().once('exit', resolve));
  await stage.tray.choose('Quit Belfry');
  expect(await ended).toBe(0);
  await expect.poll(() => stage.tray.count()).toBe(0);
  expect(stage.recorder.shown()).toEqual([]);
});
