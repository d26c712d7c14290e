import { expect, test } from './fixtures.ts';
import { callMain } from './inbox-page.ts';
import { useLockableStage } from './sessions.ts';

const { stage, login } = useLockableStage();

test('while the screen is locked only an emergency comes, without its words, and at its end one summary', async () => {
  const before = stage.recorder.notified().length;
  const fresh = () => stage.recorder.notified().slice(before);
  const page = await stage.app.window();
  login().lock(true);
  await expect
    .poll(async () => (await callMain(page, 'status.get', {})).holds.map(({ reason }) => reason))
    .toEqual(['locked']);
  const secret = { title: 'Codeword', message: 'tulip', sender: 'Agent', icon: 'https://example.com/x.png' };
  for (let n = 0; n < 20; n += 1) await stage.app.send({ ...secret, title: `Codeword ${n}` });
  await stage.app.send({ ...secret, emergency: { retry: 600, expire: 1_200 } });
  await expect.poll(() => fresh().map(({ title }) => title)).toEqual(['1 new notification']);
  expect(fresh()[0]?.hints).toMatchObject({ urgency: 2 });
  expect(JSON.stringify(fresh())).not.toMatch(/codeword|tulip|agent|example/i);

  login().lock(false);
  const titles = () => stage.recorder.shown().map(({ title }) => title);
  await expect.poll(titles).toContain('20 notifications while the screen was locked');
  // What was hidden may be seen now.
  await expect.poll(titles).toContain('Codeword');
});
