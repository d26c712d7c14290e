/** Toasts on the notification daemons of other desktops: what a user sees of them, and what the hand does. */
import fs from 'node:fs';
import path from 'node:path';
import type { SendRequest } from '#server/send';
import { nameOf } from '../../electron/images/images.ts';
import { expect, test, useStage } from '../e2e/fixtures.ts';
import { runCommand } from '../e2e/inbox-page.ts';
import { PICTURES } from '../e2e/pictures.ts';
import { connectBus } from '../support/bus.ts';
import { DAEMONS, type DaemonProgram, startDaemon } from './daemon-programs.ts';
import { type Box, type Colour, changed, coloured, look, type Point, plainPicture } from './look.ts';

/** Of the longest of these daemons, in milliseconds, and some. */
const DEFAULT_EXPIRY = 10_000;
const LONGER = 13_000;
/** No theme has these. */
const MAGENTA: Colour = [255, 0, 170];
const CYAN: Colour = [0, 255, 170];
/** The size in which pictures are stored. */
const SIDE = 256;
const SMALL = 100;
const LONG =
  'The nightly build of the warehouse application has failed in the integration stage because of '.repeat(2);

for (const daemon of DAEMONS) test.describe(daemon.name, () => liveWith(daemon));

function liveWith(daemon: DaemonProgram): void {
  const stage = useStage({
    daemon: 'none',
    scene: {
      windowManager: !daemon.windowManager,
      start: (desktop) => startDaemon(desktop, daemon),
    },
  });
  let empty: ReturnType<typeof look>;

  const toasts = (): Box | null => changed(empty, look(stage.desktop), daemon.bar);
  /** Where they are, once they stand still. */
  async function settled(): Promise<Box> {
    let last: Box | null = null;
    await expect
      .poll(() => {
        const now = toasts();
        const still = now !== null && JSON.stringify(now) === JSON.stringify(last);
        last = now;
        return still;
      })
      .toBe(true);
    return last ?? { left: 0, top: 0, right: 0, bottom: 0 };
  }
  async function show(request: SendRequest): Promise<Box> {
    await stage.app.send(request);
    return settled();
  }
  const gone = (timeout = 15_000) => expect.poll(toasts, { message: 'toasts', timeout }).toBeNull();
  async function click({ x, y }: Point): Promise<void> {
    await stage.hands.clickAt(x, y);
    await awayWithTheHand();
  }
  const awayWithTheHand = () => stage.hands.pointAt(640, 400);
  const shoot = (name: string) =>
    stage.desktop.screenshot(path.join(PICTURES, 'daemons', `${daemon.name}-${name}.png`));
  async function hideWindow(): Promise<void> {
    const page = await stage.openWindow();
    // Before that, no program gets the key.
    await expect(page.getByRole('tab', { name: 'Unread' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect.poll(() => stage.app.visible()).toBe(false);
  }
  /** As if it had been fetched. @returns its address */
  function picture(name: string, colour: Colour): string {
    const url = `https://pictures.example/${name}.png`;
    const folder = path.join(stage.app.profile, 'images');
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, `${nameOf(url)}.png`), plainPicture(SIDE, colour));
    return url;
  }

  test('is the intended version, with the features that it names', async () => {
    const bus = await connectBus(stage.desktop.env.DBUS_SESSION_BUS_ADDRESS);
    const at = { destination: 'org.freedesktop.Notifications', path: '/org/freedesktop/Notifications' };
    const ask = (member: string) => bus.call({ ...at, interface: at.destination, member });
    expect((await ask('GetServerInformation')).slice(0, 2)).toEqual(daemon.server);
    expect((await ask('GetCapabilities'))[0]).toEqual(expect.arrayContaining([...daemon.can]));
    bus.disconnect();
  });

  test('a toast is seen, and a click on it opens its notification', async () => {
    await awayWithTheHand();
    await hideWindow();
    let last: ReturnType<typeof look> | null = null;
    await expect
      .poll(() => {
        const before = last;
        last = look(stage.desktop);
        return before !== null && changed(before, last, daemon.bar) === null;
      })
      .toBe(true);
    empty = look(stage.desktop);

    const url = 'https://build.example/42';
    const toast = await show({ title: 'The build has failed', message: '3 of 812 <tests> & more', url });
    shoot('toast');
    // Belfry's icon is beside two lines of text and buttons, not above them.
    expect(toast.bottom - toast.top).toBeLessThan(150);
    await click(daemon.at.open(toast));
    await expect.poll(() => stage.opened()).toEqual([url]);
    await gone();
    await expect.poll(stage.icon).toBe('ok-0');
  });

  test('the toast’s button marks it as read', async () => {
    const toast = await show({ title: 'The build has failed', message: '3 of 812 tests' });
    await expect.poll(stage.icon).toBe('ok-1');
    await click(daemon.at.read(toast));
    await expect.poll(stage.icon).toBe('ok-0');
    await gone();
    expect(stage.opened()).toHaveLength(1);
  });

  test('a toast shows its picture small; a newer one of its group replaces it; reading it elsewhere closes it', async () => {
    // Urgent, as others go by themselves.
    const group = { message: 'of one group', group_key: 'one', priority: 5 };
    await stage.app.send({ title: 'Older', ...group, icon: picture('older', MAGENTA) });
    const seen = (colour: Colour) => coloured(look(stage.desktop), colour);
    await expect.poll(() => seen(MAGENTA)).not.toBeNull();
    await stage.app.send({ title: 'Newer', ...group, icon: picture('newer', CYAN) });
    await expect.poll(() => seen(CYAN)).not.toBeNull();
    await settled();
    shoot('picture');
    const { left, right, top, bottom } = seen(CYAN) ?? { left: 0, right: 0, top: 0, bottom: 0 };
    expect(right - left).toBeGreaterThan(20);
    expect(right - left).toBeLessThan(SMALL);
    expect(bottom - top).toBeLessThan(SMALL);
    expect(seen(MAGENTA)).toBeNull();
    await runCommand(await stage.app.window(), { id: 'inbox.readAll', args: {} });
    await gone();
  });

  test('a long title is visible to its end, or to an ellipsis', async () => {
    const { left, right, top, bottom } = await show({ title: LONG, message: LONG.repeat(2), priority: 5 });
    shoot('long');
    expect(Math.min(left, top)).toBeGreaterThan(0);
    expect(right).toBeLessThan(empty.width);
    // Nobody reads lines that are longer.
    expect(right - left).toBeLessThan(620);
    expect(bottom).toBeLessThan(empty.height);
    await runCommand(await stage.app.window(), { id: 'inbox.readAll', args: {} });
    await gone();
  });

  test('an urgent toast stays until somebody acts', async () => {
    await show({ title: 'The warehouse is on fire', priority: 5 });
    const since = performance.now();
    shoot('urgent');
    await expect
      .poll(() => performance.now() - since, { timeout: LONGER + DEFAULT_EXPIRY })
      .toBeGreaterThan(LONGER);
    const toast = await settled();
    await click(daemon.at.read(toast));
    await expect.poll(stage.icon).toBe('ok-0');
    await gone();
  });

  test('when Belfry quits, no toast stays', async () => {
    await show({ title: 'Before the end', priority: 5 });
    await stage.app.quit();
    await gone();
  });

  test('when Belfry crashes, its toasts disappear at its next start, and none comes back', async () => {
    await stage.start();
    await hideWindow();
    await gone();
    await show({ title: 'Before the crash', priority: 5 });
    await stage.app.kill();
    expect(toasts()).not.toBeNull();
    await stage.start();
    await hideWindow();
    await gone();
    // A toast from before the crash would have come first.
    const toast = await show({ title: 'After the crash', priority: 5 });
    await click(daemon.at.read(toast));
    await gone();
  });
}
