/** What a user does with toasts, on a desktop whose daemon has fields for answers, and then on one that has none. */
import fs from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { startNotificationDaemon } from '../support/notification-daemon.ts';
import { expect, test, useStage } from './fixtures.ts';
import { inboxPage } from './inbox-page.ts';

const PLAIN = ['actions', 'body', 'body-markup', 'persistence'];
const stage = useStage({ can: [...PLAIN, 'inline-reply'] });

/** The sender, with what it was answered. */
let web: Server;
const answers: string[] = [];

test.beforeAll(async () => {
  web = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    answers.push(JSON.parse(body).text);
    response.end();
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
});
test.afterAll(() => {
  web?.closeAllConnections();
  web?.close();
});

const reply = () => ({
  via: 'http' as const,
  url: `http://127.0.0.1:${(web.address() as AddressInfo).port}/answer`,
});
const shown = (title: string) => stage.recorder.shown().find((toast) => toast.title === title);
async function idOf(title: string): Promise<number> {
  await expect.poll(() => shown(title)).toBeDefined();
  return shown(title)?.id ?? 0;
}
const window = async () => inboxPage(await stage.openWindow());

test('the first close says that Belfry stays in the tray; a click on that shows the window, and no later close says it', async () => {
  await stage.openWindow();
  await expect.poll(stage.hands.activeWindow).toBe('Belfry');
  await stage.hands.key('alt+F4');
  const hint = await idOf('Belfry stays in the tray');
  expect(shown('Belfry stays in the tray')?.hints).toMatchObject({ transient: true });
  await expect.poll(stage.app.visible).toBe(false);
  stage.recorder.invoke(hint, 'default');
  await expect.poll(stage.app.visible).toBe(true);
  await expect.poll(stage.hands.activeWindow).toBe('Belfry');
  await stage.hands.key('alt+F4');
  await expect.poll(stage.app.visible).toBe(false);
  expect(stage.recorder.notified()).toHaveLength(1);
});

test('an answer written in the toast arrives at its sender, and the notification is read', async () => {
  await stage.app.send({ title: 'Lunch?', type: 'message', reply: reply() });
  const id = await idOf('Lunch?');
  expect(shown('Lunch?')).toMatchObject({
    actions: expect.arrayContaining(['inline-reply', 'Reply']),
    hints: { category: 'im.received' },
  });
  // Some daemons close the toast first.
  stage.recorder.dismiss(id);
  stage.recorder.reply(id, 'In ten minutes');
  await expect.poll(() => answers).toEqual(['In ten minutes']);
  await expect.poll(stage.icon).toBe('ok-0');
});

test('Done and Snooze for 1 hour take it out of the inbox', async () => {
  await stage.app.send({ title: 'to be done with' });
  stage.recorder.invoke(await idOf('to be done with'), 'inbox.done');
  await expect.poll(stage.icon).toBe('ok-0');
  await stage.app.send({ title: 'not now' });
  stage.recorder.invoke(await idOf('not now'), 'inbox.snoozeHour');
  await expect.poll(stage.icon).toBe('ok-0');
  await expect.poll(() => stage.recorder.shown()).toEqual([]);
  const inbox = await window();
  await inbox.view('Done');
  await expect(inbox.row('to be done with')).toBeVisible();
  await inbox.view('Inbox');
  await expect(inbox.row('Lunch?')).toBeVisible();
  await expect(inbox.row('not now')).toHaveCount(0);
  await inbox.page.keyboard.press('Escape');
  await expect.poll(stage.app.visible).toBe(false);
});

test('a summary marks all of its own as read, and nothing else', async () => {
  await stage.app.send({ title: 'alone' });
  await idOf('alone');
  await stage.tray.choose('Pause notifications', 'For 30 minutes');
  await expect.poll(stage.icon).toBe('paused-1');
  for (const title of ['one of two', 'two of two']) await stage.app.send({ title });
  await expect.poll(stage.icon).toBe('paused-3');
  await stage.tray.choose('Resume notifications');
  stage.recorder.invoke(await idOf('2 notifications during the pause'), 'inbox.read');
  await expect.poll(stage.icon).toBe('ok-1');
  await expect.poll(() => stage.recorder.shown().map(({ title }) => title)).toEqual(['alone']);
});

test('what is read in the window is gone from the notification centre, within two seconds', async () => {
  const id = await idOf('alone');
  stage.recorder.expire(id);
  await expect.poll(() => stage.recorder.shown()).toEqual([]);
  expect(stage.recorder.closed()).not.toContain(id);
  const inbox = await window();
  await inbox.act('alone', 'Mark as read');
  await expect.poll(() => stage.recorder.closed(), { timeout: 2_000 }).toContain(id);
  await expect.poll(stage.icon, { timeout: 2_000 }).toBe('ok-0');
  await inbox.page.keyboard.press('Escape');
});

test('the browser may take the focus for the click that opens it', async () => {
  const tokens = path.join(stage.desktop.runtimeDir, 'tokens');
  const script = `#!/bin/sh\necho "$1 $XDG_ACTIVATION_TOKEN" >> "${tokens}"\n`;
  fs.writeFileSync(path.join(stage.desktop.runtimeDir, 'bin', 'xdg-open'), script, { mode: 0o755 });
  await stage.app.send({ title: 'with a link', url: 'https://example.com/run/9' });
  const id = await idOf('with a link');
  stage.recorder.activate(id, 'token-9');
  stage.recorder.invoke(id, 'default');
  await expect
    .poll(() => (fs.existsSync(tokens) ? fs.readFileSync(tokens, 'utf8') : ''))
    .toBe('https://example.com/run/9 token-9\n');
});

test('where the daemon has no such field, Reply opens the composer', async () => {
  await stage.recorder.stop();
  const daemon = await startNotificationDaemon(stage.desktop.env.DBUS_SESSION_BUS_ADDRESS, PLAIN);
  try {
    await stage.app.send({ title: 'Dinner?', reply: reply() });
    await expect.poll(() => daemon.shown().at(-1)?.title).toBe('Dinner?');
    const toast = daemon.shown().at(-1);
    expect(toast?.actions).not.toContain('inline-reply');
    daemon.invoke(toast?.id ?? 0, 'compose');
    await expect.poll(stage.app.visible).toBe(true);
    const composer = (await stage.app.window()).getByRole('textbox', { name: 'Reply to “Dinner?”' });
    await expect(composer).toBeFocused();
    await composer.fill('At eight');
    await composer.press('Control+Enter');
    await expect.poll(() => answers.at(-1)).toBe('At eight');
    await expect.poll(daemon.closed).toContain(toast?.id);
  } finally {
    await daemon.stop();
  }
});
