/** A script on this computer whose notifications have buttons, a web server that takes their requests, and a user who presses them. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { faults } from './axe.ts';
import { expect, test, useStage } from './fixtures.ts';
import { inboxPage } from './inbox-page.ts';
import { shoot } from './pictures.ts';

const stage = useStage();

let web: Server;
let status = 204;
const asked: { method: unknown; key: unknown; body: string; secrets: unknown }[] = [];

test.beforeAll(async () => {
  web = createServer(async (request, response) => {
    const { method, headers } = request;
    const body = (await request.toArray()).join('');
    asked.push({
      method,
      key: headers['idempotency-key'],
      body,
      secrets: headers.authorization ?? headers.cookie,
    });
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
});
test.afterAll(async () => {
  web?.closeAllConnections();
  web?.close();
});

const origin = (): string => `http://127.0.0.1:${(web.address() as AddressInfo).port}`;

/** @returns its id */
function send(title: string): Promise<string> {
  return stage.app.send({
    ...{ title, message: 'It waits for you.' },
    actions: [
      { label: 'Approve', kind: 'event', event: 'deploy.approved' },
      { label: 'Restart', kind: 'http', url: `${origin()}/restart?job=7`, body: '{"force":true}' },
      { label: 'Copy the code', kind: 'copy', text: '482913' },
    ],
  });
}

async function receiptsOf(id: string) {
  const { url, token } = await stage.app.endpoint();
  const answer = await fetch(`${url}/api/notifications/${id}/receipts`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return answer.json();
}

test('a button asks before its first request, shows all of it, and sends nothing of the user', async () => {
  await send('Deploy 7');
  const page = await stage.openWindow();
  const row = inboxPage(page).row('Deploy 7');
  await inboxPage(page).act('Deploy 7', 'Restart');
  const question = row.getByRole('alertdialog', { name: 'Send the request of “Restart”?' });
  await expect(question).toBeVisible();
  await expect(row).toContainText(`POST ${origin()}/restart?job=7`);
  await expect(row).toContainText('{"force":true}');
  expect(await faults(page)).toEqual([]);
  await shoot(page, 'sender-request');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(question).toBeHidden();
  expect(asked).toEqual([]);

  await inboxPage(page).act('Deploy 7', 'Restart');
  await question.getByRole('button', { name: 'Allow and send' }).click();
  await expect(row).toContainText('Restart: done');
  await expect(inboxPage(page).unreadMark('Deploy 7')).toHaveCount(0);
  expect(asked).toEqual([
    { method: 'POST', key: expect.any(String), body: '{"force":true}', secrets: undefined },
  ]);
});

test('what was allowed is not asked again; a refusal stands on the row with its reason, and can be tried again', async () => {
  status = 409;
  await send('Deploy 8');
  const page = await stage.openWindow();
  const row = inboxPage(page).row('Deploy 8');
  await row.click();
  await row.getByRole('button', { name: 'Restart' }).click();
  await expect(row.getByRole('note')).toContainText('“Restart” did not work. The answer was 409.');
  await shoot(page, 'sender-actions');
  status = 200;
  await row.getByRole('button', { name: 'Retry' }).click();
  await expect(row).toContainText('Restart: done');
  await expect(row.getByRole('button', { name: 'Restart' })).toBeDisabled();
});

test('a choice made by keyboard reaches its sender; a text is in the clipboard', async () => {
  const id = await send('Deploy 9');
  const page = await stage.openWindow();
  const row = inboxPage(page).row('Deploy 9');
  await row.focus();
  await page.keyboard.press('Enter');
  await row.getByRole('button', { name: 'Approve' }).focus();
  await page.keyboard.press('Enter');
  await expect(row).toContainText('Approve: done');
  expect((await receiptsOf(id)).choices).toMatchObject([{ action: 'Approve', event: 'deploy.approved' }]);
  await row.getByRole('button', { name: 'Copy the code' }).click();
  await expect(row.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await stage.app.electron.evaluate(({ clipboard }) => clipboard.readText())).toBe('482913');
});

test('a button on a toast sends the request, and a toast says that it worked', async () => {
  const before = asked.length;
  const page = await stage.openWindow();
  // On another page, as a row in sight makes no toast.
  await page.keyboard.press('Control+,');
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
  await send('Deploy 9b');
  const toast = () => stage.recorder.shown().find(({ title }) => title === 'Deploy 9b');
  await expect.poll(() => toast()?.actions).toContain('Restart');
  const { id = 0, actions = [] } = toast() ?? {};
  stage.recorder.invoke(id, actions[actions.indexOf('Restart') - 1] ?? '');
  await expect.poll(() => stage.recorder.shown().map(({ body }) => body)).toContain('Restart: done');
  expect(stage.recorder.shown().map(({ title }) => title)).toEqual(['Deploy 9b']);
  expect(asked).toHaveLength(before + 1);
  await page.getByRole('button', { name: 'Back to inbox' }).click();
});

test('what was allowed is on the sources page, until it is revoked', async () => {
  const page = await stage.openWindow();
  await page.getByRole('button', { name: 'Sources' }).first().click();
  await expect(page.getByText(origin())).toBeVisible();
  await page.getByRole('button', { name: `Revoke requests to ${origin()}` }).click();
  await expect(page.getByText(origin())).toBeHidden();
  await page.getByRole('button', { name: /^Back/ }).first().click();
  await send('Deploy 10');
  await inboxPage(page).act('Deploy 10', 'Restart');
  await expect(page.getByRole('alertdialog')).toBeVisible();
});
