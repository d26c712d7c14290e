/** What may be shown, measured where others can read along: in every byte that crosses the session bus. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { PNG } from 'pngjs';
import { nameOf } from '../../electron/images/images.ts';
import type { Notify } from '../support/notification-daemon.ts';
import { expect, test, useStage } from './fixtures.ts';
import { patchSettings, runCommand } from './inbox-page.ts';

const stage = useStage({ inFront: false });

const ICON = 'https://pelican.example/pelican.png';
const SECRET = {
  ...{ message: 'The quagga sleeps.', sender: 'Ozymandias', url: 'https://kestrel.example/', icon: ICON },
  actions: [{ kind: 'copy', label: 'Marmalade', text: 'gondola' }] as const,
};
const WORDS = [
  'zanzibar',
  'quagga',
  'ozymandias',
  'kestrel',
  'pelican',
  nameOf(ICON),
  'marmalade',
  'gondola',
];
const EMERGENCY = { retry: 600, expire: 1_200 };

test.beforeAll(() => {
  // As if it had been fetched.
  const folder = path.join(stage.app.profile, 'images');
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(
    path.join(folder, `${nameOf(ICON)}.png`),
    PNG.sync.write(new PNG({ width: 64, height: 64 })),
  );
});

/** Listens to the whole bus during the act. @returns which of the words were in a message */
async function wordsDuring(act: () => Promise<void>): Promise<readonly string[]> {
  const monitor = spawn(
    'dbus-monitor',
    ['--address', stage.desktop.env.DBUS_SESSION_BUS_ADDRESS, '--binary'],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const traffic: Buffer[] = [];
  monitor.stdout.on('data', (chunk: Buffer) => traffic.push(chunk));
  const has = (word: string): boolean =>
    Buffer.concat(traffic).toString('latin1').toLowerCase().includes(word);
  try {
    const listening = async (member: string): Promise<void> => {
      traffic.length = 0;
      await expect
        .poll(async () => {
          await stage.tray.tooltip();
          return has(member);
        })
        .toBe(true);
    };
    await listening('tooltip');
    await act();
    const during = traffic.splice(0);
    await listening('tooltip');
    traffic.push(...during);
    return WORDS.filter(has);
  } finally {
    monitor.kill();
    await once(monitor, 'exit');
  }
}

const pictured = ({ hints, icon }: Notify): boolean =>
  /image|icon/.test(Object.keys(hints).join()) || icon.includes('images');

/** A toast, more within its second, an emergency, and a summary after a pause; each time somebody looks at the tray. */
async function day(): Promise<void> {
  const page = await stage.app.window();
  const before = stage.recorder.notified().length;
  const fresh = (): readonly Notify[] => stage.recorder.notified().slice(before);
  await stage.app.send({ ...SECRET, title: 'Zanzibar 1' });
  await expect.poll(() => fresh().length).toBe(1);
  await stage.app.send({ ...SECRET, title: 'Zanzibar 2' });
  await stage.app.send({ ...SECRET, title: 'Zanzibar 3', emergency: EMERGENCY });
  await expect.poll(() => fresh().length).toBe(3);
  await stage.tray.menu();
  await runCommand(page, { id: 'delivery.pause', args: { until: '1h' } });
  await stage.app.send({ ...SECRET, title: 'Zanzibar 4' });
  await stage.app.send({ ...SECRET, title: 'Zanzibar 5' });
  await expect.poll(() => stage.tray.tooltip()).toMatch(/paused/);
  await stage.tray.menu();
  await runCommand(page, { id: 'delivery.resume', args: {} });
  await expect.poll(() => fresh().at(-1)?.title).toBe('2 notifications during the pause');
  await stage.tray.menu();
}

test('of the number only: no message on the bus has a word of a notification, its sender, address or picture', async () => {
  await patchSettings(await stage.openWindow(), { privacy: 'count' });
  expect(await wordsDuring(day)).toEqual([]);
  expect(stage.recorder.notified().filter(pictured)).toEqual([]);
  await stage.tray.choose('Mark all read');
});

test('of everything: title, message, button and picture are there to be found', async () => {
  await patchSettings(await stage.app.window(), { privacy: 'full' });
  expect(await wordsDuring(day)).toEqual(
    expect.arrayContaining(['zanzibar', 'quagga', 'ozymandias', 'marmalade']),
  );
  expect(stage.recorder.notified().some(pictured)).toBe(true);
});

test('and nothing of it once only the number may be shown again, as toasts on the screen lose their words', async () => {
  const page = await stage.app.window();
  const shown = (): string => JSON.stringify(stage.recorder.shown());
  expect(shown()).toContain('Zanzibar');
  const words = await wordsDuring(async () => {
    await patchSettings(page, { privacy: 'count' });
    await expect.poll(shown).not.toContain('Zanzibar');
    await expect.poll(async () => JSON.stringify(await stage.tray.menu())).not.toContain('Zanzibar');
  });
  expect(words).toEqual([]);
});
