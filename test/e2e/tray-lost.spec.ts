import { expect, test, useStage } from './fixtures.ts';

const stage = useStage();

test('the app survives a panel that disappears for good', async () => {
  await expect.poll(() => stage.hands.activeWindow()).toBe('Belfry');
  if (await stage.app.visible()) await stage.tray.activate();
  await expect.poll(() => stage.app.visible()).toBe(false);
  await stage.tray.stop();
  await expect.poll(() => stage.app.visible(), { timeout: 20_000 }).toBe(true);
  await expect(
    (await stage.app.window()).getByText('This desktop has no tray, so Belfry runs in an ordinary window.'),
  ).toBeVisible();
});

test('an uncaught error goes to the log, and notifications still arrive', async () => {
  await stage.app.electron.evaluate(() => {
    setImmediate(() => {
      throw new Error('thrown by a test');
    });
  });
  await expect.poll(() => stage.app.log()).toContain('thrown by a test');
  await stage.lookAway();
  await stage.app.send({ title: 'after the error' });
  await expect.poll(() => stage.recorder.shown().map((toast) => toast.title)).toContain('after the error');
});
