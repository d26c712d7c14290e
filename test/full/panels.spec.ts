import fs from 'node:fs';
import { expect, test } from '@playwright/test';
import { type Desktop, endProcess, startDesktop } from '../../build/desktop.ts';
import { type App, launchApp, newProfile } from '../support/app.ts';
import { startNotificationDaemon } from '../support/notification-daemon.ts';
import { iconsOnScreen, type ScreenIcon } from '../support/screen-icons.ts';
import { createHands } from '../support/x11.ts';
import { LXQT, PANELS, type Panel, TINT2, TRAYER, XFCE } from './panels.ts';

const NOTICE = 'This desktop has no tray, so Belfry runs in an ordinary window.';
/** Out of the way of an app that the machine's user runs. */
const PORT = 48_950;
/** Longer than a hidden window waits for a panel before it shows itself. */
const LONGER_THAN_PATIENCE = 12_000;

const ends: (() => unknown)[] = [];
let desktop: Desktop;
let app: App | null = null;

test.afterEach(async () => {
  const info = test.info();
  desktop.screenshot(info.outputPath('desktop.png'));
  if (info.status !== info.expectedStatus) fs.writeFileSync(info.outputPath('app.log'), app?.log() ?? '');
  for (const end of ends.splice(0).toReversed()) await end();
});

async function setUp({ windowManager }: Readonly<{ windowManager: boolean }>): Promise<void> {
  app = null;
  desktop = await startDesktop({ windowManager, notifications: false });
  ends.push(desktop.stop);
  const daemon = await startNotificationDaemon(desktop.env.DBUS_SESSION_BUS_ADDRESS);
  ends.push(daemon.stop);
}

async function startHidden(): Promise<App> {
  const profile = newProfile();
  const started = await launchApp({ desktop, profile, port: PORT, args: ['--hidden'] });
  app = started;
  ends.push(
    () => fs.rmSync(profile, { recursive: true, force: true }),
    () => started.quit(),
  );
  return started;
}

const icons = (): readonly ScreenIcon[] => iconsOnScreen(desktop);
const counts = (): readonly string[] => icons().map(({ count }) => count);

/** Once its panel has placed it: those that draw it elsewhere next are still moving. */
async function theIcon(): Promise<ScreenIcon> {
  let last = '';
  await expect
    .poll(() => {
      const now = JSON.stringify(icons());
      const same = now === last && icons().length === 1;
      last = now;
      return same;
    })
    .toBe(true);
  const [icon] = icons();
  if (icon === undefined) throw new Error('no icon');
  return icon;
}

for (const panel of PANELS) {
  test(`${panel.name}: icon and number are seen, a click opens the window, a hidden start stays hidden, a restart is survived`, async () => {
    await setUp({ windowManager: panel.manages !== true });
    const child = await panel.start(desktop);
    const { send, electron, visible, window } = await startHidden();
    const opened = electron.waitForEvent('window', { timeout: LONGER_THAN_PATIENCE }).then(
      () => true,
      () => false,
    );
    for (const title of ['one', 'two', 'three']) await send({ title });
    await expect.poll(counts).toEqual(['3']);
    expect(await opened).toBe(false);

    const icon = await theIcon();
    expect(icon.outstanding).toBeGreaterThan(0.08);
    const hands = createHands(desktop.env);
    await hands.clickAt(icon.at.x, icon.at.y);
    const page = await window();
    await expect.poll(visible).toBe(true);
    await expect(page.getByRole('article', { name: 'three', exact: true })).toBeVisible();
    await expect(page.getByText(NOTICE)).toHaveCount(0);

    // Off the icon.
    await hands.pointAt(0, 400);
    for (const title of ['four', 'five']) await send({ title });
    await expect.poll(counts).toEqual(['5']);

    await endProcess(child);
    await expect.poll(counts).toEqual([]);
    await panel.start(desktop);
    await expect.poll(counts).toEqual(['5']);
    // Nothing stands in its place, such as what was left of the item before.
    expect(Math.abs((await theIcon()).at.x - icon.at.x)).toBeLessThan(4);
  });
}

const MOVES: readonly (readonly Panel[])[] = [
  [TINT2, XFCE, TRAYER],
  [LXQT, TRAYER, TINT2, LXQT],
];

for (const panels of MOVES) {
  test(`the icon moves from ${panels.map(({ name }) => name).join(' to ')}`, async () => {
    await setUp({ windowManager: true });
    const { send } = await startHidden();
    for (const title of ['one', 'two']) await send({ title });
    for (const panel of panels) {
      const child = await panel.start(desktop);
      await expect.poll(counts, { message: `in ${panel.name}` }).toEqual(['2']);
      await theIcon();
      desktop.screenshot(test.info().outputPath(`${panel.name}.png`));
      await endProcess(child);
      await expect.poll(counts, { message: `after ${panel.name}` }).toEqual([]);
    }
  });
}

test('with two panels, the icon follows at once when one of them disappears', async () => {
  await setUp({ windowManager: true });
  await TINT2.start(desktop);
  const { send } = await startHidden();
  for (const title of ['one', 'two']) await send({ title });
  await expect.poll(counts).toEqual(['2']);
  const inTint2 = await theIcon();

  const lxqt = await LXQT.start(desktop);
  await expect.poll(async () => (await theIcon()).at).not.toEqual(inTint2.at);
  expect(counts()).toEqual(['2']);
  await endProcess(lxqt);
  await expect.poll(async () => (await theIcon()).at).toEqual(inTint2.at);
});
