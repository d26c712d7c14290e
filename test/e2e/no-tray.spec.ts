import { startTrayWatcher } from '../support/tray-watcher.ts';
import { expect, test, useStage } from './fixtures.ts';
import { inboxPage } from './inbox-page.ts';

const stage = useStage({ tray: false });
const NOTICE = 'This desktop has no tray, so Belfry runs in an ordinary window.';

const state = () =>
  stage.app.electron.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0];
    return { visible: window?.isVisible(), minimized: window?.isMinimized() };
  });

test('without a tray the window says so, and closing minimises it', async () => {
  const page = await stage.app.window();
  await expect(page.getByText(NOTICE)).toBeVisible();
  const isFocused = () =>
    stage.app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isFocused());
  await expect.poll(isFocused).toBe(true);
  await stage.app.send({ title: 'still arrives' });
  await expect(inboxPage(page).row('still arrives')).toBeVisible();
  await stage.app.send({ title: 'in sight' });
  await expect(inboxPage(page).row('in sight')).toBeVisible();

  await expect.poll(() => stage.hands.activeWindow()).toBe('Belfry');
  await stage.hands.key('alt+F4');
  await expect.poll(state).toMatchObject({ minimized: true });
  // A row in sight needs no toast.
  await stage.app.send({ title: 'while minimised' });
  const titles = () => stage.recorder.notified().map(({ title }) => title);
  await expect.poll(titles).toContain('while minimised');
  expect(titles()).not.toContain('in sight');
  await stage.startSecond();
  await expect.poll(state).toEqual({ visible: true, minimized: false });
});

test('a dismissed notice does not come back', async () => {
  const page = await stage.app.window();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(page.getByText(NOTICE)).toHaveCount(0);
  await page.reload();
  await expect(inboxPage(page).row('still arrives')).toBeVisible();
  await expect(page.getByText(NOTICE)).toHaveCount(0);
});

test('a panel that comes later gets the tray icon', async () => {
  const tray = await startTrayWatcher(stage.desktop.env.DBUS_SESSION_BUS_ADDRESS);
  await expect.poll(() => tray.tooltip()).toContain('3 unread');
  await tray.activate();
  await expect.poll(state).toMatchObject({ visible: false });
  await tray.stop();
});
