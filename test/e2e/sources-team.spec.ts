/** Two computers of one user, each a real app with its own profile and desktop, and one team server between them. */
import { randomUUID } from 'node:crypto';
import type { SourceView } from '#app/source-view';
import { type FlakyNetwork, startFlakyNetwork } from '../support/flaky-network.ts';
import { until } from '../support/poll.ts';
import { startTeamServer, type TeamServer } from '../support/team-server.ts';
import { expect, type Stage, test, useStage } from './fixtures.ts';
import { callMain, inboxPage, loadAll } from './inbox-page.ts';

const EMAIL = 'ana@team.example';
const ANA = 3;
const SLOW = { timeout: 30_000 };

const desk = useStage({ inFront: false });
const laptop = useStage({ second: true, inFront: false });
const computers = [desk, laptop];

let team: TeamServer;
/** The laptop's. */
let network: FlakyNetwork;

test.beforeAll(async () => {
  team = await startTeamServer();
  network = await startFlakyNetwork(team.port);
});
test.afterAll(async () => {
  await network?.stop();
  await team?.stop();
});

const page = (stage: Stage) => stage.app.window();
const source = async (stage: Stage): Promise<SourceView | undefined> =>
  (await callMain(await page(stage), 'sources.get', {})).sources[0];
const status = async (stage: Stage) => (await source(stage))?.connection.status;
const titles = async (stage: Stage) =>
  (await loadAll(await page(stage), 'inbox')).map(({ title }) => title).sort();
const toasts = (stage: Stage, title: string) =>
  stage.recorder.notified().filter((toast) => toast.title === title).length;
const sourceIds = new Map<Stage, string>();
const idOn = (stage: Stage): string => sourceIds.get(stage) ?? '';
const shown = (stage: Stage) => stage.recorder.shown().map(({ title }) => title);

async function everywhere(check: (stage: Stage) => Promise<void>): Promise<void> {
  for (const computer of computers) await check(computer);
}

test('a user signs in through the form, which says why a used code is refused', async () => {
  const code = await team.enrol(EMAIL);
  for (const [computer, url] of [
    [desk, team.url],
    [laptop, network.url],
  ] as const) {
    const window = await computer.openWindow();
    await window.getByRole('button', { name: 'Sources', exact: true }).click();
    await window.getByRole('button', { name: 'Add source' }).click();
    await window.getByRole('button', { name: 'Team server' }).click();
    const form = window.getByRole('form', { name: 'Sign in to a team server' });
    const signIn = form.getByRole('button', { name: 'Sign in', exact: true });
    await form.getByLabel('Address').fill('team.example');
    await signIn.click();
    await expect(form.getByLabel('Address')).toHaveAccessibleDescription(/must begin with https:/);
    await form.getByLabel('Address').fill(url);
    await form.getByLabel('Name (optional)').fill('Team');
    const codeField = form.getByRole('textbox', { name: 'Code' });
    await codeField.fill(code);
    await signIn.click();
    if (computer === laptop) {
      await expect(form.getByRole('alert')).toContainText(
        'The sign-in was refused. The code is unknown, used or expired.',
      );
      await codeField.fill(await team.enrol(EMAIL));
      await signIn.click();
    }
    const card = window.getByRole('article', { name: /^Team/ });
    await expect(card).toContainText('Connected', SLOW);
    sourceIds.set(computer, (await source(computer))?.definition.id ?? '');
    await window.getByRole('button', { name: 'Back to inbox' }).click();
  }
});

test('a send to the user is a toast, a number and a row on both computers', async () => {
  await team.send(ANA, { title: 'Stand-up in five' });
  await everywhere(async (computer) => {
    await expect.poll(() => toasts(computer, 'Stand-up in five')).toBe(1);
    await expect.poll(computer.icon).toBe('ok-1');
    await expect(inboxPage(await computer.openWindow()).row('Stand-up in five')).toBeVisible();
  });
});

test('reading on one computer clears toast, number and mark on the other', async () => {
  await inboxPage(await desk.openWindow()).act('Stand-up in five', 'Mark as read');
  await everywhere(async (computer) => {
    await expect.poll(computer.icon).toBe('ok-0');
    await expect.poll(() => shown(computer)).not.toContain('Stand-up in five');
    await expect(inboxPage(await page(computer)).unreadMark('Stand-up in five')).toHaveCount(0);
  });
});

test('what is read elsewhere while a computer is offline never appears there; the rest comes as one summary', async () => {
  network.set('cut');
  await expect.poll(() => status(laptop), SLOW).not.toBe('online');
  const before = laptop.recorder.notified().length;
  for (const title of ['missed 1', 'missed 2', 'read elsewhere']) await team.send(ANA, { title });
  await expect.poll(desk.icon).toBe('ok-3');
  await inboxPage(await desk.openWindow()).act('read elsewhere', 'Mark as read');
  await expect.poll(desk.icon).toBe('ok-2');

  network.set('fine');
  await callMain(await page(laptop), 'command.run', { id: 'sources.retry', args: { id: idOn(laptop) } });
  await expect.poll(laptop.icon, SLOW).toBe('ok-2');
  await expect.poll(() => laptop.recorder.notified().length).toBe(before + 1);
  expect(laptop.recorder.notified().at(-1)?.title).toBe('2 notifications while you were away');
  expect(await titles(laptop)).toEqual(await titles(desk));
});

test('offline all rows are there, and actions reach the server later and are marked until then', async () => {
  network.set('cut');
  await expect.poll(() => status(laptop), SLOW).not.toBe('online');
  const view = inboxPage(await laptop.openWindow());
  await view.act('missed 1', 'Mark as read');
  await expect.poll(laptop.icon).toBe('connecting-1');
  const row = async () =>
    (await loadAll(await page(laptop), 'inbox')).find(({ title }) => title === 'missed 1')?.upstream;
  await expect.poll(row).toMatchObject({ state: 'pending', action: 'read' });
  expect(await desk.icon()).toBe('ok-2');

  // Told after a restart, too: the outbox is on disk.
  await laptop.app.kill();
  await laptop.start({ ready: false });
  await expect.poll(laptop.icon, SLOW).toBe('connecting-1');
  await expect.poll(row).toMatchObject({ state: 'pending', action: 'read' });
  network.set('fine');
  await callMain(await page(laptop), 'command.run', { id: 'sources.retry', args: { id: idOn(laptop) } });
  await expect.poll(row, SLOW).toBeNull();
  await expect.poll(desk.icon, SLOW).toBe('ok-1');
});

test('a connection that only looks alive is noticed, and nothing is lost behind it', async () => {
  network.set('silent');
  await team.send(ANA, { title: 'behind the silence' });
  await expect.poll(() => toasts(desk, 'behind the silence')).toBe(1);
  // Activity timeout and pong timeout together are 26 s.
  await expect.poll(() => status(laptop), { timeout: 60_000 }).not.toBe('online');
  network.set('fine');
  await expect.poll(() => titles(laptop), SLOW).toContain('behind the silence');
  await expect.poll(laptop.icon, SLOW).toBe('ok-2');
});

test('after the team server is killed during sends, what it acknowledged is everywhere, once', async () => {
  const acknowledged: string[] = [];
  const sendAll = async (from: number) => {
    for (let n = from; n < from + 15; n += 1) {
      const key = randomUUID();
      await until(`send ${n}`, () => team.send(ANA, { title: `crash ${n}` }, key), SLOW);
      acknowledged.push(`crash ${n}`);
    }
  };
  const sending = Promise.all([sendAll(0), sendAll(100)]);
  for (const count of [6, 16]) {
    await until('some to be acknowledged', () => {
      if (acknowledged.length < count) throw new Error('not yet');
      return true;
    });
    await team.kill();
    await team.start();
  }
  await sending;
  const expected = [...acknowledged].sort();
  await everywhere(async (computer) => {
    const arrived = async () => (await titles(computer)).filter((title) => title.startsWith('crash '));
    await expect.poll(arrived, SLOW).toEqual(expected);
    await expect.poll(() => computer.tray.tooltip(), SLOW).toContain(`${expected.length + 2} unread`);
    const alone = computer.recorder.notified().filter(({ title }) => title.startsWith('crash '));
    expect(new Set(alone.map(({ title }) => title)).size).toBe(alone.length);
  });
});

test('after a kill while notifications arrive, the app has all of them at its next start, announced at most once', async () => {
  const sending = (async () => {
    for (let n = 0; n < 20; n += 1) await team.send(ANA, { title: `while dying ${n}` });
  })();
  await expect.poll(async () => (await titles(laptop)).includes('while dying 3'), SLOW).toBe(true);
  await laptop.app.kill();
  await sending;
  await laptop.start();
  const arrived = async () => (await titles(laptop)).filter((title) => title.startsWith('while dying'));
  await expect.poll(arrived, SLOW).toHaveLength(20);
  expect(new Set(await arrived()).size).toBe(20);
  await expect.poll(async () => laptop.tray.tooltip(), SLOW).toBe(await desk.tray.tooltip());
  const alone = laptop.recorder.notified().filter(({ title }) => title.startsWith('while dying'));
  expect(new Set(alone.map(({ title }) => title)).size).toBe(alone.length);
});

test('senders learn when a notification was delivered and read', async () => {
  const id = await team.send(ANA, { title: 'Please confirm' });
  const receipts = async () => {
    const answer = await fetch(`${team.url}/api/notifications/${id}/receipts`, {
      headers: { authorization: `Bearer ${team.adminToken}` },
    });
    return (await answer.json()) as Record<string, string | null>;
  };
  await expect.poll(async () => (await receipts()).delivered_at, SLOW).not.toBeNull();
  expect((await receipts()).read_at).toBeNull();
  await inboxPage(await desk.openWindow()).act('Please confirm', 'Mark as read');
  await expect.poll(async () => (await receipts()).read_at, SLOW).not.toBeNull();
});

test('“Not at all” for a team is a mute at its server: on both computers, until it notifies again', async () => {
  const window = await desk.openWindow();
  await callMain(window, 'command.run', { id: 'inbox.readAll', args: {} });
  await everywhere(async (computer) => expect.poll(computer.icon, SLOW).toBe('ok-0'));
  async function choose(choice: string): Promise<void> {
    await window.getByRole('button', { name: 'Sources', exact: true }).click();
    const line = window.getByRole('group', { name: 'Notifications from Team', exact: true });
    await line.getByText(choice, { exact: true }).click();
    await expect(line.getByRole('radio', { name: choice, exact: true })).toBeChecked();
    await window.getByRole('button', { name: 'Back to inbox' }).click();
  }
  await choose('Not at all');
  await expect.poll(async () => (await source(desk))?.mutes).toHaveLength(1);
  await team.send(ANA, { title: 'muted everywhere' });
  await everywhere(async (computer) => {
    await expect.poll(() => titles(computer), SLOW).toContain('muted everywhere');
    expect([await computer.icon(), toasts(computer, 'muted everywhere')]).toEqual(['ok-0', 0]);
  });
  await choose('Notify');
  await team.send(ANA, { title: 'heard again' });
  await everywhere(async (computer) => {
    await expect.poll(() => toasts(computer, 'heard again'), SLOW).toBe(1);
    await expect.poll(computer.icon).toBe('ok-1');
  });
});

test('the other computer lists who is online', async () => {
  await expect.poll(async () => (await source(desk))?.people?.map(({ name }) => name), SLOW).toContain('ana');
});

test('a disabled user is signed out, keeps the rows, and sees why', async () => {
  const kept = await titles(laptop);
  await team.command('user', 'disable', EMAIL);
  await expect
    .poll(async () => (await source(laptop))?.connection, SLOW)
    .toMatchObject({ status: 'stopped', trouble: 'signed_out' });
  expect(await titles(laptop)).toEqual(kept);
  await team.command('user', 'enable', EMAIL);
});

test('a signed-out source can be renamed, and signing in again brings back its rows', async () => {
  const kept = await titles(laptop);
  const window = await laptop.openWindow();
  await window.getByRole('button', { name: 'Sources: Team (signed out)' }).click();
  const form = window.getByRole('form');
  await window.getByRole('article', { name: /^Team/ }).getByRole('button', { name: 'Edit' }).click();
  await expect(form).toContainText('You are signed out.');
  await form.getByLabel('Name (optional)').fill('Crew');
  await form.getByRole('button', { name: 'Save' }).click();
  const card = window.getByRole('article', { name: /^Crew/ });
  await expect(card).toContainText('Signed out');

  await card.getByRole('button', { name: 'Sign in again' }).click();
  await expect(form.getByRole('textbox', { name: 'Code' })).toBeFocused();
  await form.getByRole('textbox', { name: 'Code' }).fill(await team.enrol(EMAIL));
  await form.getByRole('button', { name: 'Test connection' }).click();
  await expect(form).toContainText('What could be tested works.');
  await form.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(card).toContainText('Connected', SLOW);
  expect((await source(laptop))?.definition.id).toBe(idOn(laptop));
  expect(await titles(laptop)).toEqual(kept);
});

test('removing a source removes its rows and their part of every count', async () => {
  await desk.app.send({ title: 'my own' });
  await callMain(await page(desk), 'sources.remove', { id: idOn(desk) });
  await expect.poll(() => titles(desk)).toEqual(['my own']);
  await expect.poll(desk.icon).toBe('ok-1');
});
