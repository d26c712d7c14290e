import { expect, test } from 'vitest';
import { startDesk } from './sources/desk.ts';

/** More than main loads of them at once. */
const SENT = 60;

test('the tray menu lists the newest unread notifications, and the next ones after those are read', async () => {
  const desk = await startDesk();
  for (let n = 1; n <= SENT; n += 1) await desk.send({ title: `Number ${n}` });
  const newest = (count: number) => Array.from({ length: 5 }, (_, index) => `Number ${count - index}`);
  await expect.poll(desk.menu).toEqual(newest(SENT));
  await desk.quit();
  await desk.start();
  await expect.poll(desk.menu).toEqual(newest(SENT));
  // All that main has loaded by now.
  const loaded = (await desk.rows({ limit: 50 })).map(({ id }) => id);
  await desk.act({ action: 'read', ids: loaded });
  await expect.poll(desk.menu).toEqual(newest(SENT - 50));
});
