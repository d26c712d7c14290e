/** Titles and names as people write them, in whichever script, or not at all. */
import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Locator } from '@playwright/test';
import { expect, test, useStage } from './fixtures.ts';
import { inboxPage } from './inbox-page.ts';

const stage = useStage();

const box = async (locator: Locator) => {
  const found = await locator.boundingBox();
  if (found === null) throw new Error('it is not on the screen');
  return { left: found.x, right: found.x + found.width };
};

test('a right-to-left title begins at the right, next to its time, and so does its message', async () => {
  const inbox = inboxPage(await stage.openWindow());
  await stage.app.send({ title: 'ההזמנה נשלחה', message: 'היא תגיע מחר', dedupe_key: 'order' });
  await stage.app.send({ title: 'ההזמנה נשלחה', message: 'היא תגיע מחר', dedupe_key: 'order' });
  await stage.app.send({ title: 'Order shipped', message: 'Here tomorrow', dedupe_key: 'other' });
  await stage.app.send({ title: 'Order shipped', message: 'Here tomorrow', dedupe_key: 'other' });
  const leftward = inbox.row('ההזמנה נשלחה');
  const rightward = inbox.row('Order shipped');
  const time = await box(leftward.locator('time'));
  const title = await box(leftward.getByRole('heading'));
  const count = await box(leftward.getByText('×2'));
  expect(time.left - title.right).toBeLessThan(20);
  expect(count.right).toBeLessThan(title.left);

  const message = await box(rightward.getByText('Here tomorrow'));
  const heading = await box(rightward.getByRole('heading'));
  expect(heading.left).toBe(message.left);
  expect((await box(rightward.getByText('×2'))).left).toBeGreaterThan(heading.right);
});

test('a notification always shows something', async () => {
  const refused = stage.app.send({ title: '\u200b\u2800' });
  await expect(refused).rejects.toThrow('422');
  await stage.app.send({ title: 'to be blank', message: 'its message' });
  await expect.poll(stage.icon).toBe('ok-3');
  await stage.app.quit();
  // An older version, which accepted such titles, has stored it.
  const [file = ''] = fs.readdirSync(stage.app.profile).filter((name) => name.endsWith('.db'));
  const database = new DatabaseSync(path.join(stage.app.profile, file));
  database.exec("UPDATE notifications SET title = char(8203) || char(10240) WHERE title = 'to be blank'");
  database.close();
  await stage.start();

  const inbox = inboxPage(await stage.openWindow());
  await expect(inbox.row('(no title)')).toContainText('its message');
  const titles = (await stage.tray.menu()).map(({ label }) => label);
  expect(titles).toContain('(no title)');
});
