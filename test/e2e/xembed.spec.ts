import { iconsOnScreen } from '../support/screen-icons.ts';
import { startTrayWatcher } from '../support/tray-watcher.ts';
import { startXEmbedTray, type XEmbedTray } from '../support/xembed-tray.ts';
import { expect, test, useStage } from './fixtures.ts';

const stage = useStage({ tray: false });
const NOTICE = 'This desktop has no tray, so Belfry runs in an ordinary window.';
const DARK = 0x2b2b2b;
const LIGHT = 0xf0f0f0;

let tray: XEmbedTray | undefined;
test.afterAll(() => tray?.stop());

const counts = () => iconsOnScreen(stage.desktop).map(({ count }) => count);
const click = async ({ x, y }: XEmbedTray['at']) => {
  await stage.hands.clickAt(x, y);
  // Off the icon, whose pixels are read.
  await stage.hands.pointAt(x + 400, y);
};

test('a panel that uses XEmbed gets the icon when it starts', async () => {
  const page = await stage.app.window();
  await expect(page.getByText(NOTICE)).toBeVisible();
  await stage.app.send({ title: 'one' });

  tray = await startXEmbedTray(stage.desktop.env, LIGHT);
  await expect.poll(counts).toEqual(['1']);
  await expect(page.getByText(NOTICE)).toHaveCount(0);
  await stage.app.send({ title: 'two' });
  await expect.poll(counts).toEqual(['2']);
  await click(tray.at);
  await expect.poll(() => stage.app.visible()).toBe(false);
});

test('the icon moves to a newer tray, and back when that tray disappears', async () => {
  const newer = await startTrayWatcher(stage.desktop.env.DBUS_SESSION_BUS_ADDRESS);
  await expect.poll(() => newer.tooltip()).toContain('2 unread');
  await expect.poll(() => tray?.count()).toBe(0);
  expect(newer.count()).toBe(1);
  await newer.stop();
  await expect.poll(() => tray?.count()).toBe(1);
  await expect.poll(counts).toEqual(['2']);
});

test('the icon moves from one panel to the next', async () => {
  await tray?.stop();
  await expect.poll(counts).toEqual([]);
  tray = await startXEmbedTray(stage.desktop.env, DARK);
  await expect.poll(() => [tray?.count(), ...counts()]).toEqual([1, '2']);
});

test('with this panel a hidden start stays hidden until a click', async () => {
  if (tray === undefined) throw new Error('no tray');
  await stage.app.quit();
  await expect.poll(() => tray?.count()).toBe(0);
  await stage.start({ hidden: true });
  await expect.poll(counts).toEqual(['2']);
  expect(await stage.app.visible()).toBe(false);
  await click(tray.at);
  await expect.poll(() => stage.app.visible()).toBe(true);
  await expect((await stage.app.window()).getByText(NOTICE)).toHaveCount(0);
});
