/** A muted thread on the desktop: the number and the toasts follow it, and its undo. */
import { expect, test, useStage } from './fixtures.ts';
import { callMain } from './inbox-page.ts';

const stage = useStage({ inFront: false });

const thread = { group_key: 'order 1042' };
const titles = () => stage.recorder.notified().map(({ title }) => title);

/** Mutes the thread as the window does. @returns what takes it back */
async function mute(): Promise<string> {
  const { batch } = await callMain(await stage.app.window(), 'inbox.act', {
    action: { kind: 'mute', what: 'thread', source: 'local', key: thread.group_key, until: null },
  });
  return batch ?? '';
}

test('muting a thread with three unread takes three from the number, and its undo gives them back', async () => {
  await stage.app.send({ title: 'Another' });
  for (const title of ['Ordered', 'Packed', 'Sent']) await stage.app.send({ title, ...thread });
  await expect.poll(stage.icon).toBe('ok-4');
  const batch = await mute();
  await expect.poll(stage.icon).toBe('ok-1');
  await callMain(await stage.app.window(), 'inbox.undo', { batch });
  await expect.poll(stage.icon).toBe('ok-4');
});

test('what comes while it is muted changes no number and makes no toast', async () => {
  await mute();
  await expect.poll(stage.icon).toBe('ok-1');
  const before = titles().length;
  for (let number = 1; number <= 5; number += 1)
    await stage.app.send({ title: `Muted ${number}`, ...thread });
  await stage.app.send({ title: 'Loud' });
  // Toasts come in the order of arrival: a muted one would have been before this.
  await expect.poll(titles).toContain('Loud');
  await expect.poll(stage.icon).toBe('ok-2');
  expect(titles().slice(before)).toEqual(['Loud']);
});
