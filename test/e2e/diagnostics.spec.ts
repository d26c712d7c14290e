import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Bus, connectBus } from '../support/bus.ts';
import { expect, test, useStage } from './fixtures.ts';
import { inboxPage } from './inbox-page.ts';

const stage = useStage();

const logs = () => path.join(stage.app.profile, 'logs');
const report = () => path.join(logs(), 'report.json');

/** The desktop's file manager, which notes the files it is to show. https://www.freedesktop.org/wiki/Specifications/file-manager-interface/ */
let fileManager: Bus;
const shown: unknown[] = [];

test.beforeAll(async () => {
  fileManager = await connectBus(stage.desktop.env.DBUS_SESSION_BUS_ADDRESS);
  fileManager.serve((call) => {
    if (call.member !== 'ShowItems') return undefined;
    shown.push(...call.body[0]);
    return {};
  });
  await fileManager.own('org.freedesktop.FileManager1');
});
test.afterAll(() => fileManager.disconnect());

test('the tray opens the folder of the logs', async () => {
  await stage.tray.choose('Help', 'Open log folder');
  await expect.poll(() => stage.opened()).toEqual([logs()]);
});

test('a report has versions, states and errors, and nothing from notifications, tokens or people', async () => {
  await stage.app.send({ title: 'Dear Bob', message: 'the code is 4711' });
  await expect.poll(stage.icon).toBe('ok-1');
  const home = path.join(stage.app.profile, 'home');
  const { token } = await stage.app.endpoint();
  const trouble = `refused Bearer ${token} of bob@example.org in ${home}/x?token=hunter2`;
  // Uncaught, as any programming error.
  await stage.app.electron.evaluate((_electron, message) => {
    setImmediate(() => {
      throw new Error(message);
    });
  }, trouble);
  await expect.poll(() => stage.app.log()).toContain('bob@example.org');

  await stage.tray.choose('Help', 'Save diagnostic report');
  await expect.poll(() => shown).toEqual([pathToFileURL(report()).href]);
  const text = fs.readFileSync(report(), 'utf8');
  const told = JSON.parse(text);
  const running = await stage.app.electron.evaluate(({ app }) => ({
    belfry: app.getVersion(),
    electron: process.versions.electron,
  }));
  expect(told.versions).toMatchObject(running);
  expect(told.states).toMatchObject({
    connection: { status: 'online' },
    backend: (await stage.app.endpoint()).url,
    tray: 'present',
    unread: 1,
    update: { status: 'unsupported' },
  });
  expect(told.settings).toMatchObject({ theme: 'system', updates: 'stable' });
  expect(told.errors.join('\n')).toContain('refused Bearer <hidden> of <e-mail> in ~/x?token=<hidden>');
  for (const secret of [token, 'Dear Bob', '4711', 'bob@', 'hunter2', home])
    expect(text).not.toContain(secret);
  expect(fs.statSync(report()).mode & 0o777).toBe(0o600);
});

test('the window shows the same, and says that this installation does not update itself', async () => {
  fs.rmSync(report());
  const page = await stage.openWindow();
  await inboxPage(page).openSettings();
  await expect(page.getByText('This copy of Belfry does not update itself')).toBeVisible();
  await inboxPage(page).openMore();
  await page.getByRole('button', { name: 'Save diagnostic report' }).click();
  await expect.poll(() => shown).toHaveLength(2);
  expect(fs.existsSync(report())).toBe(true);
  await page.getByRole('button', { name: 'Open log folder' }).click();
  await expect.poll(() => stage.opened()).toEqual([logs(), logs()]);
});

test('a report that cannot be written leads to a message and another try', async () => {
  fs.rmSync(report());
  fs.mkdirSync(report());
  const page = await stage.openWindow();
  await page.getByRole('button', { name: 'Save diagnostic report' }).click();
  await expect(page.getByRole('alert')).toContainText('Could not save the report.');
  fs.rmdirSync(report());
  await page.getByRole('alert').getByRole('button', { name: 'Retry' }).click();
  await expect.poll(() => shown).toHaveLength(3);
});
