/** What must not grow, nor cost anything, in an app that runs for weeks. */
import fs from 'node:fs';
import { until } from '../support/poll.ts';
import { expect, test, useStage } from './fixtures.ts';
import { inboxPage, runCommand } from './inbox-page.ts';

const stage = useStage();
const RESTARTS = 20;

test.skip(process.platform !== 'linux', 'only Linux shows the descriptors of a process');

const descriptors = () => {
  const folder = `/proc/${stage.app.electron.process().pid}/fd`;
  return fs.readdirSync(folder).length;
};

async function restartBackend(): Promise<void> {
  const page = await stage.app.window();
  const before = await until('the backend', stage.app.backend);
  process.kill(before, 'SIGKILL');
  await expect
    .poll(async () => {
      // Nobody waits half a minute here for the twentieth one.
      await runCommand(page, { id: 'connection.retry', args: {} });
      const now = await stage.app.backend();
      return now !== null && now !== before;
    })
    .toBe(true);
  await expect.poll(stage.icon).toMatch(/^ok-/);
}

test('restarts of the backend leak no descriptors', async () => {
  await restartBackend();
  const before = descriptors();
  for (let restart = 0; restart < RESTARTS; restart += 1) await restartBackend();
  // One more or less may be on its way at any moment.
  await expect.poll(descriptors).toBeLessThan(before + RESTARTS / 4);
});

test('a hidden window gets nothing, and has everything when it is shown', async () => {
  const inbox = inboxPage(await stage.openWindow());
  await stage.app.send({ title: 'seen' });
  await expect(inbox.row('seen')).toBeVisible();
  await inbox.page.keyboard.press('Escape');
  await expect.poll(() => stage.app.visible()).toBe(false);
  await inbox.page.evaluate(() => {
    const told: string[] = [];
    Object.assign(window, { told });
    const { belfry } = window as unknown as {
      belfry: { on(name: string, listener: () => void): void };
    };
    for (const name of ['status', 'inbox', 'sources']) belfry.on(name, () => told.push(name));
  });
  const told = () => inbox.page.evaluate(() => (window as unknown as { told: string[] }).told);
  for (let n = 0; n < 30; n += 1) await stage.app.send({ title: `unseen ${n}` });
  await expect.poll(stage.icon).toBe('ok-9plus');
  expect(await told()).toEqual([]);

  await stage.openWindow();
  await expect(inbox.row('unseen 29')).toBeVisible();
  // All of it at once.
  expect((await told()).filter((name) => name === 'inbox')).toEqual(['inbox']);
});
