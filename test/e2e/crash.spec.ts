import { randomUUID } from 'node:crypto';
import { until } from '../support/poll.ts';
import { expect, test, useStage } from './fixtures.ts';
import { loadAll } from './inbox-page.ts';

const MANY = 200;
const AT_ONCE = 8;
const KILL_AFTER = [30, 80, 140];

const stage = useStage();

test('the backend killed in the middle: what was acknowledged is there once, and announced at most once', async () => {
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
