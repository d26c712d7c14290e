import fs from 'node:fs';
import path from 'node:path';
import { expect, test, useStage } from './fixtures.ts';
import { inboxPage } from './inbox-page.ts';

const stage = useStage({ inFront: false });
const toastIds = (): unknown => {
  try {
    return JSON.parse(fs.readFileSync(path.join(stage.app.profile, 'toasts.json'), 'utf8')).ids;
  } catch {
    return null;
  }
};
const shown = () => stage.recorder.shown().map(({ title }) => title);

test("a second start shows the first one's window and ends", async () => {
  const page = await stage.openWindow();
  await page.keyboard.press('Escape');
  await expect.poll(() => stage.app.visible()).toBe(false);
  await stage.startSecond();
  await expect.poll(() => stage.app.visible()).toBe(true);
  expect(stage.tray.count()).toBe(1);
});

test('after a kill and a new start everything is as before and nothing is announced twice', async () => {
  const inbox = inboxPage(await stage.openWindow());
  await stage.app.send({ title: 'read before' });
  await stage.app.send({ title: 'unread before' });
  await expect(inbox.row('unread before')).toBeVisible();
  await inbox.act('read before', 'Mark as read');
  await expect.poll(stage.icon).toBe('ok-1');
  await expect.poll(() => stage.recorder.notified().map((toast) => toast.title)).toContain('unread before');
  const announced = stage.recorder.notified().length;
  // By this file the next start closes what a kill leaves on the screen.
  await expect.poll(toastIds).toHaveLength(1);

  await stage.app.kill();
  expect(shown()).toContain('unread before');
  await stage.start();

  await expect.poll(stage.icon).toBe('ok-1');
  // Nobody would hear a click on it.
  await expect.poll(shown).toEqual([]);
  const again = inboxPage(await stage.openWindow());
  await expect(again.unreadMark('unread before')).toBeAttached();
  await expect(again.row('read before')).toBeVisible();
  await expect(again.unreadMark('read before')).toHaveCount(0);
  await stage.app.send({ title: 'after the restart' });
  await expect.poll(() => stage.recorder.notified().at(-1)?.title).toBe('after the restart');
  // The next test would kill the app before it is written.
  await expect.poll(toastIds).toHaveLength(1);
  expect(stage.recorder.notified()).toHaveLength(announced + 1);
});

test('unannounced arrivals are one summary at the next start', async () => {
  const before = stage.recorder.notified().length;
  // Main hears nothing any more, while its backend still takes what is sent.
  stage.app.electron.process().kill('SIGSTOP');
  for (const title of ['late 1', 'late 2', 'late 3']) await stage.app.send({ title });
  await stage.app.kill();
  await stage.start({ hidden: true });

  await expect.poll(stage.icon).toBe('ok-5');
  await expect.poll(() => stage.recorder.notified().length).toBe(before + 1);
  expect(stage.recorder.notified().at(-1)).toMatchObject({
    title: '3 notifications while you were away',
    body: 'late 3\nlate 2\nlate 1',
  });
});

test('the window comes back where it was', async () => {
  await stage.openWindow();
  const bounds = { x: 300, y: 120, width: 500, height: 560 };
  const now = () =>
    stage.app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
  await stage.app.electron.evaluate(
    ({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setBounds(to),
    bounds,
  );
  await expect.poll(now).toMatchObject({ width: 500, height: 560 });
  const before = await now();

  await stage.app.quit();
  await stage.start();
  await stage.openWindow();
  await expect.poll(now).toEqual(before);
});

test('when the system ends the app, its toasts disappear', async () => {
  await stage.app.send({ title: 'before the end' });
  await expect.poll(shown).toContain('before the end');
  const app = stage.app.electron.process();
  const ended = new Promise((resolve) => app.once('exit', (code, signal) => resolve(code ?? signal)));
  app.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(shown()).toEqual([]);
});
