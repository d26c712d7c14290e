import { expect, test } from './fixtures.ts';
import { useLockableStage } from './sessions.ts';

const { stage, login } = useLockableStage();

test('what came while the computer slept is one summary, even if waking is reported twice', async () => {
  const woken = await stage.app.electron.evaluateHandle(({ powerMonitor }) => {
    const count = { resumes: 0 };
    powerMonitor.on('resume', () => {
      count.resumes += 1;
    });
    return count;
  });
  await stage.app.send({ title: 'before' });
  await expect.poll(() => stage.recorder.notified().length).toBe(1);

  login().suspend();
  const main = stage.app.electron.process();
  main.kill('SIGSTOP');
  for (const title of ['asleep 1', 'asleep 2', 'asleep 3']) await stage.app.send({ title });
  login().resume();
  login().resume();
  main.kill('SIGCONT');

  await expect.poll(() => woken.evaluate((count) => count.resumes)).toBeGreaterThanOrEqual(2);
  await expect.poll(stage.icon).toBe('ok-4');
  // Suspending cuts Playwright off from the page; the newest unread are in the tray's menu too.
  const unread = (await stage.tray.menu()).map((entry) => entry.label);
  expect(unread.slice(0, 4)).toEqual(['asleep 3', 'asleep 2', 'asleep 1', 'before']);
  const alone = () => stage.recorder.notified().filter((toast) => toast.title === 'before');
  expect(alone()).toHaveLength(1);
  await expect
    .poll(() => stage.recorder.shown().map((toast) => toast.title))
    .toEqual(['before', expect.stringMatching(/^3 (new )?notifications/)]);
});

test('200 that came during a sleep that nobody reports are one summary and three urgent toasts, and 200 rows', async () => {
  await stage.tray.choose('Mark all read');
  await expect.poll(stage.icon).toBe('ok-0');
  const before = stage.recorder.notified().length;
  const main = stage.app.electron.process();
  main.kill('SIGSTOP');
  const since = performance.now();
  for (let number = 1; number <= 200; number += 1)
    await stage.app.send({ title: `queued ${number}`, priority: number % 40 === 0 ? 5 : 3 });
  // A shorter one is no absence.
  await expect.poll(() => performance.now() - since).toBeGreaterThan(5_500);
  main.kill('SIGCONT');
  await expect.poll(() => stage.tray.tooltip()).toContain('200 unread');
  const titles = () =>
    stage.recorder
      .notified()
      .slice(before)
      .map(({ title }) => title);
  await expect.poll(() => titles().length).toBe(4);
  expect(titles().sort()).toEqual([
    '197 notifications while you were away',
    ...['queued 120', 'queued 160', 'queued 200'],
  ]);
  expect(stage.recorder.shown()).toHaveLength(4);
});

test('unlocking the session is a reason to reconnect', async () => {
  const reasons = () => stage.app.log().match(/\(watch\).*unlocked/g)?.length ?? 0;
  await expect
    .poll(() => {
      // Right after waking up it is the same reason once more.
      login().unlock();
      return reasons();
    })
    .toBe(1);
  await expect.poll(stage.icon).toMatch(/^ok-/);
});
