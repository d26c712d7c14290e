/** Pictures of the window and the desktop for people to look at, in dist/screenshots. */
import path from 'node:path';
import type { SendRequest } from '#server/send';
import { expect, test, useStage } from './fixtures.ts';
import { inboxPage } from './inbox-page.ts';
import { PICTURES, shoot } from './pictures.ts';

const EXAMPLES: readonly SendRequest[] = [
  {
    type: 'report',
    title: 'Weekly report is ready',
    message: '41 orders, 3 refunds, conversion up by 0.4 points.',
  },
  {
    type: 'comment',
    title: 'Mara commented on “Pricing page”',
    message: 'I would drop the third plan, nobody picks it.',
  },
  { type: 'backup', title: 'Backup finished', message: '12.4 GB in 6 min, verified.', priority: 2 },
  { type: 'user', title: 'New sign-up: Halden Forestry', message: 'Team plan, 12 seats.' },
  {
    type: 'build',
    title: 'Build 1842 passed',
    message: 'main · 214 tests · 3 min 12 s',
    url: 'https://example.com/builds/1842',
  },
  { type: 'invoice', title: 'Invoice 2026-118 was paid', message: '€ 1,240.00 by bank transfer.' },
  {
    type: 'calendar',
    title: 'Stand-up in 10 minutes',
    message: 'Room 3, or the usual link.',
    url: 'https://example.com/meet',
  },
  {
    type: 'security',
    title: 'New sign-in from Oslo',
    message: 'Firefox on Linux. If this was not you, change your password.',
    priority: 4,
  },
  {
    type: 'deploy',
    title: 'Deploy finished',
    message: 'api 4.2.0 is live on production.',
    url: 'https://example.com/deploys/77',
  },
  {
    type: 'alert',
    title: 'Disk is 91 % full on db-2',
    message: '/var/lib/postgresql has 18 GB left; at this rate full in 9 hours.',
    priority: 5,
  },
];

const stage = useStage({ daemon: 'dunst' });

test('the first run, ten rows and the settings, in light and dark; and the desktop with a toast', async () => {
  const page = await stage.openWindow();
  const inbox = inboxPage(page);
  await expect(page.getByRole('button', { name: 'Send a test' })).toBeEnabled();
  await shoot(page, 'first-run');

  for (const example of EXAMPLES) await stage.app.send(example);
  await expect(inbox.rows).toHaveCount(EXAMPLES.length);
  for (const title of ['Weekly report is ready', 'Backup finished', 'Invoice 2026-118 was paid']) {
    await inbox.act(title, 'Mark as read');
    await expect(inbox.unreadMark(title)).toHaveCount(0);
  }
  await page.mouse.move(0, 0);
  // High enough for ten.
  await stage.app.electron.evaluate(({ BrowserWindow }) =>
    setImmediate(() =>
      BrowserWindow.getAllWindows()[0]?.setBounds({ x: 240, y: 32, width: 540, height: 736 }),
    ),
  );
  await expect.poll(() => page.evaluate(() => innerHeight)).toBe(736);
  await page.reload();
  await expect(inbox.rows.first()).toContainText('Disk is 91 %');
  await shoot(page, 'inbox');

  await inbox.openSettings();
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
  await shoot(page, 'settings');
  await page.getByRole('button', { name: 'Back to inbox' }).click();

  await stage.lookAway();
  await stage.dunst.closeAll();
  await expect.poll(() => stage.dunst.displayed()).toBe(0);
  await stage.app.send({
    type: 'deploy',
    title: 'Rollout complete',
    message: 'web 9.1.3 serves all regions.',
  });
  await expect.poll(() => stage.dunst.displayed()).toBe(1);
  await expect(inbox.row('Rollout complete')).toBeVisible();
  await stage.hands.pointAt(1279, 799);
  stage.desktop.screenshot(path.join(PICTURES, 'desktop.png'));
});
