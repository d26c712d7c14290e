/** The card of this computer: how to send to it at any time, with a token that the window never has. */
import { faults } from './axe.ts';
import { expect, test, useStage } from './fixtures.ts';
import { callMain } from './inbox-page.ts';
import { shoot } from './pictures.ts';

const stage = useStage();
const clipboard = () => stage.app.electron.evaluate(({ clipboard: board }) => board.readText());
const secretOf = (token: string): string => token.split('|')[1] ?? '';

test('address, token and command are copied by main; the token is replaced, and the app goes on', async () => {
  const page = await stage.openWindow();
  const pushed = await page.evaluateHandle(() => {
    const heard: string[] = [];
    const { belfry } = window as unknown as {
      belfry: { on(name: string, hear: (one: unknown) => void): void };
    };
    for (const name of ['status', 'inbox', 'sources', 'rules', 'navigate'])
      belfry.on(name, (payload) => heard.push(JSON.stringify(payload)));
    return heard;
  });
  const before = await stage.app.endpoint();
  await page.getByRole('button', { name: 'Sources' }).click();
  const card = page.getByRole('region', { name: 'This computer' });
  const button = (name: string) => card.getByRole('button', { name, exact: true });
  await expect(card).toContainText(before.url);
  await button('Copy address').click();
  await expect.poll(clipboard).toBe(before.url);
  await button('Copy token').click();
  await expect.poll(clipboard).toBe(before.token);
  await card.getByText('Command that sends a notification').click();
  await button('Copy the command that sends').click();
  await expect.poll(clipboard).toContain(`Bearer ${before.token}`);
  expect(await faults(page)).toEqual([]);
  await shoot(page, 'this-computer');

  await button('Replace token').click();
  await card.getByRole('alertdialog').getByRole('button', { name: 'Replace token' }).click();
  await expect(card.getByText('The token is new')).toBeVisible();
  const after = await stage.app.endpoint();
  expect(after.token).not.toBe(before.token);
  const refused = await fetch(`${before.url}/api/notifications`, {
    method: 'POST',
    headers: { authorization: `Bearer ${before.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'with the old token' }),
  });
  expect(refused.status).toBe(401);
  await stage.app.send({ title: 'with the new token' });
  await button('Send a test').click();
  await page.getByRole('button', { name: 'Back to inbox' }).click();
  await expect(page.getByRole('article')).toHaveCount(2);

  const answers = [
    await callMain(page, 'status.get', {}),
    await callMain(page, 'sources.get', {}),
    await callMain(page, 'rules.get', {}),
    await callMain(page, 'inbox.list', { view: 'inbox' }),
    await callMain(page, 'inbox.batches', {}),
  ];
  const heard = [...answers.map((answer) => JSON.stringify(answer)), ...(await pushed.jsonValue())];
  heard.push(await page.evaluate(() => document.documentElement.outerHTML));
  expect(heard.length).toBeGreaterThan(answers.length + 1);
  for (const token of [before.token, after.token])
    expect(heard.filter((one) => one.includes(secretOf(token)))).toEqual([]);
});
