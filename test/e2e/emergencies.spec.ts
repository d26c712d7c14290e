/** An emergency on the desktop: what shows that one is open, and what ends it. */
import { expect, test, useStage } from './fixtures.ts';
import { inboxPage } from './inbox-page.ts';

const stage = useStage({ inFront: false });
const emergency = { retry: 30, expire: 600 };

test('tray and toast say that it is open, also once all is marked as read, until its toast acknowledges it', async () => {
  await stage.app.send({ title: 'Fire', emergency });
  await expect.poll(stage.icon).toBe('emergency-1');
  await expect.poll(() => stage.tray.tooltip()).toContain('1 emergency');
  await expect.poll(() => stage.recorder.shown().length).toBe(1);
  const [toast] = stage.recorder.shown();
  expect(toast).toMatchObject({ title: 'Fire', hints: { urgency: 2 } });
  expect(toast?.actions).toContain('Acknowledge');

  await stage.tray.choose('Mark all read');
  await expect.poll(stage.icon).toBe('emergency-0');

  await stage.app.send({ title: 'Flood', emergency });
  await expect.poll(stage.icon).toBe('emergency-1');
  await expect.poll(() => stage.recorder.shown().map(({ title }) => title)).toContain('Flood');
  const second = stage.recorder.shown().find(({ title }) => title === 'Flood');
  const key = second?.actions[second.actions.indexOf('Acknowledge') - 1];
  stage.recorder.invoke(second?.id ?? 0, key ?? '');
  await expect.poll(() => stage.tray.tooltip()).toContain('1 emergency');
  await expect.poll(() => stage.recorder.shown()).toEqual([]);
});

test('its row has the button, which ends it everywhere', async () => {
  const inbox = inboxPage(await stage.openWindow());
  const row = inbox.row('Fire');
  await expect(row).toContainText('Repeats until somebody acknowledges it.');
  await row.getByRole('button', { name: 'Acknowledge' }).click();
  await expect(row).toContainText('Acknowledged at');
  await expect.poll(stage.icon).toBe('ok-1');
});

test('the tray acknowledges it by one click, also after a restart', async () => {
  await stage.app.send({ title: 'Leak', emergency });
  await expect.poll(stage.icon).toBe('emergency-2');
  await stage.app.quit();
  await stage.start({ hidden: true, ready: false });
  await expect.poll(stage.icon).toBe('emergency-2');
  await stage.tray.choose('Acknowledge: Leak');
  await expect.poll(stage.icon).toBe('ok-2');
});
