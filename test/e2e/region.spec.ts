/** How times are written, and in which time zone; the one of this computer may change at any moment. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { electronExecutable } from '../support/app.ts';
import { expect, test, useStage } from './fixtures.ts';
import { inboxPage } from './inbox-page.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-region-'));
const etc = path.join(folder, 'etc');

/** As a desktop does it, but only for this app, which has its own `/etc`. */
function setZone(zone: string): void {
  const next = path.join(etc, 'localtime.next');
  fs.symlinkSync(`/usr/share/zoneinfo/${zone}`, next);
  fs.renameSync(next, path.join(etc, 'localtime'));
}

function ownEtc(): string {
  fs.cpSync('/etc', etc, { recursive: true, verbatimSymlinks: true });
  setZone('Europe/London');
  const program = path.join(folder, 'electron');
  const inside = `mount --bind '${etc}' /etc && exec '${electronExecutable()}' "$@"`;
  fs.writeFileSync(
    program,
    `#!/bin/sh\nexec unshare -m sh -c '${inside.replaceAll("'", `'\\''`)}' sh "$@"\n`,
    {
      mode: 0o755,
    },
  );
  return program;
}

test.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'only root has an /etc of its own');
const stage = useStage({
  executable: ownEtc,
  env: () => ({ LANG: 'C.UTF-8', LC_TIME: 'de_DE.UTF-8' }),
});

test.afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const rowTime = async () =>
  inboxPage(await stage.app.window())
    .row('when')
    .locator('time')
    .getAttribute('title');
const pausedUntil = async () => {
  const [first] = await stage.tray.menu();
  return /Paused until (.*)/.exec(first?.label ?? '')?.[1];
};

test('tray and window write a time in the system’s way', async () => {
  const page = await stage.openWindow();
  await stage.app.send({ title: 'when' });
  await expect.poll(rowTime).toMatch(/^\w+, \d+ \w+ \d{4}\b.* \d\d:\d\d$/);
  await stage.tray.choose('Pause notifications', 'For 30 minutes');
  await expect.poll(pausedUntil).toMatch(/^(\w{3} )?\d\d:\d\d$/);
  await expect(page.getByText(`Notifications are paused until ${await pausedUntil()}`)).toBeVisible();
});

test('window and tray follow a change of the time zone', async () => {
  const page = await stage.openWindow();
  const minute = (text: string | null | undefined) => /\d\d:(\d\d)$/.exec(text ?? '')?.[1];
  const [row, pause] = [minute(await rowTime()), minute(await pausedUntil())];
  // Half an hour off all other zones.
  setZone('Asia/Kolkata');
  await page.keyboard.press('Escape');
  await expect.poll(() => stage.app.visible()).toBe(false);
  await stage.openWindow();
  const shifted = (text: string | undefined) => String((Number(text) + 30) % 60).padStart(2, '0');
  await expect.poll(async () => minute(await rowTime())).toBe(shifted(row));
  await expect.poll(async () => minute(await pausedUntil())).toBe(shifted(pause));
  await expect(page.getByText(`paused until ${await pausedUntil()}`)).toBeVisible();
});
