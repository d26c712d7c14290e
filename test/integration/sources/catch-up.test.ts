/** What was missed, from a team server to the screen. */
import { expect, test } from 'vitest';
import { startDesk } from './desk.ts';
import { startTeam } from './team.ts';

const MANY = 2_000;
const AT_ONCE = 50;

test('thousands that were missed are four toasts at most, and all of them count', {
  timeout: 120_000,
}, async () => {
  const team = await startTeam();
  const desk = await startDesk();
  const online = () => expect.poll(() => desk.status('s-team'), { timeout: 60_000 }).toBe('online');
  await desk.save(team.source, { token: team.token() });
  await online();
  await desk.quit();
  for (let sent = 0; sent < MANY; sent += AT_ONCE) {
    await Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) => team.send({ title: `Number ${sent + index}` })),
    );
  }
  await desk.start();
  await online();
  await expect.poll(desk.unread, { timeout: 60_000 }).toBe(MANY);
  await expect.poll(() => desk.toasts.at(-1)).toBe(`${MANY} notifications while you were away`);
  expect(desk.toasts.length).toBeLessThanOrEqual(4);

  await team.send({ title: 'Afterwards' });
  await expect.poll(() => desk.toasts.at(-1)).toBe('Afterwards');
});

test('notifications that were read on another device meanwhile show no toast', async () => {
  const team = await startTeam();
  const desk = await startDesk();
  const online = () => expect.poll(() => desk.status('s-team')).toBe('online');
  await desk.save(team.source, { token: team.token() });
  await online();
  await desk.quit();
  await team.send({ title: 'Read elsewhere' });
  await team.send({ title: 'Still new' });
  const [, read] = await team.ids();
  await team.client.act({ action: 'read', ids: [read ?? ''] });
  await desk.start();
  await online();
  await expect.poll(desk.unread).toBe(1);
  await expect.poll(() => desk.toasts).toEqual(['Still new']);
});
