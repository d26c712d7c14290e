import { randomUUID } from 'node:crypto';
import type { ProcessMetric } from 'electron';
import { until } from '../support/poll.ts';
import { expect, test, useStage } from './fixtures.ts';
import { inboxPage, loadAll } from './inbox-page.ts';

const MANY = 200;
const AT_ONCE = 8;
const KILL_AFTER = [30, 80, 140];

const stage = useStage({ inFront: false });

test('after the backend is killed, what was acknowledged is there once, and announced at most once', async () => {
  const waiting = Array.from({ length: MANY }, (_, index) => ({
    title: `crash ${index}`,
    key: randomUUID(),
  }));
  const acknowledged = new Map<string, string>();
  const killed = new Set<number>();

  const sendSome = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { title, key } = next;
      const id = await until(`an answer for ${title}`, () => stage.app.send({ title }, key), {
        timeout: 30_000,
      });
      acknowledged.set(id, title);
      if (!KILL_AFTER.includes(acknowledged.size)) continue;
      const backend = await until('the backend', stage.app.backend);
      process.kill(backend, 'SIGKILL');
      killed.add(backend);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sendSome));

  expect(killed.size).toBe(KILL_AFTER.length);
  expect(acknowledged.size).toBe(MANY);
  await expect.poll(stage.icon, { timeout: 20_000 }).toBe('ok-9plus');
  await expect.poll(() => stage.tray.tooltip()).toContain(`${MANY} unread`);
  const items = await loadAll(await stage.openWindow(), 'inbox');
  expect(new Map(items.map((item) => [item.id, item.title]))).toEqual(acknowledged);
  expect(items).toHaveLength(MANY);

  const alone = stage.recorder.notified().filter((toast) => toast.title.startsWith('crash '));
  expect(new Set(alone.map((toast) => toast.title)).size).toBe(alone.length);
  // A summary that grows takes its own place: what is on the screen stands for all that was announced.
  const announced = () =>
    stage.recorder
      .shown()
      .map(({ title }) => Number(/^(\d+) (new )?notifications?/.exec(title)?.[1] ?? 1))
      .reduce((sum, count) => sum + count, 0);
  await expect.poll(announced).toBe(MANY);
});

/** Ends at once every process of Chromium that this is said of. */
async function endProcesses(what: Readonly<Partial<ProcessMetric>>): Promise<void> {
  const pids = await stage.app.electron.evaluate(
    ({ app }, wanted) =>
      app
        .getAppMetrics()
        .filter((one) => Object.entries(wanted).every(([key, value]) => Reflect.get(one, key) === value))
        .map(({ pid }) => pid),
    what,
  );
  expect(pids).not.toEqual([]);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  // Until they are gone: what comes next is to meet their successors.
  await expect
    .poll(() => stage.app.electron.evaluate(({ app }) => app.getAppMetrics().map(({ pid }) => pid)))
    .not.toEqual(expect.arrayContaining(pids));
}

test('the app continues without its GPU process and its network service', async () => {
  for (const what of [{ type: 'GPU' }, { serviceName: 'network.mojom.NetworkService' }] as const) {
    await endProcesses(what);
    const title = `after ${Object.values(what)}`;
    await stage.app.send({ title });
    const inbox = inboxPage(await stage.openWindow());
    await expect(inbox.row(title)).toBeVisible();
    await inbox.page.reload();
    await expect(inbox.row(title)).toBeVisible();
  }
  expect(stage.app.log()).toContain('a process has ended: GPU, killed');
  expect(stage.app.log()).toContain('a process has ended: Network Service, killed');
});

/** What the window says. A page that has crashed once is lost to Playwright, so the app is asked. */
const words = () =>
  stage.app.electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (contents === undefined || contents.isCrashed() || contents.isLoading()) return '';
    return contents.executeJavaScript('document.body.innerText') as Promise<string>;
  });

test('the window survives its renderer and stays where it was', async () => {
  const inbox = inboxPage(await stage.openWindow());
  await inbox.openSettings();
  await expect(inbox.page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  await endProcesses({ type: 'Tab' });
  await expect.poll(words).toContain('Start with the system');
  expect(stage.app.log()).toContain('the renderer has ended: killed');
  expect(await stage.app.visible()).toBe(true);
});

test('a hidden window whose process has ended comes back on request', async () => {
  await stage.tray.activate();
  await expect.poll(() => stage.app.visible()).toBe(false);
  await endProcesses({ type: 'Tab' });
  await stage.app.send({ title: 'while dead' });
  await stage.startSecond();
  await expect.poll(() => stage.app.visible()).toBe(true);
  await expect.poll(words).toContain('while dead');
});
