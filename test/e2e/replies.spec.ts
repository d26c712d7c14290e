/** One app, one team server, somebody else on it at a stock client, and a sender's web server that takes answers. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Reply } from '#server/content';
import { until } from '../support/poll.ts';
import { comeOnline, ONLINE, type Person } from '../support/team-person.ts';
import { startTeamServer, type TeamServer } from '../support/team-server.ts';
import { faults } from './axe.ts';
import { expect, test, useStage } from './fixtures.ts';
import { callMain, inboxPage } from './inbox-page.ts';
import { shoot } from './pictures.ts';

const ANA = 3;
const SLOW = { timeout: 30_000 };
const IN_CHANNEL: Reply = { via: 'event', channel: ONLINE, event: 'client-answer' };

const stage = useStage();

let team: TeamServer;
let cyd: Person;
/** The sender: how it answers, and what it received. */
let web: Server;
let status = 200;
const answers: { key: unknown; text: unknown }[] = [];

test.beforeAll(async () => {
  team = await startTeamServer();
  web = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    answers.push({ key: request.headers['idempotency-key'], text: JSON.parse(body).text });
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(status === 410 ? JSON.stringify({ message: 'The poll is closed.' }) : '');
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const definition = { id: 's-team', name: 'Team', colour: 'blue', enabled: true, kind: 'belfry' } as const;
  const code = await team.enrol('ana@team.example');
  await callMain(await stage.app.window(), 'sources.save', {
    definition: { ...definition, url: team.url },
    secrets: { code },
  });
});
test.afterAll(async () => {
  cyd?.leave();
  web?.closeAllConnections();
  web?.close();
  await team?.stop();
});

const webAddress = (): string => `http://127.0.0.1:${(web.address() as AddressInfo).port}/answer`;
const byWeb = (): Reply => ({ via: 'http', url: webAddress() });
const peopleButton = async () =>
  (await stage.openWindow()).getByRole('button', { name: /(person|people|No one else) online/ });
const people = async () => (await stage.openWindow()).getByRole('dialog', { name: 'People' });
const line = async (name: string) => (await people()).getByRole('listitem').filter({ hasText: name });
const composer = async (title: string) =>
  (await stage.openWindow()).getByRole('textbox', { name: `Reply to “${title}”` });

/** Sends what asks for an answer, and brings the focus to its row. */
async function ask(title: string, reply: Reply, message = 'Somebody asks.') {
  await team.send(ANA, { title, message, type: 'message', reply });
  const row = inboxPage(await stage.openWindow()).row(title);
  await row.focus();
  return row;
}

test('the window shows people who come, write and go', async () => {
  await team.send(ANA, { title: 'Build 1842 passed', message: 'main · 214 tests', type: 'build' });
  const button = await peopleButton();
  await expect(button).toHaveAccessibleName('No one else online', SLOW);
  await button.click();
  await expect(await line('ana')).toContainText('You');
  const heading = (await people()).getByRole('heading');
  await expect(heading).toContainText('No one else online');

  cyd = await comeOnline(team, 'cyd@team.example');
  await expect(await line('cyd')).toContainText('joined');
  await expect(button).toHaveText('1');
  await expect(heading).toContainText('1 person online');
  cyd.say('client-typing', {});
  await expect(await line('cyd')).toContainText('writing…');
  await shoot(await stage.app.window(), 'people');
  expect(await faults(await stage.app.window())).toEqual([]);
  cyd.leave();
  await expect(await line('cyd')).toContainText('left');
  await expect(button).toHaveText('');
  cyd = await comeOnline(team, 'cyd@team.example');
  await expect(await line('cyd')).toContainText('joined');

  const page = await stage.app.window();
  await page.keyboard.press('Escape');
  await expect(await people()).toBeHidden();
  expect(await stage.app.visible()).toBe(true);
  await page.getByRole('button', { name: 'Sources', exact: true }).click();
  await page.getByRole('article', { name: /^Team/ }).getByRole('button', { name: '1 person online' }).click();
  await expect(await line('cyd')).toBeVisible();
  await shoot(page, 'people-of-source');
  await page.keyboard.press('Escape');
  await expect(await people()).toBeHidden();
  await page.getByRole('button', { name: 'Back to inbox' }).click();
});

test('an answer in a channel is announced while it is written, and arrives with its text', async () => {
  const page = await stage.openWindow();
  const row = await ask('Lunch?', IN_CHANNEL, 'The new place at noon, or the usual one at half past?');
  await page.keyboard.press('r');
  const field = await composer('Lunch?');
  await expect(field).toBeFocused();
  await expect(row).toContainText('Everyone in presence-online sees this');
  await page.keyboard.type('The usual');
  await expect
    .poll(() => cyd.heard)
    .toContainEqual({
      event: 'client-typing',
      data: expect.objectContaining({ name: 'ana' }),
    });
  cyd.say('client-typing', {});
  await expect(row).toContainText('cyd is writing…');
  await expect(row).toContainText('Everyone in presence-online sees this');

  await page.keyboard.press('Escape');
  await expect(field).toBeHidden();
  await expect(row).toBeFocused();
  expect(await stage.app.visible()).toBe(true);
  await page.keyboard.press('r');
  await expect(field).toHaveValue('The usual');
  await page.keyboard.press('Enter');
  await page.keyboard.type('One more each');
  await shoot(page, 'composer');
  expect(await faults(page)).toEqual([]);
  await page.keyboard.press('Control+Enter');
  await expect(row).toContainText('Reply sent');
  await expect(field).toBeHidden();
  await expect
    .poll(() => cyd.heard.filter(({ event }) => event === 'client-answer'))
    .toMatchObject([{ data: { text: 'The usual\nOne more each', notification_id: expect.any(String) } }]);
});

test('a refused answer over HTTP says why, and can be sent again without typing', async () => {
  const page = await stage.openWindow();
  status = 410;
  const row = await ask('Deploy 4.2?', byWeb(), 'Two reviews, all tests are green.');
  await page.keyboard.press('r');
  const url = webAddress();
  await expect(row.getByText(`Goes to ${url}`)).toBeVisible();
  // The whole of it is in sight, however narrow the window.
  expect(await row.getByText(`Goes to ${url}`).evaluate((line) => line.scrollWidth <= line.clientWidth)).toBe(
    true,
  );
  await page.keyboard.type('Go on');
  await row.getByRole('button', { name: 'Send' }).click();
  await expect(row.getByRole('note')).toContainText(
    'Your reply was not accepted. The answer was 410. It says: “The poll is closed.”',
  );
  await expect(row.getByRole('note')).toContainText('Go on');
  await shoot(page, 'reply-refused');
  expect(await faults(page)).toEqual([]);
  await row.getByRole('button', { name: 'Edit' }).click();
  await expect(await composer('Deploy 4.2?')).toHaveValue('Go on');
  await page.keyboard.press('Escape');

  status = 503;
  await row.getByRole('button', { name: 'Send again' }).click();
  await expect(row).toContainText('Waiting to be delivered: Go on');
  await shoot(page, 'reply-pending');
  status = 200;
  await expect(row).toContainText('Reply sent', SLOW);
  expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(['Go on']));
  const [refused, ...others] = answers.map(({ key }) => key);
  expect(new Set(others)).toEqual(new Set([others[0]]));
  expect(others[0]).not.toBe(refused);
});

test('while the backend is away an answer stays in its composer, with the reason', async () => {
  const page = await stage.openWindow();
  const row = await ask('Coffee?', IN_CHANNEL);
  await page.keyboard.press('r');
  await page.keyboard.type('In ten minutes');
  // Each time it takes longer to come back: at last long enough for a slow hand.
  const killed = new Set<number>();
  while (killed.size < 3) {
    const backend = await until('a new backend', async () => {
      const pid = await stage.app.backend();
      return pid !== null && !killed.has(pid) && pid;
    });
    process.kill(backend, 'SIGKILL');
    killed.add(backend);
  }
  await expect.poll(stage.app.backend).toBeNull();
  await page.keyboard.press('Control+Enter');
  await expect(row.getByRole('alert')).toContainText(
    "This could not be sent. Belfry's inbox service is not running.",
  );
  await shoot(page, 'reply-failed');
  await expect(await composer('Coffee?')).toHaveValue('In ten minutes');
  await expect.poll(stage.icon, SLOW).toMatch(/^ok-/);
  await (await composer('Coffee?')).press('Control+Enter');
  await expect(row).toContainText('Reply sent', SLOW);
});

test('a sender learns that a notification was seen when somebody saw it, not from a toast alone', async () => {
  const receipts = async (id: string) => {
    const answer = await fetch(`${team.url}/api/notifications/${id}/receipts`, {
      headers: { authorization: `Bearer ${team.adminToken}` },
    });
    return (await answer.json()) as Record<string, string | null>;
  };
  const page = await stage.openWindow();
  await page.keyboard.press('Escape');
  await expect.poll(stage.app.visible).toBe(false);
  const behind = await team.send(ANA, { title: 'Behind the tray' });
  const clicked = await team.send(ANA, { title: 'Status page', url: 'https://example.com/status' });
  await expect.poll(async () => (await receipts(behind)).delivered_at, SLOW).not.toBeNull();
  const toasts = () => new Map(stage.recorder.shown().map(({ title, id }) => [title, id]));
  await expect
    .poll(() => [...toasts().keys()])
    .toEqual(expect.arrayContaining(['Behind the tray', 'Status page']));

  stage.recorder.invoke(toasts().get('Status page') ?? 0, 'default');
  await expect.poll(async () => (await receipts(clicked)).seen_at, SLOW).not.toBeNull();
  expect((await receipts(behind)).seen_at).toBeNull();

  const opened = Date.now();
  await stage.openWindow();
  await expect.poll(async () => (await receipts(behind)).seen_at, SLOW).not.toBeNull();
  const { seen_at, read_at } = await receipts(behind);
  // Since then somebody had the time to read it.
  expect(Date.parse(seen_at ?? '') - opened).toBeGreaterThanOrEqual(1_000);
  expect(read_at).toBeNull();
});
